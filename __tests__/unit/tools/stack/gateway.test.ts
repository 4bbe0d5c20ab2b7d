import { describe, expect, test } from '@jest/globals';
import { type ApiRequest, refusal, type Service } from '../../../../tools/stack/gateway.ts';
import { post, serviceOf, signedFor, useGateways } from '../../../support/gateways.ts';

const startGatewayTo = useGateways();

describe('a signed request', () => {
  test.each(['sns', 'sqs', 'dynamodb'])('goes to the service of its signature: %s', async (name) => {
    const services = {
      sns: serviceOf('from sns'),
      sqs: serviceOf('from sqs'),
      dynamodb: serviceOf('from dynamodb'),
    };
    const gateway = await startGatewayTo(services);

    const { body } = await post(gateway, signedFor(name));

    expect(body).toBe(`from ${name}`);
  });

  test('comes to the service whole, with who signed it', async () => {
    const received: ApiRequest[] = [];
    const gateway = await startGatewayTo({
      async lambda(request) {
        received.push(request);
        return { status: 200, headers: {}, body: '' };
      },
    });
    const body = Buffer.from([0, 255, 10, 200]);

    await post(
      gateway,
      { ...signedFor('lambda', 'sweep'), 'x-custom': 'one' },
      { path: '/functions/a?b=c', body },
    );

    const headers = expect.objectContaining({ 'x-custom': 'one' });
    const whole = { method: 'POST', url: '/functions/a?b=c', headers, body, accessKeyId: 'sweep' };
    expect(received).toEqual([whole]);
  });

  test('gets the status, the headers and the body of the service', async () => {
    const gateway = await startGatewayTo({
      sns: async () => ({ status: 418, headers: { 'x-custom': 'two' }, body: Buffer.from('tea') }),
    });

    const { status, headers, body } = await post(gateway, signedFor('sns'));

    expect({ status, custom: headers.get('x-custom'), body }).toEqual({
      status: 418,
      custom: 'two',
      body: 'tea',
    });
  });

  test('gets an error where the answer of the service cannot be sent', async () => {
    const gateway = await startGatewayTo({
      sns: async () => ({ status: 200, headers: { 'x-custom': 'two\nlines' }, body: '' }),
    });

    const { status, body } = await post(gateway, signedFor('sns'));

    expect({ status, body }).toEqual({ status: 500, body: expect.stringContaining('InternalFailure') });
  });

  test('goes to a service that was added later', async () => {
    const services: Record<string, Service> = {};
    const gateway = await startGatewayTo(services);
    services.sns = serviceOf('from sns');

    const { body } = await post(gateway, signedFor('sns'));

    expect(body).toBe('from sns');
  });
});

describe('a request that is refused', () => {
  const services = { sns: serviceOf('from sns'), sqs: serviceOf('from sqs') };

  test.each([
    ['is not signed', {}],
    ['is signed in another way', { authorization: 'Bearer token' }],
    ['has half a signature', { authorization: 'AWS4-HMAC-SHA256 Credential=ingest/20250601/us-east-1' }],
  ])('because it %s is told to sign', async (_, headers) => {
    const gateway = await startGatewayTo(services);

    const { status, body } = await post(gateway, headers);

    expect({ status, ...JSON.parse(body) }).toEqual({
      status: 403,
      __type: 'MissingAuthenticationToken',
      message: 'Sign the request: any access key and secret will do.',
    });
  });

  test('because its service is not known is told which one, and which are', async () => {
    const gateway = await startGatewayTo(services);

    const { status, body } = await post(gateway, signedFor('kinesis'));

    expect({ status, ...JSON.parse(body) }).toEqual({
      status: 501,
      __type: 'NotImplemented',
      message: 'The embedded stack has no service "kinesis", only sns, sqs.',
    });
  });

  test.each<[string, Service]>([
    ['fails', () => Promise.reject(new RangeError('too far'))],
    [
      'throws at once',
      () => {
        throw new RangeError('too far');
      },
    ],
  ])('by a service that %s is told why, with status 500', async (_, broken) => {
    const gateway = await startGatewayTo({ broken });

    const { status, body } = await post(gateway, signedFor('broken'));

    expect({ status, ...JSON.parse(body) }).toEqual({
      status: 500,
      __type: 'InternalFailure',
      message: 'RangeError: too far',
    });
  });

  test('is refused in a form that every SDK reads', () => {
    const response = refusal(404, 'NotThere', 'There is none.');

    expect(response).toEqual({
      status: 404,
      headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-errortype': 'NotThere' },
      body: '{"__type":"NotThere","message":"There is none."}',
    });
  });
});
