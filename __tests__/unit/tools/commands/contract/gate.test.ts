import { describe, expect, test } from '@jest/globals';
import type { Schema } from '../../../../../tools/commands/contract/field-schema.ts';
import { type Contract, problemsOf, readContract } from '../../../../../tools/commands/contract/gate.ts';
import { read } from '../../../../support/markdown.ts';

const RELEASED = readContract(read('contract/released/asyncapi.yaml'));
const NO_NEWS = '## [Unreleased]\n\n## [0.1.0]\n\n- Everything, `Channel` too.\n';
const ACCEPT = 'Accept what was promised, and add an optional field or a new topic instead.';
const SEND = 'Send what was promised, and add a field, or publish a new Version beside this one, instead.';

test('contract/ keeps what contract/released/ promises, and CHANGELOG.md names what is new', () => {
  const current = readContract(read('contract/asyncapi.yaml'));

  expect(problemsOf(RELEASED, current, read('CHANGELOG.md'))).toEqual([]);
});

describe('a change that breaks publishers or subscribers', () => {
  test.each<[string, (parts: Parts) => void, string[]]>([
    [
      'an order loses a field',
      ({ orders: [pascal, camel] }) => {
        remove(pascal.properties, 'Status');
        remove(camel.properties, 'status');
      },
      [
        `Publishers to OrderTopic break: Status is no longer a field. ${ACCEPT}`,
        `Publishers to OrderQueue break: Status is no longer a field. ${ACCEPT}`,
      ],
    ],
    [
      'a bound of an order is tightened',
      ({ orders: [pascal, camel] }) => {
        amountOf(pascal.properties).maximum = 500;
        amountOf(camel.properties).maximum = 500;
      },
      [
        `Publishers to OrderTopic break: the maximum of Amount is 500, and was 1000000000. ${ACCEPT}`,
        `Publishers to OrderQueue break: the maximum of Amount is 500, and was 1000000000. ${ACCEPT}`,
      ],
    ],
    [
      'an order must have a new field',
      ({ orders: [pascal] }) => {
        pascal.properties.Channel = { type: 'string' };
        pascal.required.push('Channel');
      },
      [
        `Publishers to OrderTopic break: Channel is now required. ${ACCEPT}`,
        `Publishers to OrderQueue break: Channel is now required. ${ACCEPT}`,
      ],
    ],
    [
      'a message attribute changes its type',
      ({ attributes }) => Object.assign(amountOf(attributes.properties), { type: 'string' }),
      [
        `Subscribers of HighValueOrderTopic break: the type of the message attribute Amount is "string", and was "number". ${SEND}`,
      ],
    ],
    [
      'an announcement loses a field',
      ({ announcement }) => remove(announcement.properties, 'UserId'),
      [`Subscribers of HighValueOrderTopic break: UserId is no longer sent. ${SEND}`],
    ],
    [
      'an announcement has another Version',
      ({ announcement }) => Object.assign(announcement.properties.Version ?? {}, { const: 2 }),
      [`Subscribers of HighValueOrderTopic break: the const of Version is 2, and was 1. ${SEND}`],
    ],
    [
      'a field of an announcement can be missing',
      ({ announcement }) => announcement.required.splice(announcement.required.indexOf('ReceivedAt'), 1),
      [`Subscribers of HighValueOrderTopic break: ReceivedAt can now be missing. ${SEND}`],
    ],
    [
      'a bound of an announcement is loosened',
      ({ announcement }) => Object.assign(amountOf(announcement.properties), { maximum: 1e12 }),
      [
        `Subscribers of HighValueOrderTopic break: the maximum of Amount is 1000000000000, and was 1000000000. ${SEND}`,
      ],
    ],
    [
      'orders in camelCase are refused',
      ({ contract }) => contract.components.messages.Order?.payload.anyOf?.pop(),
      [
        `Publishers to OrderTopic break: the message Order has no "Order in camelCase" any more. ${ACCEPT}`,
        `Publishers to OrderQueue break: the message Order has no "Order in camelCase" any more. ${ACCEPT}`,
      ],
    ],
    [
      'a topic is gone',
      ({ contract }) => remove(contract.channels, 'HighValueOrderTopic'),
      [`Subscribers of HighValueOrderTopic break: HighValueOrderTopic no longer exists. ${SEND}`],
    ],
    [
      'a filter drops orders',
      ({ consumers: [consumer] }) =>
        Object.assign(consumer ?? {}, { filterPolicy: { Type: ['OrderCreated'] } }),
      [
        `Publishers to OrderTopic break: the service filters the messages of OrderTopic by {"Type":["OrderCreated"]}, and did not filter them. ${ACCEPT}`,
      ],
    ],
  ])('is refused: %s', (_, change, problems) => {
    expect(problemsOf(RELEASED, changed(change), NO_NEWS)).toEqual(problems);
  });
});

