/** The machine that a container believes to run on: its name, memory and disks. */

import type { Tool } from '../kernel/kernel';
import { mounts } from '../kernel/proc-tree';
import type { Process } from '../kernel/process';
import { isBusybox, parseOptions, ToolError, tool } from './io';

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
        ? fullName(process).split('.').slice(1).join('.')
        : flags.has('f')
          ? fullName(process)
          : process.box.config.hostname;
  await process.print(1, `${shown}\n`);
  return 0;
});

/** What /etc/hosts calls the own address first. */
function fullName(process: Process): string {
  const at = process.box.vfs.tryLocate('/etc/hosts');
  const text = at?.inode.type === 'file' ? new TextDecoder().decode(at.inode.data.bytes()) : '';
  const lines = text.split('\n').map((line) => line.trim().split(/\s+/));
  const own = lines.find(([address]) => address === process.box.services.net.ip);
  return own?.[1] ?? process.box.config.hostname;
}

const uname = tool(async (process, args) => {
  const { flags } = parseOptions(process, args, 'asnrvmpio', { all: 'a' });
  const fields: [string, string][] = [
    ['s', 'Linux'],
    ['n', process.box.config.hostname],
    ['r', '6.8.0-sealegs'],
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
  const { bytes } = box.cluster.trees.usage;
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

const line =
  (text: string): Tool =>
  async (process) => {
    await process.print(1, text);
    return 0;
  };

export const MACHINE_TOOLS: Readonly<Record<string, Tool>> = {
  hostname,
  uname,
  free,
  df,
  mount,
  arch: line('x86_64\n'),
  nproc: line('2\n'),
};
