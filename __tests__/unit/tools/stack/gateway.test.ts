import { once } from 'node:events';
import { request } from 'node:http';
import { PassThrough } from 'node:stream';
import { describe, expect, jest, test } from '@jest/globals';
import { type ApiHandler, type ApiRequest, errorResponse } from '../../../../tools/stack/api.ts';
import { BadInputError } from '../../../../tools/stack/pages.ts';
import { createGate } from '../../../support/gate.ts';
import { apiOf, type RawRequest, send, signedFor, useGateways } from '../../../support/gateways.ts';

const startGatewayTo = useGateways();
const JSON_TYPE = { 'content-type': 'application/json' };

describe('a signed request', () => {
  test.each(['sns', 'sqs'])('goes to the API that its signature names: %s', async (name) => {
    const gateway = await startGatewayTo({ sns: apiOf('from sns'), sqs: apiOf('from sqs') });

    const { body } = await send(gateway, { headers: signedFor(name) });

    expect(body).toBe(`from ${name}`);
  });

  test('arrives whole, with who signed it, and gets the whole response', async () => {
    const received: ApiRequest[] = [];
    const gateway = await startGatewayTo({
      async lambda(request) {
        received.push(request);
        return { status: 418, headers: { 'x-custom': 'two' }, body: Buffer.from('tea') };
      },
    });
    const body = Buffer.from([0, 255, 10, 200]);

    const response = await send(gateway, {
      ...{ path: '/functions/a?b=c', body },
      headers: { ...signedFor('lambda', 'sweep'), 'x-custom': 'one' },
    });

    const headers = expect.objectContaining({ 'x-custom': 'one' });
    const whole = { method: 'POST', url: '/functions/a?b=c', headers, body, accessKeyId: 'sweep' };
    expect(received).toEqual([whole]);
    expect(response).toMatchObject({ status: 418, headers: { 'x-custom': 'two' }, body: 'tea' });
  });

  test('reaches an API that was added after the start', async () => {
    const apis: Record<string, ApiHandler> = {};
    const gateway = await startGatewayTo(apis);
    apis.sns = apiOf('from sns');

    const { body } = await send(gateway, { headers: signedFor('sns') });

    expect(body).toBe('from sns');
  });

  test.each<[string, ApiHandler, string]>([
    ['fails', () => Promise.reject(new RangeError('too far')), 'RangeError: too far'],
    [
      'throws',
      () => {
        throw new RangeError('too far');
      },
      'RangeError: too far',
    ],
    [
      'gives a response that cannot be sent',
      async () => ({ status: 200, headers: { 'x-custom': 'two\nlines' }, body: '' }),
      'Invalid character in header',
    ],
  ])('gets status 500 and the reason if the API %s', async (_, broken, reason) => {
    const gateway = await startGatewayTo({ broken });

    const { status, body } = await send(gateway, { headers: signedFor('broken') });

    expect({ status, ...JSON.parse(body) }).toEqual({
      ...{ status: 500, __type: 'InternalFailure' },
      message: expect.stringContaining(reason),
    });
  });
});

test.each([
  ['no signature', {}],
  ['another kind of signature', { authorization: 'Bearer token' }],
  ['half a signature', { authorization: 'AWS4-HMAC-SHA256 Credential=ingest/20250601/us-east-1' }],
])('a request with %s is refused', async (_, headers) => {
  const gateway = await startGatewayTo({ sns: apiOf('from sns') });

  const { status, body } = await send(gateway, { headers });

  expect({ status, ...JSON.parse(body) }).toEqual({
    status: 403,
    __type: 'MissingAuthenticationToken',
    message: 'Sign the request. Any access key and secret will do.',
  });
});

test('a request to an unknown API is told which ones there are', async () => {
  const gateway = await startGatewayTo({ sns: apiOf('from sns'), sqs: apiOf('from sqs') });

  const { status, body } = await send(gateway, { headers: signedFor('kinesis') });

  expect({ status, ...JSON.parse(body) }).toEqual({
    status: 501,
    __type: 'NotImplemented',
    message: 'The embedded stack has no service "kinesis", only sns, sqs.',
  });
});

