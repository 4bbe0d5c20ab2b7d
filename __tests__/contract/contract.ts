import { afterAll, beforeAll, describe } from '@jest/globals';
import { describeQueue, describeTopic } from './messaging-contract.ts';
import type { Subject } from './subject.ts';
import { describeIndex, describeTable } from './table-contract.ts';

/**
 * What the simulation relies on about AWS. The models, the embedded stack, MiniStack and LocalStack are all held to
 * it, so that no model drifts away from what it stands for.
 *
 * Each case names the page on which AWS documents it. What AWS leaves open is no case: the simulation draws it. So it
 * does the rare exceptions to a rule, such as a duplicate delivery.
 */
export function describeContract(createSubject: () => Promise<Subject>): void {
  let created: Subject;
  const subject = () => created;

  beforeAll(async () => {
    created = await createSubject();
  });

  afterAll(() => created.remove());

  describe('a table', () => describeTable(subject));
  describe('an index', () => describeIndex(subject));
  describe('a topic', () => describeTopic(subject));
  describe('a queue', () => describeQueue(subject));
}
