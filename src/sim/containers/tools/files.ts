/** Tools that make, link, remove and change files; and the table of all file tools. */
import { errorText, PosixError } from '../errors';
import type { Inode } from '../fs/inode';
import { baseName, join } from '../fs/paths';
import type { Tool } from '../kernel/kernel';
import type { Process } from '../kernel/process';
import { ownerOf } from './accounts';
import { cp, mv } from './copy';
import { cmp, du, readlink, realpath, stat } from './describe';
import { find } from './find';
import { isBusybox, numberOf, parseOptions, ToolError, tool } from './io';
import { applyMode } from './mode';
import { destination, each, exists, needOperands, removeTree } from './operands';

const mkdir = tool(async (process, args) => {
  const { flags, values, operands } = parseOptions(process, args, 'pm:v', { parents: 'p', mode: 'm' });
  needOperands(operands);
  const mode =
    applyMode(values.get('m') ?? 'a=rwx', 0o777, process.umask, true) &
    (values.has('m') ? 0o7777 : ~process.umask & 0o777);
  const { vfs } = process.box;
  return each(
    process,
    operands,
    (path) => {
      if (flags.has('p')) vfs.mkdirs(path, mode, process.user);
      else vfs.mkdir(path.replace(/(.)\/+$/, '$1'), mode, process.user);
    },
    (name, error) =>
      isBusybox(process)
        ? `can't create directory '${name}': ${errorText(error)}`
        : `cannot create directory '${name}': ${errorText(error)}`,
  );
});

const rmdir = tool(async (process, args) => {
  const { operands } = parseOptions(process, args, 'pv');
  needOperands(operands);
  return each(
    process,
    operands,
    (path) => process.box.vfs.rmdir(path, process.user),
    (name, error) =>
      isBusybox(process)
        ? `'${name}': ${errorText(error)}`
        : `failed to remove '${name}': ${errorText(error)}`,
  );
});

const rm = tool(async (process, args) => {
  const { flags, operands } = parseOptions(process, args, 'rRfivd', { recursive: 'r', force: 'f' });
  if (!flags.has('f')) needOperands(operands);
  const recursive = flags.has('r') || flags.has('R');
  const { vfs } = process.box;
  return each(
    process,
    operands,
    async (path, name) => {
      if (flags.has('f') && !exists(process, path)) return;
      if (/^(\.|\.\.)$/.test(baseName(name))) throw new PosixError('EINVAL');
      const { inode } = vfs.locateLink(path, process.user);
      if (inode.type === 'directory' && !recursive) throw new PosixError('EISDIR');
      await removeTree(process, path);
    },
    (name, error) =>
      isBusybox(process)
        ? error instanceof PosixError && error.code === 'EISDIR'
          ? `'${name}' is a directory`
          : `can't remove '${name}': ${errorText(error)}`
        : `cannot remove '${name}': ${errorText(error)}`,
  );
});

const touch = tool(async (process, args) => {
  const { flags, operands } = parseOptions(process, args, 'cmad:t:r:');
  needOperands(operands);
  const { vfs } = process.box;
  return each(
    process,
    operands,
    (path) => {
      if (exists(process, path)) vfs.utimes(path, process.box.now(), process.user);
      else if (!flags.has('c'))
        vfs.open(path, { create: true, write: true, mode: 0o666 & ~process.umask }, process.user);
    },
    (name, error) =>
      isBusybox(process) ? `${name}: ${errorText(error)}` : `cannot touch '${name}': ${errorText(error)}`,
  );
});

const ln = tool(async (process, args) => {
  const { flags, operands } = parseOptions(process, args, 'sfnvT', { symbolic: 's', force: 'f' });
  needOperands(operands);
  const target = operands.length > 1 ? (operands.at(-1) ?? '') : baseName(operands[0] ?? '');
  const { vfs } = process.box;
  return each(
    process,
    operands.length > 1 ? operands.slice(0, -1) : operands,
    (path, name) => {
      const keep =
        flags.has('n') &&
        exists(process, process.resolve(target)) &&
        vfs.locateLink(process.resolve(target)).inode.type === 'symlink';
      const to = keep ? process.resolve(target) : destination(process, name, target);
      if (flags.has('f') && exists(process, to)) vfs.unlink(to, process.user);
      if (flags.has('s')) vfs.symlink(name, to, process.user);
      else vfs.link(path, to, process.user);
    },
    (_name, error) =>
      isBusybox(process)
        ? `${target}: ${errorText(error)}`
        : `failed to create ${flags.has('s') ? 'symbolic' : 'hard'} link '${target}': ${errorText(error)}`,
  );
});