describe('a change that adds', () => {
  const OPTIONAL: Schema = { type: 'string', minLength: 1 };

  describe.each<[string, (parts: Parts) => void, string[], string]>([
    [
      'an optional field of an order',
      ({ orders: [pascal, camel] }) => {
        pascal.properties.Channel = OPTIONAL;
        camel.properties.channel = OPTIONAL;
      },
      ['Publishers to OrderTopic', 'Publishers to OrderQueue'],
      'Channel',
    ],
    [
      'a wider bound of an order',
      ({ orders: [pascal, camel] }) => {
        amountOf(pascal.properties).maximum = 1e12;
        amountOf(camel.properties).maximum = 1e12;
      },
      ['Publishers to OrderTopic', 'Publishers to OrderQueue'],
      'Amount',
    ],
    [
      'an optional field of an announcement',
      ({ announcement }) => Object.assign(announcement.properties, { Channel: OPTIONAL }),
      ['Subscribers of HighValueOrderTopic'],
      'Channel',
    ],
    [
      'a field that every announcement has',
      ({ announcement }) => announcement.required.push('Quantity'),
      ['Subscribers of HighValueOrderTopic'],
      'Quantity',
    ],
    [
      'a message attribute',
      ({ attributes }) => Object.assign(attributes.properties, { Channel: { type: 'string' } }),
      ['Subscribers of HighValueOrderTopic'],
      'Channel',
    ],
    [
      'a Version beside the old one',
      ({ contract, announcement }) => {
        const payload = {
          ...announcement,
          properties: { ...announcement.properties, Version: { const: 2 } },
        };
        contract.components.messages.HighValueOrderV2 = { payload };
        Object.assign(contract.channels.HighValueOrderTopic?.messages ?? {}, {
          HighValueOrderV2: { $ref: '#/components/messages/HighValueOrderV2' },
        });
      },
      ['Subscribers of HighValueOrderTopic'],
      'HighValueOrderV2',
    ],
    [
      'a topic for orders',
      ({ contract }) => {
        const channel = { $ref: '#/channels/ReturnTopic' };
        contract.channels.ReturnTopic = { messages: { Order: { $ref: '#/components/messages/Order' } } };
        contract.operations.receiveFromReturnTopic = { action: 'receive', channel };
      },
      ['Publishers to ReturnTopic'],
      'ReturnTopic',
    ],
  ])('%s', (_, change, parties, name) => {
    test('passes if CHANGELOG.md names it under "Unreleased"', () => {
      const changelog = NO_NEWS.replace('## [0.1.0]', `- New: \`${name}\`.\n\n$&`);

      expect(problemsOf(RELEASED, changed(change), changelog)).toEqual([]);
    });

    test('fails if only an earlier version names it', () => {
      const news = `should know what is new about \`${name}\`: write it, in backticks, under "Unreleased" in CHANGELOG.md.`;

      expect(problemsOf(RELEASED, changed(change), NO_NEWS)).toEqual(parties.map((who) => `${who} ${news}`));
    });
  });
});

test('descriptions and examples can change', () => {
  const current = changed(({ announcement }) =>
    Object.assign(announcement, { description: 'Other words', examples: [] }),
  );

  expect(problemsOf(RELEASED, current, NO_NEWS)).toEqual([]);
});

test('a keyword that the gate cannot compare is refused, and not passed over', () => {
  const current = changed(({ announcement }) =>
    Object.assign(amountOf(announcement.properties), { multipleOf: 0.01 }),
  );

  expect(() => problemsOf(RELEASED, current, NO_NEWS)).toThrow(
    'The gate cannot compare the keyword "multipleOf" of Amount. Teach it to misfits()',
  );
});

type Fields = { properties: Record<string, Schema>; required: string[] };
type Parts = {
  contract: Contract;
  /** An order in PascalCase, and one in camelCase. */
  orders: [Fields, Fields];
  announcement: Fields;
  attributes: Fields;
  consumers: object[];
};

/** The released contract with a change. */
function changed(change: (parts: Parts) => void): Contract {
  const contract = structuredClone(RELEASED);
  const { Order, HighValueOrder } = contract.components.messages;
  change({
    contract,
    orders: Order?.payload.anyOf as Parts['orders'],
    announcement: HighValueOrder?.payload as Fields,
    attributes: HighValueOrder?.headers as Fields,
    consumers: contract.operations.receiveFromOrderTopic?.bindings?.sns?.consumers ?? [],
  });
  return contract;
}

const amountOf = ({ Amount, amount }: Record<string, Schema>): Schema => Amount ?? amount ?? {};

const remove = (from: object, name: string) => Reflect.deleteProperty(from, name);
