/** Tools that run other programs: `timeout`, `watch`, `xargs`, `env`'s kin. */
import { PosixError } from '../errors';
import type { Tool } from '../kernel/kernel';
import type { Process } from '../kernel/process';
import { parseSignal } from '../kernel/signals';
import { become, runChild } from './children';
import { duration } from './duration';
import { isBusybox, numberOf, parseOptions, ToolError, tool } from './io';
import { BUSYBOX_APPLETS } from './names';

const timeout = tool(async (process, args) => {
  const { values, operands } = parseOptions(process, args, '+s:k:t:', { signal: 's', 'kill-after': 'k' });
  const [limit = '', ...argv] = operands;
  const ms = duration(values.get('t') ?? limit);
  if (ms === undefined)
    throw new ToolError(
      isBusybox(process) ? `invalid number '${limit}'` : `invalid time interval '${limit}'`,
      125,
    );
  const child = await runChild(process, argv);
  if (await endsWithin(process, child, ms)) return child.status?.exitCode ?? 1;
  child.signal(parseSignal(values.get('s') ?? 'TERM') ?? 'SIGTERM');
  const grace = values.get('k');
  if (grace !== undefined && !(await endsWithin(process, child, duration(grace) ?? 0)))
    child.signal('SIGKILL');
  const status = await process.waitFor(child.exited);
  return isBusybox(process) ? (status.signal ? 143 : status.exitCode) : 124;
});

async function endsWithin(process: Process, child: Process, ms: number): Promise<boolean> {
  try {
    await process.within(ms, () => process.waitFor(child.exited));
    return true;
  } catch (error) {
    if (error instanceof PosixError && error.code === 'ETIMEDOUT') return false;
    throw error;
  }
}

const watch = tool(async (process, args) => {
  const { values, operands } = parseOptions(process, args, '+n:t', { interval: 'n', 'no-title': 't' });
  const seconds = Number(values.get('n') ?? '2');
  for (;;) {
    const title = `Every ${seconds.toFixed(1)}s: ${operands.join(' ')}`;
    await process.print(1, `\u001b[H\u001b[J${title}\n\n`);
    const child = await runChild(process, ['sh', '-c', operands.join(' ')]);
    await process.waitFor(child.exited);
    await process.sleep(Math.max(0.1, seconds) * 1000);
  }
});

const xargs = tool(async (process, args) => {
  const { flags, values, operands } = parseOptions(process, args, '+0n:I:rtP:L:d:', {
    null: '0',
    'no-run-if-empty': 'r',
    'max-args': 'n',
  });
  const decoder = new TextDecoder();
  let input = '';
  for (let chunk = await process.read(0); chunk; chunk = await process.read(0))
    input += decoder.decode(chunk, { stream: true });
  const placeholder = values.get('I');
  const separator = flags.has('0') ? '\0' : values.get('d');
  const items =
    separator !== undefined || placeholder !== undefined || values.has('L')
      ? input
          .split(separator ?? '\n')
          .map((item) => (placeholder === undefined ? item : item.trim()))
          .filter((item) => item !== '')
      : (input.match(/'[^']*'|"[^"]*"|\S+/g) ?? []).map((item) => item.replace(/^(['"])(.*)\1$/, '$2'));
  const command = operands.length > 0 ? operands : ['echo'];
  const batches =
    placeholder === undefined
      ? inBatches(items, numberOf(values.get('n') ?? values.get('L') ?? '5000'))
      : items.map((item) => [item]);
  if (batches.length === 0 && !flags.has('r') && !isBusybox(process)) batches.push([]);
  if (batches.length === 0 && isBusybox(process) && !flags.has('r') && placeholder === undefined)
    batches.push([]);
  let status = 0;
  for (const batch of batches) {
    const argv =
      placeholder === undefined
        ? [...command, ...batch]
        : command.map((word) => word.replaceAll(placeholder, batch[0] ?? ''));
    if (flags.has('t')) await process.print(2, `${argv.join(' ')}\n`);
    const child = await runChild(process, argv);
    const { exitCode } = await process.waitFor(child.exited);
    if (exitCode >= 126) return exitCode;
    if (exitCode !== 0) status = 123;
  }
  return status;
});

function inBatches(items: readonly string[], size: number): string[][] {
  const batches: string[][] = [];
  for (let at = 0; at < items.length; at += Math.max(1, size))
    batches.push(items.slice(at, at + Math.max(1, size)));
  return batches;
}

/** One program that is all of its applets. */
const busybox = tool(async (process, args) => {
  const [applet] = args;
  if (applet === undefined || applet === '--help') {
    await process.print(1, BUSYBOX_HELP);
    return 0;
  }
  if (applet === '--list') {
    await process.print(1, `${BUSYBOX_APPLETS.join('\n')}\n`);
    return 0;
  }
  if (!BUSYBOX_APPLETS.includes(applet)) {
    await process.print(2, `${applet}: applet not found\n`);
    return 127;
  }
  return become(process, args);
});

const BUSYBOX_HELP = `BusyBox multi-call binary.

Usage: busybox [function [arguments]...]
   or: busybox --list

Currently defined functions:
\t${BUSYBOX_APPLETS.join(', ')}
`;

const runsAsIs = (name: string): Tool =>
  tool(async (process, args) => {
    const argv =
      name === 'nice' && args[0] === '-n'
        ? args.slice(2)
        : args.filter((arg, at) => at > 0 || !arg.startsWith('-'));
    if (argv.length === 0) throw new ToolError('missing operand');
    if (name === 'nohup') process.actions.set('SIGHUP', 'ignore');
    return become(process, argv);
  });

export const RUNNER_TOOLS: Readonly<Record<string, Tool>> = {
  busybox,
  nohup: runsAsIs('nohup'),
  nice: runsAsIs('nice'),
  setsid: runsAsIs('setsid'),
  timeout,
  watch,
  xargs,
};
