import { afterAll, beforeAll, describe } from '@jest/globals';
import { describeExpressions } from './contract-expressions.ts';
import { describeIndex } from './contract-index.ts';
import { describeQueue } from './contract-queue.ts';
import type { Subject } from './contract-subject.ts';
import { describeTable } from './contract-table.ts';
import { describeTopic } from './contract-topic.ts';

/**
 * What the simulation takes for granted about AWS. It is held to the models, to the embedded stack and to MiniStack
 * alike, so that a model cannot drift away from what it stands for.
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
