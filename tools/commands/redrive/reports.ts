import { count, wrap } from '../../service/text.ts';
import type { Arguments } from './arguments.ts';
import { DEAD_LETTER_QUEUES, type DeadLetter } from './dead-letters.ts';
import type { TaskEnd } from './move-task.ts';
import { BATCH_SECONDS, type Resent } from './resend.ts';

/** What the command prints at its end, and its exit code. */
export type Report = { text: string; exitCode: number };

type Look = { waiting: number; inFlight: number; sample: DeadLetter[] };

const INTERRUPTED = 130;
/** The most that is shown of a reason: it may quote what the sender wrote. */
const MAX_REASON_LENGTH = 400;
const MAX_ID_LENGTH = 256;

/** The reports on one dead-letter queue. `command` is the command line without `--confirm`, to run next. */
export function createReports({ stage, queue }: Arguments, command: string) {
  const { source } = DEAD_LETTER_QUEUES[queue];
  const looking = `  ${command}`;
  const moving = `  ${command} --confirm`;

  return {
    look({ waiting, inFlight, sample }: Look): Report {
      const total = Math.max(waiting, sample.length);
      const elsewhere = inFlight > 0 ? `, and ${inFlight} in flight` : '';
      const head = wrap(`${queue} of stage ${stage}: ${count(total, 'message')} waiting${elsewhere}.`);
      if (sample.length === 0) return report(0, head);
      return report(
        0,
        sample.length < total ? `${head} ${sample.length} of them:` : head,
        ...sample.map((letter, index) => `\n${describeLetter(letter, index)}`),
        `\nTo move all of them back to ${source}:`,
        moving,
      );
    },

    nothingWaits(): Report {
      return report(0, wrap(`No message waits in ${queue} of stage ${stage}: nothing to move.`));
    },

    notStarted(): Report {
      return report(INTERRUPTED, 'Interrupted: nothing was moved.');
    },

    task({ outcome, moved, total, reason }: TaskEnd): Report {
      if (outcome === 'completed') return report(0, `Done: ${count(moved, 'message')} moved to ${source}.`);
      if (outcome === 'interrupted' || outcome === 'unknown') {
        return report(
          outcome === 'interrupted' ? INTERRUPTED : 1,
          outcome === 'interrupted'
            ? 'Interrupted.'
            : wrap(`SQS does not report on the move any more (${reason}).`),
          'SQS continues the move. To see what still waits:',
          looking,
          'To follow the move again while it runs:',
          moving,
        );
      }
      const progress = total === undefined ? `${moved}` : `${moved} of about ${total}`;
      const what = outcome === 'failed' ? 'failed' : 'was cancelled';
      const why = reason === undefined ? '' : ` (${reason})`;
      const next = outcome === 'failed' ? 'fix the cause, then run' : 'to move it, run';
      return report(
        1,
        wrap(`The move ${what} after ${progress}${why}.`),
        wrap(`The rest is still in ${queue}: ${next} the same command again.`),
      );
    },

    resent({ moved, cameBack, notSent, notDeleted, interrupted }: Resent, total: number): Report {
      const lines = [
        `${interrupted ? 'Interrupted' : 'Done'}: ${moved} of ${count(total, 'message')} moved to ${source}.`,
      ];
      const again = `run the same command again in ${BATCH_SECONDS} seconds`;
      if (cameBack > 0) {
        lines.push(
          `${count(cameBack, 'message')} failed again and came back. To see why, in ${BATCH_SECONDS} seconds:`,
          looking,
        );
      }
      if (notSent.length > 0) {
        lines.push(
          wrap(`${count(notSent.length, 'message')} could not be sent (${distinct(notSent)}).`),
          wrap(`They are still in ${queue}: ${again}.`),
        );
      }
      if (notDeleted.length > 0) {
        lines.push(
          wrap(`${count(notDeleted.length, 'message')} could not be deleted (${distinct(notDeleted)}).`),
          wrap(`They were sent and are still in ${queue}: ${again}. Duplicates do no harm.`),
        );
      }
      if (interrupted) lines.push(`The rest is still in ${queue}: to continue, run the same command again.`);
      if (notSent.length + notDeleted.length > 0) return report(1, ...lines);
      return report(interrupted ? INTERRUPTED : 0, ...lines);
    },
  };
}

function report(exitCode: number, ...lines: string[]): Report {
  return { exitCode, text: lines.join('\n') };
}

function distinct(reasons: string[]): string {
  return [...new Set(reasons)].join('; ');
}

/** Describes one message on a few lines. */
function describeLetter(letter: DeadLetter, index: number): string {
  const { messageId, sentAt, receiveCount, orderId, reason } = letter;
  const sent = `${sentAt.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
  const indent = '    ';
  return [
    `${String(index + 1).padStart(2)}. ${messageId}`,
    `${indent}sent ${sent}, received ${count(receiveCount, 'time')}`,
    ...(orderId === undefined ? [] : [wrap(`order ${printable(orderId, MAX_ID_LENGTH)}`, indent)]),
    wrap(printable(reason, MAX_REASON_LENGTH), indent),
  ].join('\n');
}

/** A sender's text, cut off and without characters that control a terminal. */
function printable(text: string, maxLength: number): string {
  const characters = [...text.replaceAll(/\s+/g, ' ').replaceAll(/\p{C}/gu, '\u{fffd}')];
  return characters.length > maxLength ? `${characters.slice(0, maxLength).join('')}…` : characters.join('');
}
