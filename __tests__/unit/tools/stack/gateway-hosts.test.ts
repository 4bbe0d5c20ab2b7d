import { describe, expect, test } from '@jest/globals';
import { serviceOf, signedFor, useGateways } from '../../../support/gateways.ts';
import { hostOf, type RawRequest, send } from '../../../support/raw-requests.ts';

const startGatewayTo = useGateways();

const REFUSED = 'The embedded stack answers only requests to localhost, 127.0.0.1 or [::1]';

const REQUESTS: [string, RawRequest][] = [
  ['a call of an AWS API', { method: 'POST', path: '/', headers: signedFor('sns'), body: '' }],
  ['a read of a page', { method: 'GET', path: '/_embedded/calls' }],
  [
    'a change on a page',
    { method: 'POST', path: '/_embedded/fail', headers: { 'content-type': 'application/json' }, body: '{}' },
  ],
  ['a path that there is none of', { method: 'GET', path: '/' }],
];

/** A gateway with one service and two pages, and what came to them. */
async function startWatched() {
  const arrived: string[] = [];
  const { endpoint } = await startGatewayTo(
    {
      async sns(request) {
        arrived.push('sns');
        return serviceOf('from sns')(request);
      },
    },
    {
      '/_embedded/calls': { get: () => arrived.push('calls') },
      '/_embedded/fail': { post: () => arrived.push('fail') },
    },
  );
  return { endpoint, arrived };
}

describe.each(REQUESTS)('%s', (_, request) => {
  test.each([
    'evil.example',
    'evil.example:4566',
    'localhost.evil.example',
    'localhost@evil.example',
    '127.0.0.1.evil.example',
    '127.0.0.2',
    '0.0.0.0',
    '[::]',
    '192.168.0.7:4566',
    'evil.localhost',
    'localhost.',
    'localhost:',
    'localhost:4566, evil.example',
    '',
  ])('is refused to the host "%s"', async (host) => {
    const { endpoint, arrived } = await startWatched();

    const { status, body } = await send(endpoint, { ...request, headers: { ...request.headers, host } });

    expect(status).toBe(403);
    expect(JSON.parse(body).message).toBe(`${REFUSED}; this one is to "${host}". Use ${endpoint}.`);
    expect(arrived).toEqual([]);
  });

  test('is refused where no host is named', async () => {
    const { endpoint, arrived } = await startWatched();

    const { status, body } = await send(endpoint, request);

    expect(status).toBe(403);
    expect(JSON.parse(body).message).toContain(`${REFUSED}; this one has no Host header.`);
    expect(arrived).toEqual([]);
  });

  test.each([
    'localhost',
    'localhost:4566',
    'LocalHost:1',
    '127.0.0.1',
    '127.0.0.1:65535',
    '[::1]',
    '[::1]:80',
  ])('is not refused to the host %s', async (host) => {
    const { endpoint } = await startWatched();

    const { body } = await send(endpoint, { ...request, headers: { ...request.headers, host } });

    expect(body).not.toContain(REFUSED);
  });
});

test('a call of an AWS API to the loopback address is answered', async () => {
  const { endpoint } = await startWatched();

  const headers = { ...signedFor('sns'), host: hostOf(endpoint) };
  const { status, body } = await send(endpoint, { method: 'POST', headers });

  expect({ status, body }).toEqual({ status: 200, body: 'from sns' });
});
