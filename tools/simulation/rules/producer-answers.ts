import type { ProducerAnswer } from '../../../src/orders/publish.ts';
import type { Invocation, Result } from '../lambda/invocation.ts';
import type { Input } from '../workload/inputs.ts';
import type { Books } from './books.ts';
import { broken, type Violation } from './violation.ts';

/** What producer may answer to whoever invokes it with a list. */
export function checkProducerAnswer(
  books: Books,
  inputs: readonly Input[],
  result: Result<ProducerAnswer>,
  by: Invocation,
): Violation | undefined {
  const published = books.publishedBy.get(by) ?? [];
  const isSound = inputs.every(({ order }) => order !== undefined);
  if (!isSound && published.length > 0) return broken('a list with a bad order is not published', by.name);
  if ('crashed' in result) return undefined;
  if ('error' in result) {
    const isRight = !isSound && result.error.name === 'InvalidOrderError';
    return isRight ? undefined : broken('an error tells what is wrong', `${by.name} got ${result.error}`);
  }
  if (!isSound) return broken('what is refused is an error to its sender', `${by.name}: ${listOf(inputs)}`);

  const { Published, Failed } = result.answer;
  const failed = Failed.map(({ Position }) => Position);
  const lost = inputs.filter(
    ({ order }, position) => !failed.includes(position) && !published.includes(JSON.stringify(order)),
  );
  if (lost.length > 0) return broken('what producer published is on its way', `${listOf(lost)} is not`);

  const isRight = Published === inputs.length - failed.length && (failed.length === 0 || by.troubled);
  return isRight ? undefined : broken('producer counts what it published', JSON.stringify(result.answer));
}

function listOf(inputs: readonly Input[]): string {
  return inputs.map(({ text }) => text).join(', ');
}
