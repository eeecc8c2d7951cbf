/** Tools about time, processes and the machine. */
import type { Tool } from '../kernel/kernel';
import { mounts } from '../kernel/proc-tree';
import type { Process } from '../kernel/process';
import { parseSignal, SIGNALS, type SignalName } from '../kernel/signals';
import { groupName, userName } from './accounts';
import { become, runChild } from './children';
import { date, formatDate } from './date';
import { duration } from './duration';
import { complain, isBusybox, nameOf, numberOf, parseOptions, splitOnce, ToolError, tool } from './io';

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

const env = tool(async (process, args) => {
  const { flags, values, operands } = parseOptions(process, args, '+iu:', {
    'ignore-environment': 'i',
    unset: 'u',
  });
  const environment = new Map(flags.has('i') ? [] : process.env);
  const unset = values.get('u');
  if (unset !== undefined) environment.delete(unset);
  let at = 0;
  for (; at < operands.length; at++) {
    const [name, value] = splitOnce(operands[at] ?? '', '=');
    if (value === undefined) break;
    environment.set(name, value);
  }
  process.env = environment;
  if (at < operands.length) return become(process, operands.slice(at));
  for (const [name, value] of environment) await process.print(1, `${name}=${value}\n`);
  return 0;
});

const printenv = tool(async (process, args) => {
  if (args.length === 0) return env(process, []);
  let status = 0;
  for (const name of args) {
    const value = process.env.get(name);
    if (value === undefined) status = 1;
    else await process.print(1, `${value}\n`);
  }
  return status;
});

const hostname = tool(async (process, args) => {
  const { flags, operands } = parseOptions(process, args, 'ifsdI', { fqdn: 'f' });
  if (operands.length > 0)
    throw new ToolError(
      isBusybox(process)
        ? 'sethostname: Operation not permitted'
        : 'you must be root to change the host name',
    );
  const shown =
    flags.has('i') || flags.has('I')
      ? process.box.services.net.ip
      : flags.has('d')
        ? ''
        : process.box.config.hostname;
  await process.print(1, `${shown}\n`);
  return 0;
});

const id = tool(async (process, args) => {
  const { flags } = parseOptions(process, args, 'ugnGr');
  const { uid, gid } = process.user;
  const named = (number: number, name: string | undefined) =>
    name === undefined ? `${number}` : `${number}(${name})`;
  const [user, group] = [userName(process, uid), groupName(process, gid)];
  if (flags.has('u')) await process.print(1, `${flags.has('n') ? (user ?? uid) : uid}\n`);
  else if (flags.has('g') || flags.has('G'))
    await process.print(1, `${flags.has('n') ? (group ?? gid) : gid}\n`);
  else
    await process.print(1, `uid=${named(uid, user)} gid=${named(gid, group)} groups=${named(gid, group)}\n`);
  return 0;
});

const whoami = tool(async (process) => {
  const name = userName(process, process.user.uid);
  if (name === undefined)
    throw new ToolError(
      isBusybox(process)
        ? `unknown uid ${process.user.uid}`
        : `cannot find name for user ID ${process.user.uid}`,
    );
  await process.print(1, `${name}\n`);
  return 0;
});

const uname = tool(async (process, args) => {
  const { flags } = parseOptions(process, args, 'asnrvmpio', { all: 'a' });
  const fields: [string, string][] = [
    ['s', 'Linux'],
    ['n', process.box.config.hostname],
    ['r', '6.1.0-sealegs'],
    ['v', '#1 SMP'],
    ['m', 'x86_64'],
    ['o', isBusybox(process) ? 'Linux' : 'GNU/Linux'],
  ];
  const shown = fields.filter(([flag]) => flags.has('a') || flags.has(flag));
  await process.print(
    1,
    `${(shown.length > 0 ? shown : fields.slice(0, 1)).map(([, value]) => value).join(' ')}\n`,
  );
  return 0;
});

interface Row {
  readonly pid: number;
  readonly ppid: number;
  readonly uid: number;
  readonly startedAt: number;
  readonly command: string;
}

