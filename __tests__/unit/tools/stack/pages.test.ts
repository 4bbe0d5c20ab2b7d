import { describe, expect, test } from '@jest/globals';
import { BadInputError } from '../../../../tools/stack/pages.ts';
import { useGateways } from '../../../support/gateways.ts';
import { hostOf, send } from '../../../support/raw-requests.ts';

const startGatewayTo = useGateways();
const JSON_TYPE = { 'content-type': 'application/json' };

describe('a page that is read', () => {
  test('is there for everybody, as JSON', async () => {
    const { endpoint } = await startGatewayTo({}, { '/calls': { get: () => [{ calls: 1 }] } });

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
    const { endpoint } = await startGatewayTo({}, { '/count': { get: () => ++count } });
    await fetch(`${endpoint}/count`);

    const again = await fetch(`${endpoint}/count`);

    expect(await again.json()).toBe(2);
  });

  test('gets the query', async () => {
    const get = (query: URLSearchParams) => [query.get('text'), query.get('no')];
    const { endpoint } = await startGatewayTo({}, { '/log': { get } });

    const response = await fetch(`${endpoint}/log?text=a%3Ab`);

    expect(await response.json()).toEqual(['a:b', null]);
  });

  test('is null where there is nothing to say', async () => {
    const { endpoint } = await startGatewayTo({}, { '/silent': { get: () => undefined } });

    const response = await fetch(`${endpoint}/silent`);

    expect(await response.json()).toBeNull();
  });

  test('that does not exist is a request that must be signed', async () => {
    const { endpoint } = await startGatewayTo({}, { '/calls': { get: () => [] } });

    const { status } = await fetch(`${endpoint}/calls/more`);

    expect(status).toBe(403);
  });

  test('that cannot be made is answered with status 500', async () => {
    const get = () => {
      throw new Error('Broken');
    };
    const { endpoint } = await startGatewayTo({}, { '/broken': { get } });

    const { status } = await fetch(`${endpoint}/broken`);

    expect(status).toBe(500);
  });

  test('takes no POST', async () => {
    const { endpoint } = await startGatewayTo({}, { '/calls': { get: () => [] } });

    const response = await fetch(`${endpoint}/calls`, { method: 'POST', headers: JSON_TYPE, body: '{}' });

    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET']);
  });
});

describe('a change', () => {
  /** A gateway with a page that is changed, and what changed it. */
  async function startChangeable() {
    const changes: unknown[] = [];
    const pages = {
      '/change': {
        post(input: unknown) {
          if (input === 'bad') throw new BadInputError('Send something good.');
          changes.push(input);
        },
      },
    };
    const { endpoint } = await startGatewayTo({}, pages);
    return { endpoint, changes };
  }

  test.each(['application/json', 'application/json; charset=utf-8', 'Application/JSON'])(
    'is a POST of %s',
    async (type) => {
      const { endpoint, changes } = await startChangeable();

      const response = await fetch(`${endpoint}/change`, {
        method: 'POST',
        headers: { 'content-type': type },
        body: '{"a":1}',
      });

      expect({ status: response.status, body: await response.json() }).toEqual({ status: 200, body: null });
      expect(changes).toEqual([{ a: 1 }]);
    },
  );

  test.each(['GET', 'HEAD', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'])('is not made by %s', async (method) => {
    const { endpoint, changes } = await startChangeable();

    const headers = { ...JSON_TYPE, host: hostOf(endpoint) };
    const answer = await send(endpoint, { method, path: '/change?a=1', headers });

    expect([answer.status, answer.headers.allow]).toEqual([405, 'POST']);
    expect(changes).toEqual([]);
  });

  test.each([
    ['text/plain', { 'content-type': 'text/plain' }],
    ['text/plain that is called JSON', { 'content-type': 'text/plain; application/json' }],
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['JSON of another kind', { 'content-type': 'application/json-patch+json' }],
    ['no type', {}],
  ])('is not made by a body of %s, which a page anywhere may send', async (_, headers) => {
    const { endpoint, changes } = await startChangeable();

    const { status, body } = await send(endpoint, {
      ...{ method: 'POST', path: '/change', headers: { ...headers, host: hostOf(endpoint) } },
      body: '{"a":1}',
    });

    expect(status).toBe(415);
    expect(JSON.parse(body).message).toBe('Send JSON, with the header "content-type: application/json".');
    expect(changes).toEqual([]);
  });

  test.each([
    ['http://evil.example'],
    ['http://127.0.0.1'],
    ['http://127.0.0.1:1'],
    ['http://localhost:3000'],
    ['http://127.0.0.1.evil.example'],
    ['null'],
    [''],
  ])('is not made from a page of the origin "%s"', async (origin) => {
    const { endpoint, changes } = await startChangeable();

    const { status, body } = await send(endpoint, {
      ...{ method: 'POST', path: '/change', headers: { ...JSON_TYPE, host: hostOf(endpoint), origin } },
      body: '{"a":1}',
    });

    expect(status).toBe(403);
    expect(JSON.parse(body).message).toBe(
      `Only a page of ${endpoint} may make changes, not one of "${origin}".`,
    );
    expect(changes).toEqual([]);
  });

  test.each(['localhost', '127.0.0.1', '[::1]'])(
    'is made from a page of the same origin: %s',
    async (name) => {
      const { endpoint, changes } = await startChangeable();
      const host = `${name}:${new URL(endpoint).port}`;

      const { status } = await send(endpoint, {
        ...{ method: 'POST', path: '/change', headers: { ...JSON_TYPE, host, origin: `http://${host}` } },
        body: '{"a":1}',
      });

      expect(status).toBe(200);
      expect(changes).toEqual([{ a: 1 }]);
    },
  );

  test.each(['', '{', 'a=1'])('is not made by what is not JSON: "%s"', async (body) => {
    const { endpoint, changes } = await startChangeable();

    const response = await fetch(`${endpoint}/change`, { method: 'POST', headers: JSON_TYPE, body });

    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({ message: expect.stringContaining('The body is not JSON: ') });
    expect(changes).toEqual([]);
  });

  test('says what is bad about its input', async () => {
    const { endpoint } = await startChangeable();

    const response = await fetch(`${endpoint}/change`, { method: 'POST', headers: JSON_TYPE, body: '"bad"' });

    expect({ status: response.status, body: await response.json() }).toEqual({
      status: 400,
      body: { message: 'Send something good.' },
    });
  });
});
