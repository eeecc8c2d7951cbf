/** Tools about time, users and the machine. */
import type { Tool } from '../kernel/kernel';
import { mounts } from '../kernel/proc-tree';
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
  free,
  df,
  mount,
  which,
  stty,
  uptime,
  time,
  date,
  usleep: tool(async (process, [micros = '0']) => {
    await process.sleep(numberOf(micros) / 1000);
    return 0;
  }),
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