function processTable(process: Process): Row[] {
  const { box } = process;
  const rows: Row[] = [...box.processes.values()].map(({ pid, ppid, user, startedAt, argv }) => ({
    pid,
    ppid,
    uid: user.uid,
    startedAt,
    command: argv.join(' '),
  }));
  if (box.config.hostInit)
    rows.unshift({
      pid: 1,
      ppid: 0,
      uid: 0,
      startedAt: box.startedAt,
      command: box.config.hostInit.join(' '),
    });
  return rows.sort((a, b) => a.pid - b.pid);
}

const ps = tool(async (process, args) => {
  const table = processTable(process);
  const user = (uid: number) => userName(process, uid) ?? String(uid);
  if (isBusybox(process)) {
    const rows = table.map(
      ({ pid, uid, startedAt, command }) =>
        `${String(pid).padStart(5)} ${user(uid).padEnd(8)} ${minutes(process.box.now() - startedAt)} ${command}`,
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

/** busybox's TIME column is CPU time, of which a simulated process uses next to none. */
const minutes = (ms: number): string => (ms < 0 ? ' 0:00' : ' 0:00');

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
  const { box } = process;
  if (pid === 1 && box.config.hostInit) {
    box.services.signalHostInit(signal);
    return true;
  }
  const targets = [...box.processes.values()].filter((other) =>
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

const MEMORY_KIB = 8_052_104;

const free = tool(async (process, args) => {
  const unit = args.includes('-m') ? 1024 : args.includes('-g') ? 1 << 20 : 1;
  const n = (kib: number) => String(Math.floor(kib / unit)).padStart(11);
  const used = MEMORY_KIB >> 2;
  await process.print(
    1,
    `              total        used        free      shared  buff/cache   available\nMem:    ${n(MEMORY_KIB)} ${n(used)} ${n(MEMORY_KIB >> 1)} ${n(0)} ${n(MEMORY_KIB >> 2)} ${n(MEMORY_KIB >> 1)}\nSwap:   ${n(0)} ${n(0)} ${n(0)}\n`,
  );
  return 0;
});

const df = tool(async (process, args) => {
  const human = args.includes('-h');
  const { box } = process;
  const total = box.cluster.limits.fileBytes;
  const { bytes } = box.cluster.usage;
  const size = (value: number) =>
    (human ? `${(value / (1 << 20)).toFixed(1)}M` : String(value >> 10)).padStart(9);
  const wanted = args.filter((arg) => !arg.startsWith('-'));
  const mountsOf =
    wanted.length > 0 ? wanted.map((path) => box.vfs.locate(process.resolve(path)).mount) : box.vfs.mounts;
  const rows = mountsOf.map(({ source, path }) =>
    source === 'proc'
      ? ''
      : `${source.padEnd(20)} ${size(total)} ${size(bytes)} ${size(total - bytes)} ${String(Math.round((bytes / total) * 100)).padStart(3)}% ${path}\n`,
  );
  await process.print(
    1,
    `Filesystem           ${human ? '     Size' : '1K-blocks'}      Used Available Use% Mounted on\n${rows.join('')}`,
  );
  return 0;
});

const mount = tool(async (process, args) => {
  if (args.length > 0) throw new ToolError('permission denied (are you root?)');
  const shown = mounts(process.box).replace(/^(\S+) (\S+) (\S+) (\S+) 0 0$/gm, '$1 on $2 type $3 ($4)');
  await process.print(1, shown);
  return 0;
});

const which = tool(async (process, args) => {
  let status = 0;
  for (const name of args.filter((arg) => !arg.startsWith('-'))) {
    const path = process.box.which(name, process);
    if (path === undefined) status = 1;
    else await process.print(1, `${path}\n`);
  }
  return status;
});

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
  const ended = await process.waitFor(
    Promise.race([child.exited, process.box.cluster.sleep(ms).then(() => undefined)]),
  );
  if (ended) return ended.exitCode;
  child.signal(parseSignal(values.get('s') ?? 'TERM') ?? 'SIGTERM');
  const grace = values.get('k');
  if (grace !== undefined) {
    const over = process.box.cluster.sleep(duration(grace) ?? 0).then(() => child.signal('SIGKILL'));
    await process.waitFor(Promise.race([child.exited, over]));
  }
  const status = await process.waitFor(child.exited);
  return isBusybox(process) ? (status.signal ? 143 : status.exitCode) : 124;
});

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

const stty = tool(async (process, args) => {
  const tty = process.fds.get(0)?.file.tty;
  if (!tty)
    throw new ToolError(
      isBusybox(process) ? 'standard input: Not a tty' : "'standard input': Inappropriate ioctl for device",
    );
  if (args[0] === 'size') await process.print(1, `${tty.windowSize.height} ${tty.windowSize.width}\n`);
  else if (args.includes('-echo')) tty.echo = false;
  else if (args.includes('echo') || args.includes('sane')) tty.echo = true;
  else if (args.includes('raw') || args.includes('-icanon')) tty.raw = true;
  else if (args.includes('-raw') || args.includes('cooked') || args.includes('icanon')) tty.raw = false;
  else
    await process.print(
      1,
      `speed 38400 baud; rows ${tty.windowSize.height}; columns ${tty.windowSize.width};\n`,
    );
  return 0;
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

/** Says in plain words that something isn't simulated. */
const refuse =
  (message: string, status = 1): Tool =>
  async (process) => {
    await complain(process, message);
    return status;
  };

const line =
  (text: string): Tool =>
  async (process) => {
    await process.print(1, text);
    return 0;
  };

const packages: Tool = async (process, args) => {
  const what = nameOf(process);
  await process.print(
    2,
    `${what}: ${args[0] ?? 'install'}: this simulated container has no package network; use an image that has the tool (docs/simulator-limits.md)\n`,
  );
  return what === 'apk' ? 1 : 100;
};

export const SYSTEM_TOOLS: Readonly<Record<string, Tool>> = {
  sleep,
  env,
  printenv,
  hostname,
  id,
  whoami,
  uname,
  ps,
  kill,
  pidof,
  pgrep,
  free,
  df,
  mount,
  which,
  timeout,
  watch,
  xargs,
  stty,
  top,
  uptime,
  time,
  date,
  usleep: tool(async (process, [micros = '0']) => {
    await process.sleep(numberOf(micros) / 1000);
    return 0;
  }),
  killall: killByName(true),
  pkill: killByName(false),
  nohup: runsAsIs('nohup'),
  nice: runsAsIs('nice'),
  setsid: runsAsIs('setsid'),
  groups: tool(async (process) => {
    await process.print(1, `${groupName(process, process.user.gid) ?? process.user.gid}\n`);
    return 0;
  }),
  logname: whoami,
  who: async () => 0,
  arch: line('x86_64\n'),
  nproc: line('2\n'),
  sync: async () => 0,
  clear: line('\u001b[H\u001b[J'),
  reset: line('\u001bc'),
  dmesg: async () => 0,
  logger: async () => 0,
  renice: async () => 0,
  dnsdomainname: async () => 0,
  tty: tool(async (process) => {
    const tty = process.fds.get(0)?.file.tty;
    await process.print(1, `${tty?.path ?? 'not a tty'}\n`);
    return tty ? 0 : 1;
  }),
  su: refuse('must be suid to work properly'),
  umount: refuse("can't unmount: Operation not permitted"),
  reboot: refuse('Operation not permitted'),
  poweroff: refuse('Operation not permitted'),
  mknod: refuse('Operation not permitted'),
  mkfifo: refuse('named pipes are not simulated'),
  vi: refuse(
    'a full-screen editor is not simulated inside containers; use a here-document (cat > file <<EOF) or sed -i',
  ),
  apk: packages,
  apt: packages,
  'apt-get': packages,
  dpkg: packages,
};