describe('the host of a request', () => {
  const REFUSED = 'The embedded stack answers only requests to localhost, 127.0.0.1 or [::1]';
  const REQUESTS: RawRequest[] = [
    { headers: signedFor('sns') },
    { method: 'GET', path: '/_embedded/calls' },
    { path: '/_embedded/fail', headers: JSON_TYPE, body: '{}' },
    { method: 'GET', path: '/no-such-page' },
  ];

  /** Sends an API call, a read and a change of a page, and a request to no page. */
  async function sendAll(host: string | null) {
    const arrived: string[] = [];
    const sns: ApiHandler = async () => {
      arrived.push('sns');
      return { status: 200, headers: {}, body: '{}' };
    };
    const gateway = await startGatewayTo(
      { sns },
      {
        '/_embedded/calls': { get: () => arrived.push('calls') },
        '/_embedded/fail': { post: () => arrived.push('fail') },
      },
    );
    const responses = await Promise.all(REQUESTS.map((request) => send(gateway, { ...request, host })));
    return { responses, arrived: arrived.sort(), ...gateway };
  }

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
    null,
  ])('is refused: %p', async (host) => {
    const { responses, arrived, endpoint } = await sendAll(host);

    const problem = host === null ? 'this one has no Host header' : `this one is to "${host}"`;
    for (const { status, body } of responses) {
      const { message } = JSON.parse(body);
      expect({ status, message }).toEqual({
        status: 403,
        message: `${REFUSED}; ${problem}. Use ${endpoint}.`,
      });
    }
    expect(arrived).toEqual([]);
  });

  test.each(['localhost', 'LocalHost:1', '127.0.0.1', '127.0.0.1:65535', '[::1]', '[::1]:80'])(
    'is accepted: %s',
    async (host) => {
      const { responses, arrived } = await sendAll(host);

      expect(responses.filter(({ body }) => body.includes(REFUSED))).toEqual([]);
      expect(arrived).toEqual(['calls', 'fail', 'sns']);
    },
  );
});

describe('the port', () => {
  test('is a free one if 0 was asked for', async () => {
    const [first, second] = [await startGatewayTo({}), await startGatewayTo({})];

    expect(first.endpoint).not.toBe(second.endpoint);
  });

  test('is open on 127.0.0.1 alone', async () => {
    const { endpoint } = await startGatewayTo({}, { '/calls': { get: () => [] } });

    const response = fetch(`${endpoint.replace('127.0.0.1', '[::1]')}/calls`);

    await expect(response).rejects.toThrow('fetch failed');
  });

  test('that is in use is named', async () => {
    const port = Number(new URL((await startGatewayTo({})).endpoint).port);

    await expect(startGatewayTo({}, {}, port)).rejects.toThrow(
      `Port ${port} is in use. Stop the process that listens there, or choose another port with --port.`,
    );
  });

  test('that is out of range fails with the error of Node', async () => {
    await expect(startGatewayTo({}, {}, 65_536)).rejects.toMatchObject({ code: 'ERR_SOCKET_BAD_PORT' });
  });
});

test('stopping closes the connections of requests that still wait', async () => {
  const gate = createGate();
  const sns = () => gate.pass('call').then(() => errorResponse(500, '', ''));
  const gateway = await startGatewayTo({ sns });
  const waiting = Promise.allSettled([send(gateway, { headers: signedFor('sns') })]);
  await gate.untilArrived(1);

  await gateway.stop();
  const [answer] = await waiting;

  expect(answer.status).toBe('rejected');
});

