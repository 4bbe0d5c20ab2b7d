/** `npm run simulate`: looks for faults under which the service breaks a promise. `-- --help` has the options. */
import { type Command, HELP, readCommand } from './command-line.ts';
import { GUARDS, type Guard } from './guards.ts';
import { explain, format, summarize } from './report.ts';
import { runSchedule } from './schedule.ts';
import { shrink } from './shrink.ts';
import { runOnAllCores } from './worker-pool.ts';

async function main(): Promise<number> {
  const command = readCommand(process.argv.slice(2));
  if (command.help) {
    console.log(HELP);
    return 0;
  }
  if (command.guard !== undefined) console.log(`Without a guard: ${GUARDS[command.guard]}`);
  return command.replay === undefined ? simulate(command) : replay(command.replay, command.guard);
}

async function simulate({ schedules, seed, guard }: Command): Promise<number> {
  console.log(`Running ${format(schedules)} schedules from seed ${seed}.`);
  const startedAt = performance.now();

  const tally = await runOnAllCores({ schedules, seed, guard }, (done) => {
    if (process.stdout.isTTY) process.stdout.write(`\r${format(done)} of ${format(schedules)} schedules`);
  });

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
  const { trace } = await runSchedule(scheduleSeed, { guard, isTraced: true });
  console.log(`${trace.join('\n')}\n\nSchedule ${scheduleSeed} breaks no rule.`);
  return 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
