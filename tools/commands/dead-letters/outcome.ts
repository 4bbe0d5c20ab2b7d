import { describeFailure } from '../../service/describe-failure.ts';
import { type Answer, INTERRUPTED, type Operation } from '../../service/operator-command.ts';
import { count, printable, wrap } from '../../service/text.ts';
import type { Failure, Outcome } from './change.ts';
import type { Letter } from './letters.ts';
import type { Plan } from './plan.ts';
import { namesOf } from './report.ts';
import type { Request } from './request.ts';

const DONE = { redrive: 'redriven', delete: 'deleted', send: 'sent' } as Record<Request['action'], string>;

/** The most of an error that is shown, and the most errors. */
const MAX_ERROR_LENGTH = 400;
const MAX_ERRORS = 5;

/** What became of the planned changes, for people and for --json. */
export function answerOf(
  plans: readonly Plan[],
  outcomes: readonly Outcome[],
  action: Request['action'],
  operation: Operation,
): Answer {
  const planned = plans.flatMap(({ letters }) => letters);
  const all = <Part>(part: (outcome: Outcome) => Part[]) => outcomes.flatMap(part);
  const [done, notSent, notDeleted] = [all((o) => o.done), all((o) => o.notSent), all((o) => o.notDeleted)];
  const left = all((o) => o.left);
  const missing = plans.flatMap((plan) => plan.missing);
  const isInterrupted = operation.signal.aborted && left.length > 0;
  const inFlight = plans.reduce((sum, { elsewhere }) => sum + elsewhere, 0);
  const failed = notSent.length + notDeleted.length + left.length + missing.length + inFlight > 0;

  const lines = [
    `${isInterrupted ? 'Interrupted' : 'Done'}: ${done.length} of ${count(planned.length, 'message')} ${DONE[action]}.`,
  ];
  if (notSent.length > 0) lines.push(...explain(notSent, 'could not be sent and stay where they are'));
  if (notDeleted.length > 0)
    lines.push(
      ...explain(
        notDeleted,
        action === 'delete'
          ? 'could not be deleted'
          : 'were sent but could not be deleted: the next run only deletes them',
      ),
    );
  if (isInterrupted) lines.push('To continue with the rest, run the same command again.');
  else if (left.length > 0)
    lines.push(
      wrap(
        `Not reached, as they are in flight, were taken by somebody else, or nothing could be sent: ${namesOf(left)}. To try again, run the same command.`,
      ),
    );

  const ids = (letters: Letter[]) => letters.map(({ id }) => id);
  const failures = (list: Failure[]) =>
    list.map(({ letter: { id }, error }) => ({ MessageId: id, Error: String(error) }));
  return {
    lines: planned.length === 0 ? ['Nothing was changed.'] : lines,
    document: {
      Stage: operation.stage,
      Action: action,
      Done: ids(done),
      DoneBefore: plans.flatMap(({ doneBefore }) => doneBefore),
      Missing: missing,
      InFlight: inFlight,
      NotSent: failures(notSent),
      NotDeleted: failures(notDeleted),
      Left: ids(left),
    },
    exitCode: isInterrupted ? INTERRUPTED : Number(failed),
  };

  function explain(failures: Failure[], what: string): string[] {
    const errors = new Set(failures.map(({ error }) => describeFailure(error, operation)));
    return [
      wrap(`${count(failures.length, 'message')} ${what}: ${namesOf(failures.map(({ letter }) => letter))}.`),
      ...[...errors].slice(0, MAX_ERRORS).map((error) => wrap(printable(error, MAX_ERROR_LENGTH), '  ')),
    ];
  }
}