describe('reading a page', () => {
  const PAGES = {
    '/calls': { get: () => [{ calls: 1 }] },
    '/log': { get: (query: URLSearchParams) => [query.get('text'), query.get('no')] },
    '/empty': { get: () => undefined },
    '/broken': { get: () => BigInt(1) },
  };

  test.each([
    ['gives JSON, without a signature', '/calls', [{ calls: 1 }]],
    ['passes the query on', '/log?text=a%3Ab', ['a:b', null]],
    ['gives null if there is nothing', '/empty', null],
  ])('%s', async (_, path, expected) => {
    const gateway = await startGatewayTo({}, PAGES);

    const { status, headers, body } = await send(gateway, { method: 'GET', path });

    expect([status, headers['content-type'], JSON.parse(body)]).toEqual([200, 'application/json', expected]);
  });

  test('gives the current state', async () => {
    let reads = 0;
    const gateway = await startGatewayTo({}, { '/reads': { get: () => ++reads } });
    await send(gateway, { method: 'GET', path: '/reads' });

    const { body } = await send(gateway, { method: 'GET', path: '/reads' });

    expect(body).toBe('2');
  });

  test.each([
    ['403 if there is no such page', 'GET', '/calls/more', 403],
    ['500 if the page fails', 'GET', '/broken', 500],
    ['405 if it is a POST', 'POST', '/calls', 405],
  ])('answers %s', async (_, method, path, expected) => {
    const gateway = await startGatewayTo({}, PAGES);

    const { status, headers } = await send(gateway, { method, path, headers: JSON_TYPE });

    expect([status, headers.allow]).toEqual([expected, expected === 405 ? 'GET' : undefined]);
  });
});

describe('a page with content of its own', () => {
  test('is answered as it is', async () => {
    const content = () => ({ status: 200, headers: { 'content-type': 'text/html' }, body: '<p>' });
    const gateway = await startGatewayTo({}, { '/': { content } });

    const { status, headers, body } = await send(gateway, { method: 'GET' });

    expect([status, headers['content-type'], body]).toEqual([200, 'text/html', '<p>']);
  });

  test('can be a stream, which is destroyed when the client is gone', async () => {
    const stream = new PassThrough();
    const closed = new Promise((resolve) => stream.once('close', resolve));
    const content = () => ({ status: 200, headers: { 'content-type': 'text/event-stream' }, body: stream });
    const gateway = await startGatewayTo({}, { '/events': { content } });
    const leaving = new AbortController();
    const response = await fetch(`${gateway.endpoint}/events`, { signal: leaving.signal });
    stream.write('data: 1');

    const chunk = await response.body?.getReader().read();
    leaving.abort();
    await closed;

    expect(Buffer.from(chunk?.value ?? []).toString()).toBe('data: 1');
  });

  test('leaves signed requests to the APIs', async () => {
    const content = () => ({ status: 200, headers: {}, body: '<p>' });
    const gateway = await startGatewayTo({ sns: apiOf('from sns') }, { '/': { content } });

    const { body } = await send(gateway, { headers: signedFor('sns') });

    expect(body).toBe('from sns');
  });

  test('takes no change', async () => {
    const gateway = await startGatewayTo(
      {},
      { '/': { content: () => ({ status: 200, headers: {}, body: '' }) } },
    );

    const { status, headers } = await send(gateway, { headers: JSON_TYPE, body: '{}' });

    expect([status, headers.allow]).toEqual([405, 'GET']);
  });
});