/** Applies to a path, and with -R to all below. */
async function walk(
  process: Process,
  path: string,
  act: (path: string, inode: Inode) => void | Promise<void>,
): Promise<void> {
  const { inode } = process.box.vfs.locateLink(path, process.user);
  await process.charge(1);
  await act(path, inode);
  if (inode.type === 'directory')
    for (const name of [...inode.entries.keys()]) await walk(process, join(path, name), act);
}

const chmod = tool(async (process, args) => {
  const recursive = args.includes('-R');
  const [mode = '', ...operands] = args.filter(
    (arg) => arg !== '-R' && arg !== '-v' && arg !== '-f' && arg !== '--',
  );
  needOperands([mode, ...operands].filter(Boolean), 2);
  const { vfs } = process.box;
  const change = (path: string, inode: Inode) => {
    if (inode.type === 'symlink' && recursive) return;
    const old = vfs.locate(path, process.user).inode;
    vfs.chmod(path, applyMode(mode, old.mode, process.umask, old.type === 'directory'), process.user);
  };
  return each(
    process,
    operands,
    (path) => (recursive ? walk(process, path, change) : change(path, vfs.locate(path, process.user).inode)),
    (name, error) =>
      isBusybox(process) ? `${name}: ${errorText(error)}` : `cannot access '${name}': ${errorText(error)}`,
  );
});

const changeOwner = (groupOnly: boolean): Tool =>
  tool(async (process, args) => {
    const recursive = args.includes('-R');
    const [owner = '', ...operands] = args.filter((arg) => !/^-[RvfhH]+$/.test(arg));
    needOperands([owner, ...operands].filter(Boolean), 2);
    const wanted = ownerOf(process, groupOnly ? `:${owner}` : owner);
    const change = (path: string) => process.box.vfs.chown(path, wanted, process.user);
    return each(
      process,
      operands,
      (path) => (recursive ? walk(process, path, change) : change(path)),
      (name, error) =>
        isBusybox(process)
          ? `${name}: ${errorText(error)}`
          : `changing ownership of '${name}': ${errorText(error)}`,
    );
  });

const mktemp = tool(async (process, args) => {
  const { flags, values, operands } = parseOptions(process, args, 'dqutp:', { directory: 'd' });
  const template = operands[0] ?? 'tmp.XXXXXXXXXX';
  const directory = values.get('p') ?? (operands[0] === undefined || flags.has('t') ? '/tmp' : '.');
  const random = () =>
    'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'.charAt(
      Math.floor(process.box.cluster.random() * 62),
    );
  const name = template.replace(/X{3,}$/, (xs) => Array.from(xs, random).join(''));
  const path = directory === '.' ? name : join(directory, name);
  const full = process.resolve(path);
  if (flags.has('d')) process.box.vfs.mkdir(full, 0o700, process.user);
  else process.box.vfs.open(full, { create: true, exclusive: true, write: true, mode: 0o600 }, process.user);
  await process.print(1, `${path}\n`);
  return 0;
});

const truncate = tool(async (process, args) => {
  const { values, operands } = parseOptions(process, args, 's:c', { size: 's' });
  const size = numberOf(values.get('s') ?? '0', 'size');
  return each(
    process,
    operands,
    async (path) => {
      process.box.vfs.open(path, { create: true, write: true }, process.user);
      await process.payFor(size);
      process.box.vfs.truncate(path, size, process.user);
    },
    (name, error) => `${name}: ${errorText(error)}`,
  );
});

export const FILE_TOOLS: Readonly<Record<string, Tool>> = {
  mkdir,
  rmdir,
  rm,
  touch,
  cp,
  mv,
  ln,
  chmod,
  readlink,
  realpath,
  stat,
  mktemp,
  du,
  truncate,
  cmp,
  find,
  install: cp,
  chown: changeOwner(false),
  chgrp: changeOwner(true),
  unlink: tool(async (process, [name = '']) => {
    process.box.vfs.unlink(process.resolve(name), process.user);
    return 0;
  }),
  pwd: tool(async (process) => {
    await process.print(1, `${process.cwd}\n`);
    return 0;
  }),
  basename: tool(async (process, args) => {
    const [name, suffix = ''] = args;
    if (name === undefined) throw new ToolError('missing operand');
    const base = baseName(name.replace(/(.)\/+$/, '$1')) || '/';
    await process.print(
      1,
      `${suffix !== '' && base !== suffix && base.endsWith(suffix) ? base.slice(0, -suffix.length) : base}\n`,
    );
    return 0;
  }),
  dirname: tool(async (process, [name]) => {
    if (name === undefined) throw new ToolError('missing operand');
    const trimmed = name.replace(/(.)\/+$/, '$1');
    await process.print(
      1,
      `${trimmed.includes('/') ? trimmed.slice(0, trimmed.lastIndexOf('/')) || '/' : '.'}\n`,
    );
    return 0;
  }),
};
