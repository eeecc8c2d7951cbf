/** `cp` and `mv`. */
import { errorText, PosixError } from '../errors';
import { join, normalize } from '../fs/paths';
import type { Process } from '../kernel/process';
import { isBusybox, parseOptions, tool } from './io';
import { destination, each, exists, needOperands, removeTree } from './operands';

async function copy(
  process: Process,
  from: string,
  to: string,
  how: { recursive: boolean; keep: boolean; links: boolean },
): Promise<void> {
  const { vfs } = process.box;
  const { inode } = how.links ? vfs.locateLink(from, process.user) : vfs.locate(from, process.user);
  await process.charge(2);
  if (inode.type === 'directory') {
    if (!how.recursive) throw new PosixError('EISDIR', from);
    if (`${normalize(to)}/`.startsWith(`${normalize(from)}/`)) throw new PosixError('EINVAL', to);
    if (!exists(process, to)) vfs.mkdir(to, inode.mode, process.user);
    for (const name of [...inode.entries.keys()])
      await copy(process, join(from, name), join(to, name), { ...how, links: true });
    return;
  }
  if (inode.type === 'symlink') {
    if (exists(process, to)) vfs.unlink(to, process.user);
    return vfs.symlink(inode.target, to, process.user);
  }
  if (inode.type !== 'file') return;
  vfs.readFile(from, process.user); // may it be read?
  await process.payFor(inode.data.size);
  vfs.writeFile(to, inode.data.bytes().slice(), { mode: inode.mode, who: process.user });
  if (how.keep) vfs.utimes(to, inode.mtime, process.user);
}

export const cp = tool(async (process, args) => {
  const { flags, values, operands } = parseOptions(process, args, 'rRapfdLPHvnut:iT', {
    recursive: 'r',
    archive: 'a',
    force: 'f',
  });
  const target = values.get('t') ?? operands.at(-1) ?? '';
  const sources = values.has('t') ? operands : operands.slice(0, -1);
  needOperands(sources.length > 0 ? [...sources, target] : operands, 2);
  const archive = flags.has('a');
  const recursive = archive || flags.has('r') || flags.has('R');
  return each(
    process,
    sources,
    (path, name) =>
      copy(process, path, destination(process, name, target), {
        recursive,
        keep: archive || flags.has('p'),
        links: archive || flags.has('d') || flags.has('P'),
      }),
    (name, error) => {
      const directory = error instanceof PosixError && error.code === 'EISDIR' && !recursive;
      if (directory)
        return isBusybox(process)
          ? `omitting directory '${name}'`
          : `-r not specified; omitting directory '${name}'`;
      if (!exists(process, process.resolve(name)))
        return isBusybox(process)
          ? `can't stat '${name}': ${errorText(error)}`
          : `cannot stat '${name}': ${errorText(error)}`;
      return isBusybox(process)
        ? `can't create '${target}': ${errorText(error)}`
        : `cannot create regular file '${target}': ${errorText(error)}`;
    },
  );
});

export const mv = tool(async (process, args) => {
  const { operands } = parseOptions(process, args, 'finvuT', { force: 'f' });
  needOperands(operands, 2);
  const target = operands.at(-1) ?? '';
  return each(
    process,
    operands.slice(0, -1),
    async (path, name) => {
      const to = destination(process, name, target);
      try {
        process.box.vfs.rename(path, to, process.user);
      } catch (error) {
        if (!(error instanceof PosixError && error.code === 'EXDEV')) throw error;
        await copy(process, path, to, { recursive: true, keep: true, links: true });
        await removeTree(process, path);
      }
    },
    (name, error) =>
      isBusybox(process)
        ? `can't rename '${name}': ${errorText(error)}`
        : `cannot ${error instanceof PosixError && error.code === 'ENOENT' ? 'stat' : 'move'} '${name}'${error instanceof PosixError && error.code === 'ENOENT' ? '' : ` to '${target}'`}: ${errorText(error)}`,
  );
});
