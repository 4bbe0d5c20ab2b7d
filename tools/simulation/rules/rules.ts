import { createAnswerRules } from './answer-rules.ts';
import { createHistory } from './history.ts';
import { createMessageRules } from './message-rules.ts';
import { createTableRules } from './table-rules.ts';

export type Rules = ReturnType<typeof createRules>;

/** The promises of the service, checked at every event of a schedule. The first violation is kept. */
export function createRules(given: Parameters<typeof createHistory>[0]) {
  const history = createHistory(given);
  return {
    violation: history.violation,
    ...createTableRules(history),
    ...createMessageRules(history),
    ...createAnswerRules(history),
  };
}