describe('changing a page', () => {
  /** Sends a request to a page that records its changes. `PORT` in a header stands for the port of the gateway. */
  async function change({ method = 'POST', host, headers = JSON_TYPE, body = '{"a":1}' }: RawRequest) {
    const changes: unknown[] = [];
    const post = (input: unknown) => {
      if (input === 'bad') throw new BadInputError('Send something good.');
      changes.push(input);
    };
    const gateway = await startGatewayTo({}, { '/change': { post } });
    const withPort = (text: string) => text.replace('PORT', new URL(gateway.endpoint).port);
    const response = await send(gateway, {
      ...{ method, path: '/change?a=1' },
      ...(method === 'POST' && { body }),
      headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, withPort(value)])),
      ...(host && { host: withPort(host) }),
    });
    return { ...response, changes, ...gateway };
  }
  const type = (value: string) => ({ headers: { 'content-type': value } });
  const from = (origin: string) => ({ headers: { ...JSON_TYPE, origin } });

  test.each<RawRequest>([
    type('application/json'),
    type('application/json; charset=utf-8'),
    type('Application/JSON'),
    { ...from('http://localhost:PORT'), host: 'localhost:PORT' },
    { ...from('http://127.0.0.1:PORT'), host: '127.0.0.1:PORT' },
    { ...from('http://[::1]:PORT'), host: '[::1]:PORT' },
  ])('is possible with a POST of JSON by a page of the same origin: %j', async (request) => {
    const { status, body, changes } = await change(request);

    expect({ status, body, changes }).toEqual({ status: 200, body: 'null', changes: [{ a: 1 }] });
  });

  const SEND_JSON = 'Send JSON, with the header "content-type: application/json".';

  test.each<[number, RawRequest, string]>([
    [405, { method: 'GET' }, 'Use POST, not GET.'],
    [405, { method: 'PUT' }, 'Use POST, not PUT.'],
    [405, { method: 'PATCH' }, 'Use POST, not PATCH.'],
    [405, { method: 'DELETE' }, 'Use POST, not DELETE.'],
    [405, { method: 'OPTIONS' }, 'Use POST, not OPTIONS.'],
    [405, { method: 'HEAD' }, ''],
    // Types and origins of requests that any web page may send.
    [415, type('text/plain'), SEND_JSON],
    [415, type('text/plain; application/json'), SEND_JSON],
    [415, type('application/x-www-form-urlencoded'), SEND_JSON],
    [415, type('application/json-patch+json'), SEND_JSON],
    [415, { headers: {} }, SEND_JSON],
    [403, from('http://evil.example'), 'may make changes, not one of "http://evil.example".'],
    [403, from('http://127.0.0.1'), 'may make changes, not one of "http://127.0.0.1".'],
    [403, from('http://127.0.0.1:1'), 'may make changes, not one of'],
    [403, from('http://localhost:3000'), 'may make changes, not one of'],
    [403, from('http://127.0.0.1.evil.example'), 'may make changes, not one of'],
    [403, from('null'), 'may make changes, not one of "null".'],
    [403, from(''), 'may make changes, not one of "".'],
    [400, { body: '' }, 'The body is not JSON: '],
    [400, { body: '{' }, 'The body is not JSON: '],
    [400, { body: 'a=1' }, 'The body is not JSON: '],
    [400, { body: '"bad"' }, 'Send something good.'],
  ])('is refused with %d: %j', async (expected, request, problem) => {
    const { status, headers, body, changes } = await change(request);

    expect([status, headers.allow, changes]).toEqual([expected, expected === 405 ? 'POST' : undefined, []]);
    expect(body && JSON.parse(body).message).toContain(problem);
  });
});

test('a request that takes long, such as an invocation at a breakpoint, gets signs of life meanwhile', async () => {
  const others = ['Date', 'nextTick', 'performance', 'queueMicrotask', 'setImmediate', 'setTimeout'] as const;
  jest.useFakeTimers({ doNotFake: [...others] });
  const gate = createGate();
  const gateway = await startGatewayTo({
    async sns() {
      jest.advanceTimersByTime(60_000);
      await gate.pass('sns');
      return { status: 200, headers: {}, body: 'done' };
    },
  });

  const underWay = request(gateway.endpoint, {
    method: 'POST',
    headers: signedFor('sns'),
    agent: false,
  }).end();
  await once(underWay, 'continue');
  gate.letAllThrough();
  const [response] = await once(underWay, 'response');
  jest.useRealTimers();
  response.resume();

  expect(response.statusCode).toBe(200);
});
