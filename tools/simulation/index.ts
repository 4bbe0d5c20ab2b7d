/** `npm run simulate`: looks for faults under which the service breaks a promise. `-- --help` has the options. */
import { runCommand } from '../service/run-command.ts';
import { type Command, HELP, readCommand } from './command-line.ts';
import { GUARDS, type Guard } from './guards.ts';
import { runSchedules } from './many-schedules.ts';
import { explain, format, summarize } from './report.ts';
import { runSchedule } from './schedule.ts';
import { shrink } from './shrink.ts';

await runCommand(async () => {
  const command = readCommand(process.argv.slice(2));
  if (command.help) return console.log(HELP);
  if (command.guard !== undefined) console.log(`Without a guard: ${GUARDS[command.guard]}`);
  return command.replay === undefined ? simulate(command) : replay(command.replay, command.guard);
});

async function simulate({ schedules, seed, guard }: Command): Promise<void> {
  console.log(`Running ${format(schedules)} schedules from seed ${seed}.`);
  const startedAt = performance.now();

  const tally = await runSchedules({ schedules, seed, guard }, (done) => {
    if (process.stdout.isTTY) process.stdout.write(`\r${format(done)} of ${format(schedules)} schedules`);
  });

  console.log(`\n${summarize(tally, (performance.now() - startedAt) / 1000)}`);
  if (tally.failure === undefined) return;
  console.log();
  await replay(tally.failure.scheduleSeed, guard);
}

async function replay(scheduleSeed: number, guard: Guard | undefined): Promise<void> {
  const shrunk = await shrink(scheduleSeed, guard);
  if (shrunk !== undefined) {
    console.log(explain(shrunk, scheduleSeed, guard));
    process.exitCode = 1;
    return;
  }
  const { trace } = await runSchedule(scheduleSeed, { guard, isTraced: true });
  console.log(`${trace.join('\n')}\n\nSchedule ${scheduleSeed} breaks no rule.`);
}
