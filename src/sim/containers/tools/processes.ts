/** Tools on a container's processes: `ps`, `kill` and their kin. */
import type { Tool } from '../kernel/kernel';
import type { Process } from '../kernel/process';
import { parseSignal, SIGNALS, type SignalName } from '../kernel/signals';
import { userName } from './accounts';
import { isBusybox, ToolError, tool } from './io';

const MEMORY_KIB = 8_052_104;

interface Row {
  readonly pid: number;
  readonly ppid: number;
  readonly uid: number;
  readonly startedAt: number;
  readonly command: string;
}

function processTable(process: Process): Row[] {
  return process.box.pids
    .views()
    .map(({ user, argv, ...rest }) => ({ ...rest, uid: user.uid, command: argv.join(' ') }));
}

const ps = tool(async (process, args) => {
  const table = processTable(process);
  const user = (uid: number) => userName(process, uid) ?? String(uid);
  if (isBusybox(process)) {
    const rows = table.map(
      ({ pid, uid, command }) => `${String(pid).padStart(5)} ${user(uid).padEnd(8)} ${CPU_TIME} ${command}`,
    );
    await process.print(1, `PID   USER     TIME  COMMAND\n${rows.join('\n')}\n`);
    return 0;
  }
  const tty = process.tty ? process.tty.path.replace('/dev/', '') : '?';
  if (args.some((arg) => /f/.test(arg) && arg.startsWith('-')))
    await process.print(
      1,
      `UID          PID    PPID  C STIME TTY          TIME CMD\n${table.map(({ pid, ppid, uid, command }) => `${user(uid).padEnd(8)} ${String(pid).padStart(7)} ${String(ppid).padStart(7)}  0 00:00 ${tty.padEnd(8)} 00:00:00 ${command}\n`).join('')}`,
    );
  else if (args.some((arg) => arg.includes('u')))
    await process.print(
      1,
      `USER         PID %CPU %MEM    VSZ   RSS TTY      STAT START   TIME COMMAND\n${table.map(({ pid, uid, command }) => `${user(uid).padEnd(8)} ${String(pid).padStart(7)}  0.0  0.0   2576   912 ${tty.padEnd(8)} S    00:00   0:00 ${command}\n`).join('')}`,
    );
  else
    await process.print(
      1,
      `    PID TTY          TIME CMD\n${table.map(({ pid, command }) => `${String(pid).padStart(7)} ${tty.padEnd(8)} 00:00:00 ${command.split(' ')[0]?.split('/').at(-1)}\n`).join('')}`,
    );
  return 0;
});

/** Of CPU time, which is what busybox's TIME column shows, a simulated process uses next to none. */
const CPU_TIME = ' 0:00';

const kill = tool(async (process, args) => {
  let signal: SignalName = 'SIGTERM';
  const targets: string[] = [];
  for (let at = 0; at < args.length; at++) {
    const word = args[at] ?? '';
    if (word === '-l') {
      await process.print(
        1,
        `${Object.entries(SIGNALS)
          .map(([name, number]) => `${String(number).padStart(2)}) ${name}`)
          .join('\n')}\n`,
      );
      return 0;
    }
    const named =
      word === '-s'
        ? (args[++at] ?? '')
        : /^-[A-Za-z0-9]+$/.test(word) && targets.length === 0
          ? word.slice(1)
          : undefined;
    if (named === undefined || word === '--') {
      if (word !== '--') targets.push(word);
      continue;
    }
    if (named === '0') {
      signal = 'SIGCONT';
      continue;
    }
    const parsed = parseSignal(named);
    if (!parsed) throw new ToolError(`bad signal name '${named}'`);
    signal = parsed;
  }
  if (targets.length === 0) throw new ToolError('you need to specify whom to kill');
  let status = 0;
  for (const target of targets) {
    if (!/^-?\d+$/.test(target)) throw new ToolError(`invalid number '${target}'`);
    if (!(await sendSignal(process, Number(target), signal))) {
      await process.print(
        2,
        isBusybox(process)
          ? `sh: can't kill pid ${target}: No such process\n`
          : `kill: (${target}) - No such process\n`,
      );
      status = 1;
    }
  }
  return status;
}, 'kill');

async function sendSignal(process: Process, pid: number, signal: SignalName): Promise<boolean> {
  const { pids } = process.box;
  const hostMain = pids.hostMain(pid);
  if (hostMain) {
    hostMain.services.signalHostInit(signal);
    return true;
  }
  const targets = [...pids.processes.values()].filter((other) =>
    pid === -1
      ? other.pid !== 1 && other !== process
      : pid < 0
        ? other.pgid === -pid
        : pid === 0
          ? other.pgid === process.pgid
          : other.pid === pid,
  );
  for (const target of targets) target.signal(signal);
  await process.charge(1);
  return targets.length > 0;
}

const byName = (wanted: string, full: boolean) => (row: Row) =>
  full ? row.command.includes(wanted) : (row.command.split(' ')[0]?.split('/').at(-1) ?? '').includes(wanted);

const killByName = (exact: boolean): Tool =>
  tool(async (process, args) => {
    const signal =
      parseSignal(args.find((arg) => arg.startsWith('-') && arg !== '-f')?.slice(1) ?? 'TERM') ?? 'SIGTERM';
    const [name = ''] = args.filter((arg) => !arg.startsWith('-'));
    const found = processTable(process).filter(
      (row) =>
        row.pid !== process.pid &&
        (exact
          ? row.command.split(' ')[0]?.split('/').at(-1) === name
          : byName(name, args.includes('-f'))(row)),
    );
    if (found.length === 0 && exact)
      throw new ToolError(isBusybox(process) ? `${name}: no process killed` : `${name}: no process found`);
    for (const { pid } of found) await sendSignal(process, pid, signal);
    return found.length > 0 ? 0 : 1;
  });

const pidof = tool(async (process, args) => {
  const names = args.filter((arg) => !arg.startsWith('-'));
  const pids = processTable(process)
    .filter(
      (row) => row.pid !== process.pid && names.includes(row.command.split(' ')[0]?.split('/').at(-1) ?? ''),
    )
    .map(({ pid }) => pid);
  if (pids.length > 0) await process.print(1, `${pids.reverse().join(' ')}\n`);
  return pids.length > 0 ? 0 : 1;
});

const pgrep = tool(async (process, args) => {
  const [name = ''] = args.filter((arg) => !arg.startsWith('-'));
  const rows = processTable(process).filter(
    (row) => row.pid !== process.pid && byName(name, args.includes('-f'))(row),
  );
  for (const { pid, command } of rows)
    await process.print(1, args.includes('-l') || args.includes('-a') ? `${pid} ${command}\n` : `${pid}\n`);
  return rows.length > 0 ? 0 : 1;
});

const top = tool(async (process) => {
  const rows = processTable(process).map(
    ({ pid, ppid, uid, command }) =>
      `${String(pid).padStart(5)} ${String(ppid).padStart(5)} ${(userName(process, uid) ?? String(uid)).padEnd(8)} S     1024   0.0   0   0.0 ${command}\n`,
  );
  await process.print(
    1,
    `Mem: ${MEMORY_KIB >> 2}K used, ${MEMORY_KIB >> 1}K free\nCPU:   0% usr   0% sys   0% nic 100% idle\n  PID  PPID USER     STAT   VSZ %VSZ CPU %CPU COMMAND\n${rows.join('')}`,
  );
  return 0;
});

export const PROCESS_TOOLS: Readonly<Record<string, Tool>> = {
  ps,
  kill,
  pidof,
  pgrep,
  top,
  killall: killByName(true),
  pkill: killByName(false),
};
