/** `npm run simulate`: looks for a way in which the service breaks its promises. See `npm run simulate -- --help`. */
import { type Command, HELP, readCommand } from './command-line.ts';
import { runOnAllCores } from './crew.ts';
import { GUARDS, type Guard } from './guards.ts';
import { createProgress } from './progress.ts';
import { runSchedule } from './schedule.ts';
import { shrink } from './shrink.ts';
import { count, explain, summarize } from './summary.ts';

async function main(): Promise<number> {
  const command = readCommand(process.argv.slice(2));
  if (command.help) {
    console.log(HELP);
    return 0;
  }
  if (command.guard !== undefined) console.log(`Without a guard. ${GUARDS[command.guard]}`);
  return command.replay === undefined ? simulate(command) : replay(command.replay, command.guard);
}

async function simulate({ schedules, seed, guard }: Command): Promise<number> {
  console.log(`Running ${count(schedules)} schedules from seed ${seed}.`);
  const startedAt = performance.now();
  const progress = createProgress(schedules, process.stdout, () => performance.now());

  const tally = await runOnAllCores({ schedules, seed, guard }, progress.show);
  progress.end();

  console.log(`\n${summarize(tally, (performance.now() - startedAt) / 1000)}`);
  if (tally.failure === undefined) return 0;
  console.log();
  return replay(tally.failure.scheduleSeed, guard);
}

async function replay(scheduleSeed: number, guard: Guard | undefined): Promise<number> {
  const shrunk = await shrink(scheduleSeed, guard);
  if (shrunk !== undefined) {
    console.log(explain(shrunk, scheduleSeed, guard));
    return 1;
  }
  const { trace } = await runSchedule(scheduleSeed, { guard, traced: true });
  console.log(`${trace.join('\n')}\n\nNo promise is broken in schedule ${scheduleSeed}.`);
  return 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
