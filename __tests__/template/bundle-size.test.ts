import { expect, test } from '@jest/globals';
import { unzipSync } from 'fflate';
import { BUNDLE_KILOBYTES } from '../../tools/bench/budgets.ts';
import { compiled } from '../support/compiled-template.ts';

const { ofType, zip } = compiled('dev');

test('every function has a budget', () => {
  const functions = ofType('AWS::Lambda::Function').map(([, { FunctionName }]) =>
    FunctionName.split('-').at(-1),
  );

  expect(functions.toSorted()).toEqual(Object.keys(BUNDLE_KILOBYTES).toSorted());
});

test.each(Object.entries(BUNDLE_KILOBYTES))('the bundle of %s has at most %i KB', (name, kilobytes) => {
  const bytes = Object.values(unzipSync(zip(name))).reduce((sum, file) => sum + file.length, 0);

  expect(bytes / 1000).toBeLessThanOrEqual(kilobytes);
});
