import { describe, expect, test } from '@jest/globals';
import { type Gateway, refusal, startGateway } from '../../../../tools/stack/gateway.ts';
import { createGate } from '../../../support/gate.ts';
import { post, signedFor, useGateways } from '../../../support/gateways.ts';

const startGatewayTo = useGateways();

describe('a page', () => {
  test('is there for everybody, as JSON', async () => {
    const { endpoint } = await startGatewayTo({}, { '/calls': () => [{ calls: 1 }] });

    const response = await fetch(`${endpoint}/calls`);

    const [status, type, body] = [
      response.status,
      response.headers.get('content-type'),
      await response.json(),
    ];
    expect({ status, type, body }).toEqual({ status: 200, type: 'application/json', body: [{ calls: 1 }] });
  });

  test('is made anew for each request', async () => {
    let count = 0;
    const { endpoint } = await startGatewayTo({}, { '/count': () => ++count });
    await fetch(`${endpoint}/count`);

    const again = await fetch(`${endpoint}/count`);

    expect(await again.json()).toBe(2);
  });

  test('is told what follows its path', async () => {
    const { endpoint } = await startGatewayTo(
      {},
      { '/fail': (query) => [query.get('action'), query.get('no')] },
    );

    const response = await fetch(`${endpoint}/fail?action=sns%3APublish`);

    expect(await response.json()).toEqual(['sns:Publish', null]);
  });

  test('is null where it has nothing to say', async () => {
    const { endpoint } = await startGatewayTo({}, { '/silent': () => undefined });

    const response = await fetch(`${endpoint}/silent`);

    expect(await response.json()).toBeNull();
  });

  test('that there is none of is a request that must be signed', async () => {
    const { endpoint } = await startGatewayTo({}, { '/calls': () => [] });

    const { status } = await fetch(`${endpoint}/calls/more`);

    expect(status).toBe(403);
  });

  test('that cannot be made is answered with status 500', async () => {
    const broken = () => {
      throw new Error('Broken');
    };
    const { endpoint } = await startGatewayTo({}, { '/broken': broken });

    const { status } = await fetch(`${endpoint}/broken`);

    expect(status).toBe(500);
  });
});

describe('the port', () => {
  const portOf = ({ endpoint }: Gateway) => Number(new URL(endpoint).port);

  test('is a free one where it is 0', async () => {
    const [first, second] = [await startGatewayTo({}), await startGatewayTo({})];

    expect(portOf(first)).not.toBe(portOf(second));
  });

  test('is open to 127.0.0.1 alone', async () => {
    const port = portOf(await startGatewayTo({}, { '/calls': () => [] }));

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
