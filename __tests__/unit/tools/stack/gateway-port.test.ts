import { describe, expect, test } from '@jest/globals';
import { type Gateway, refusal, startGateway } from '../../../../tools/stack/gateway.ts';
import { createGate } from '../../../support/gate.ts';
import { post, signedFor, useGateways } from '../../../support/gateways.ts';

const startGatewayTo = useGateways();

describe('the port', () => {
  const portOf = ({ endpoint }: Gateway) => Number(new URL(endpoint).port);

  test('is a free one where it is 0', async () => {
    const [first, second] = [await startGatewayTo({}), await startGatewayTo({})];

    expect(portOf(first)).not.toBe(portOf(second));
  });

  test('is open to 127.0.0.1 alone', async () => {
    const port = portOf(await startGatewayTo({}, { '/calls': { get: () => [] } }));

    const response = fetch(`http://[::1]:${port}/calls`);

    await expect(response).rejects.toThrow('fetch failed');
  });

  test('that is taken is named', async () => {
    const port = portOf(await startGatewayTo({}));

    const starting = startGatewayTo({}, {}, port);

    await expect(starting).rejects.toMatchObject({
      name: 'PortTakenError',
      message: `Port ${port} is taken. Stop what listens there, or choose another one with --port.`,
    });
  });

  test('that may not be had fails as the system says', async () => {
    const starting = startGatewayTo({}, {}, 65_536);

    await expect(starting).rejects.toMatchObject({ code: 'ERR_SOCKET_BAD_PORT' });
  });
});

test('a gateway that is stopped hangs up on whoever still waits', async () => {
  const gate = createGate();
  const gateway = await startGateway(
    0,
    { sns: () => gate.pass('call').then(() => refusal(500, '', '')) },
    {},
  );
  const waiting = Promise.allSettled([post(gateway, signedFor('sns'))]);
  await gate.untilArrived(1);

  await gateway.stop();
  const [answer] = await waiting;

  expect(answer.status).toBe('rejected');
});
