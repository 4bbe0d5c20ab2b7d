import { afterAll, beforeAll, describe } from '@jest/globals';
import { describeExpressions } from './contract-expressions.ts';
import { describeIndex } from './contract-index.ts';
import { describeQueue } from './contract-queue.ts';
import type { Subject } from './contract-subject.ts';
import { describeTable } from './contract-table.ts';
import { describeTopic } from './contract-topic.ts';

/**
 * What the simulation takes for granted about AWS. The models, the embedded stack, MiniStack and LocalStack are held to
 * it alike, so that a model cannot drift away from what it stands for.
 *
 * Each case names the page on which AWS documents it. What a page leaves open is no case: the simulation draws what
 * happens. Where a page has a rule with rare exceptions, as standard queues have ("at least once"), the rule is a case,
 * and the simulation draws the exceptions.
 */
export function describeContract(createSubject: () => Promise<Subject>): void {
  let created: Subject;
  const subject = () => created;

  beforeAll(async () => {
    created = await createSubject();
  });

  afterAll(() => created.remove());

  describe('table', () => describeTable(subject));
  describe('expression', () => describeExpressions(subject));
  describe('index', () => describeIndex(subject));
  describe('topic', () => describeTopic(subject));
  describe('queue', () => describeQueue(subject));
}
