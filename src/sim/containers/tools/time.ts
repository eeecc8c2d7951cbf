/** Tools that tell time or let it pass. */
import type { Tool } from '../kernel/kernel';
import { runChild } from './children';
import { date, formatDate } from './date';
import { duration } from './duration';
import { isBusybox, numberOf, ToolError, tool } from './io';

const sleep = tool(async (process, args) => {
  if (args.length === 0) throw new ToolError('missing operand');
  let ms = 0;
  for (const arg of args) {
    const span = duration(arg);
    if (span === undefined)
      throw new ToolError(isBusybox(process) ? `invalid number '${arg}'` : `invalid time interval '${arg}'`);
    ms += span;
  }
  await process.sleep(ms);
  return 0;
});

const uptime = tool(async (process) => {
  const { box } = process;
  const seconds = Math.floor((box.now() - box.startedAt) / 1000);
  const time = formatDate(box.now(), '%H:%M:%S');
  await process.print(
    1,
    ` ${time} up ${Math.floor(seconds / 60)} min,  0 users,  load average: 0.00, 0.00, 0.00\n`,
  );
  return 0;
});

const time = tool(async (process, args) => {
  const started = process.box.now();
  const child = await runChild(process, args);
  const { exitCode } = await process.waitFor(child.exited);
  const ms = process.box.now() - started;
  await process.print(
    2,
    `real\t${Math.floor(ms / 60_000)}m ${((ms % 60_000) / 1000).toFixed(2)}s\nuser\t0m 0.00s\nsys\t0m 0.00s\n`,
  );
  return exitCode;
});

export const TIME_TOOLS: Readonly<Record<string, Tool>> = {
  sleep,
  uptime,
  time,
  date,
  usleep: tool(async (process, [micros = '0']) => {
    await process.sleep(numberOf(micros) / 1000);
    return 0;
  }),
};
