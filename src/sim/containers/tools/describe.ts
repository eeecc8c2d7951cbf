/** Tools that tell about files: `stat`, `readlink`, `realpath`, `du`, `cmp`. */
import { errorText } from '../errors';
import type { Inode } from '../fs/inode';
import { baseName, join, normalize, parentOf } from '../fs/paths';
import type { Located } from '../fs/walker';
import type { Process } from '../kernel/process';
import { groupName, userName } from './accounts';
import { formatDate } from './date';
import { isBusybox, parseOptions, tool } from './io';
import { modeString } from './mode';
import { each } from './operands';

export const readlink = tool(async (process, args) => {
  const { flags, operands } = parseOptions(process, args, 'femnvqs');
  const [name = ''] = operands;
  if (flags.has('f') || flags.has('e') || flags.has('m')) return realpath(process, operands);
  const { inode } = process.box.vfs.locateLink(process.resolve(name), process.user);
  if (inode.type !== 'symlink') return 1;
  await process.print(1, `${inode.target}${flags.has('n') ? '' : '\n'}`);
  return 0;
});

export const realpath = tool(async (process, args) =>
  each(
    process,
    args.filter((arg) => !arg.startsWith('-')),
    async (path) => {
      const { vfs } = process.box;
      const at = vfs.tryLocate(path, process.user);
      const shown = at
        ? at.path
        : join(vfs.locate(parentOf(normalize(path)), process.user).path, baseName(normalize(path)));
      await process.print(1, `${shown}\n`);
    },
    (name, error) => `${name}: ${errorText(error)}`,
  ),
);

export const stat = tool(async (process, args) => {
  const { flags, values, operands } = parseOptions(process, args, 'c:Lft', { format: 'c', dereference: 'L' });
  const { vfs } = process.box;
  return each(
    process,
    operands,
    async (path, name) => {
      const at = flags.has('L') ? vfs.locate(path, process.user) : vfs.locateLink(path, process.user);
      const fields = statFields(process, at, name);
      const format = values.get('c');
      const text =
        format === undefined
          ? `  File: ${fields.N}\n  Size: ${fields.s}\t\tBlocks: ${fields.b}\t   IO Block: 4096   ${fields.F}\nDevice: 0h/0d\tInode: ${fields.i}\tLinks: ${fields.h}\nAccess: (${fields.a?.padStart(4, '0')}/${fields.A})  Uid: (${fields.u?.padStart(5)}/${fields.U?.padStart(8)})   Gid: (${fields.g?.padStart(5)}/${fields.G?.padStart(8)})\nAccess: ${fields.y}\nModify: ${fields.y}\nChange: ${fields.y}\n`
          : `${format.replace(/%([a-zA-Z])/g, (all, letter: string) => fields[letter] ?? all)}\n`;
      await process.print(1, text);
    },
    (name, error) =>
      isBusybox(process)
        ? `can't stat '${name}': ${errorText(error)}`
        : `cannot stat '${name}': ${errorText(error)}`,
  );
});

const KINDS: Readonly<Record<Inode['type'], string>> = {
  file: 'regular file',
  directory: 'directory',
  symlink: 'symbolic link',
  device: 'character special file',
};

function statFields(process: Process, { inode, ino }: Located, name: string): Record<string, string> {
  const size = sizeOf(inode);
  const time = formatDate(inode.mtime, '%F %T.%N +0000');
  return {
    n: name,
    N: inode.type === 'symlink' ? `'${name}' -> '${inode.target}'` : name,
    s: String(size),
    b: String(Math.ceil(size / 512)),
    F: inode.type === 'file' && size === 0 ? 'regular empty file' : KINDS[inode.type],
    a: inode.mode.toString(8),
    A: modeString(inode),
    u: String(inode.uid),
    g: String(inode.gid),
    U: userName(process, inode.uid) ?? 'UNKNOWN',
    G: groupName(process, inode.gid) ?? 'UNKNOWN',
    h: String(inode.nlink),
    i: String(ino),
    y: time,
    Y: String(Math.floor(inode.mtime / 1000)),
  };
}

export const sizeOf = (inode: Inode): number =>
  inode.type === 'file'
    ? inode.data.size
    : inode.type === 'symlink'
      ? inode.target.length
      : inode.type === 'directory'
        ? 4096
        : 0;

export const du = tool(async (process, args) => {
  const { flags, operands } = parseOptions(process, args, 'shakmcd:x', {
    summarize: 's',
    'human-readable': 'h',
  });
  const { vfs } = process.box;
  const human = flags.has('h');
  const show = (bytes: number) =>
    human ? humanSize(bytes) : String(Math.ceil(bytes / (flags.has('m') ? 1 << 20 : 1024)));
  const measure = async (path: string, name: string, top: boolean): Promise<number> => {
    const { inode } = vfs.locateLink(path, process.user);
    await process.charge(1);
    let total =
      inode.type === 'file'
        ? Math.ceil(inode.data.size / 4096) * 4096
        : inode.type === 'directory'
          ? 4096
          : 0;
    if (inode.type === 'directory')
      for (const child of [...inode.entries.keys()].sort())
        total += await measure(join(path, child), join(name, child), false);
    if (top || (!flags.has('s') && (inode.type === 'directory' || flags.has('a'))))
      await process.print(1, `${show(total)}\t${name}\n`);
    return total;
  };
  return each(
    process,
    operands.length > 0 ? operands : ['.'],
    async (path, name) => void (await measure(path, name, true)),
    (name, error) => `${name}: ${errorText(error)}`,
  );
});

export function humanSize(bytes: number): string {
  const units = ['', 'K', 'M', 'G'];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return unit === 0 ? String(value) : `${value < 10 ? value.toFixed(1) : Math.round(value)}${units[unit]}`;
}

export const cmp = tool(async (process, args) => {
  const [a = '', b = ''] = args.filter((arg) => !arg.startsWith('-'));
  const [x, y] = [a, b].map((path) => process.box.vfs.readFile(process.resolve(path), process.user));
  const length = Math.min(x?.length ?? 0, y?.length ?? 0);
  let line = 1;
  for (let i = 0; i < length; i++) {
    if (x?.[i] !== y?.[i]) {
      if (!args.includes('-s'))
        await process.print(
          1,
          `${a} ${b} differ: ${isBusybox(process) ? 'char' : 'byte'} ${i + 1}, line ${line}\n`,
        );
      return 1;
    }
    if (x?.[i] === 0x0a) line++;
  }
  return x?.length === y?.length ? 0 : 1;
});
