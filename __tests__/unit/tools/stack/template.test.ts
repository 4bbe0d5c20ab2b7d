import { expect, test } from '@jest/globals';
import { createResolver, readTemplate, TemplateError } from '../../../../tools/stack/template.ts';

const resolve = createResolver(
  { 'AWS::Region': 'eu-west-1', Encryption: 'kms' },
  async (condition) => condition === 'Holds',
  async (logicalId) => ({ ref: `ref-of-${logicalId}`, attributes: { Arn: `arn-of-${logicalId}` } }),
);

test.each([
  ['a reference to a resource', { Ref: 'Queue' }, 'ref-of-Queue'],
  ['a pseudo parameter', { Ref: 'AWS::Region' }, 'eu-west-1'],
  ['an attribute', { 'Fn::GetAtt': ['Queue', 'Arn'] }, 'arn-of-Queue'],
  ['a join', { 'Fn::Join': ['-', ['a', { Ref: 'Queue' }]] }, 'a-ref-of-Queue'],
  [
    'a substitution',
    { 'Fn::Sub': '${AWS::Region}/${Queue}/${Queue.Arn}/${Queue}' },
    'eu-west-1/ref-of-Queue/arn-of-Queue/ref-of-Queue',
  ],
  [
    'nested functions',
    { list: [{ of: { Ref: 'Queue' } }], kept: 3 },
    { list: [{ of: 'ref-of-Queue' }], kept: 3 },
  ],
  ['a choice whose condition holds', { 'Fn::If': ['Holds', { Ref: 'Queue' }, 'else'] }, 'ref-of-Queue'],
  [
    'a choice whose condition does not hold',
    { 'Fn::If': ['Fails', 'then', { Ref: 'Queue' }] },
    'ref-of-Queue',
  ],
  ['AWS::NoValue', { gone: { Ref: 'AWS::NoValue' }, list: [1, { Ref: 'AWS::NoValue' }] }, { list: [1] }],
  ['an equality', { 'Fn::Equals': [{ Ref: 'Encryption' }, 'kms'] }, true],
  ['an inequality', { 'Fn::Not': [{ 'Fn::Equals': [{ Ref: 'Encryption' }, 'kms'] }] }, false],
  ['an object with a field Ref and others', { Ref: 'Queue', other: 1 }, { Ref: 'Queue', other: 1 }],
])('resolves %s', async (_what, value, expected) => {
  const resolved = await resolve(value);

  expect(resolved).toEqual(expected);
});

test.each([
  ['an intrinsic function', { deep: { 'Fn::Select': [0, ['a']] } }, 'does not support Fn::Select'],
  ['an attribute', { 'Fn::GetAtt': ['Queue', 'Colour'] }, 'does not support the attribute Queue.Colour'],
])('names %s that is not supported', async (_, value, problem) => {
  await expect(resolve(value)).rejects.toThrow(problem);
});

test('says what to do if nothing was packaged', () => {
  const reading = () => readTemplate('/nowhere');

  expect(reading).toThrow(TemplateError);
  expect(reading).toThrow('Run "serverless package --package /nowhere" first');
});
