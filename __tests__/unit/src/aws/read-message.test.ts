import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readMessage } from '../../../../src/aws/sqs-batch.ts';
import { snsEnvelope } from '../../../support/sqs.ts';

const MESSAGE = { OrderId: 'ORD-1', Amount: 250 };
const envelope = snsEnvelope(JSON.stringify(MESSAGE));

describe('a message', () => {
  test('is the body itself where delivery is raw', () => {
    const message = readMessage(JSON.stringify(MESSAGE));

    expect(message).toEqual(MESSAGE);
  });

  test('is what the envelope of SNS carries', () => {
    const message = readMessage(JSON.stringify(envelope));

    expect(message).toEqual(MESSAGE);
  });

  test('is the same raw or in an envelope, whatever it is', () => {
    fc.assert(
      fc.property(fc.json(), (body) => {
        const message = readMessage(JSON.stringify(snsEnvelope(body)));

        expect(message).toEqual(JSON.parse(body));
      }),
    );
  });

  test('is taken out of one envelope, not out of an envelope in it', () => {
    const message = readMessage(JSON.stringify(snsEnvelope(JSON.stringify(envelope))));

    expect(message).toEqual(envelope);
  });
});

describe('a body is no envelope', () => {
  test.each([
    ['an order with a field Type', { ...MESSAGE, Type: 'Notification' }],
    ['an order with a field Message', { ...MESSAGE, Message: '{}' }],
    ['an envelope of another type', { ...envelope, Type: 'SubscriptionConfirmation' }],
    ['one without a TopicArn', { Type: 'Notification', Message: '{}' }],
    ['one whose TopicArn is no text', { ...envelope, TopicArn: 1 }],
    ['one without a Message', { Type: 'Notification', TopicArn: 'arn:aws:sns' }],
    ['one whose Message is no text', { ...envelope, Message: MESSAGE }],
    ['null', null],
    ['a list', [envelope]],
    ['a number', 1],
    ['a text', 'Notification'],
  ])('%s', (_, body) => {
    const message = readMessage(JSON.stringify(body));

    expect(message).toEqual(body);
  });
});

describe('what is not JSON is malformed', () => {
  test.each([
    ['a body', 'not JSON', 'The message body is not JSON'],
    ['an empty body', '', 'The message body is not JSON'],
    [
      'the Message of an envelope',
      JSON.stringify(snsEnvelope('not JSON')),
      "The SNS envelope's Message is not JSON",
    ],
  ])('%s', (_, body, problem) => {
    const reading = () => readMessage(body);

    expect(reading).toThrow(expect.objectContaining({ name: 'MalformedMessageError', message: problem }));
  });
});
