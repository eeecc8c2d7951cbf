/** Tools that make, move, remove and describe files. */
import { errorText, PosixError } from '../errors';
import type { Inode } from '../fs/inode';
import { baseName, join, type Located, normalize, parentOf } from '../fs/vfs';
import type { Tool } from '../kernel/kernel';
import type { Process } from '../kernel/process';
import { matches } from '../shell/pattern';
import { groupName, ownerOf, userName } from './accounts';
import { runChild } from './children';
import { formatDate } from './date';
import { complain, isBusybox, numberOf, parseOptions, ToolError, tool } from './io';
import { applyMode, modeString } from './mode';

/** Where `name` ends up when it goes to `target`: inside, if that is a directory. */
function destination(process: Process, name: string, target: string): string {
  const path = process.resolve(target);
  const at = process.box.vfs.tryLocate(path, process.user);
  return at?.inode.type === 'directory' ? join(path, baseName(normalize(name, process.cwd))) : path;
}

/** Does something to each operand; a failure is told and the rest goes on. */
async function each(
  process: Process,
  operands: readonly string[],
  act: (path: string, name: string) => void | Promise<void>,
  failure: (name: string, error: unknown) => string,
): Promise<number> {
  let status = 0;
  for (const name of operands) {
    if (process.tick()) await process.giveWay();
    try {
      await act(process.resolve(name), name);
    } catch (error) {
      if (!(error instanceof PosixError)) throw error;
      await complain(process, failure(name, error));
      status = 1;
    }
  }
  return status;
}

function needOperands(operands: readonly string[], count = 1): void {
  if (operands.length < count)
    throw new ToolError(
      operands.length === 0 ? 'missing operand' : `missing destination file operand after '${operands[0]}'`,
    );
}

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

async function removeTree(process: Process, path: string): Promise<void> {
  const { vfs } = process.box;
  const { inode } = vfs.locateLink(path, process.user);
  if (inode.type !== 'directory') return vfs.unlink(path, process.user);
  for (const name of [...inode.entries.keys()]) {
    await process.charge(1);
    await removeTree(process, join(path, name));
  }
  vfs.rmdir(path, process.user);
}

function exists(process: Process, path: string): boolean {
  try {
    process.box.vfs.locateLink(path, process.user);
    return true;
  } catch {
    return false;
  }
}

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

const cp = tool(async (process, args) => {
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

const mv = tool(async (process, args) => {
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

const readlink = tool(async (process, args) => {
  const { flags, operands } = parseOptions(process, args, 'femnvqs');
  const [name = ''] = operands;
  if (flags.has('f') || flags.has('e') || flags.has('m')) return realpath(process, operands);
  const { inode } = process.box.vfs.locateLink(process.resolve(name), process.user);
  if (inode.type !== 'symlink') return 1;
  await process.print(1, `${inode.target}${flags.has('n') ? '' : '\n'}`);
  return 0;
});

const realpath = tool(async (process, args) =>
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

const stat = tool(async (process, args) => {
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

const sizeOf = (inode: Inode): number =>
  inode.type === 'file'
    ? inode.data.size
    : inode.type === 'symlink'
      ? inode.target.length
      : inode.type === 'directory'
        ? 4096
        : 0;

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

const du = tool(async (process, args) => {
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

const cmp = tool(async (process, args) => {
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

/** Conditions of `find`, in order; an action among them prints nothing by itself. */
interface Found {
  readonly path: string;
  readonly inode: Inode;
}
type Test = (found: Found) => boolean | Promise<boolean>;

const find = tool(async (process, args) => {
  const at = args.findIndex((arg) => /^[-(!]/.test(arg));
  const roots = at < 0 ? [...args] : args.slice(0, at);
  const expression = at < 0 ? [] : args.slice(at);
  const limits = { min: 0, max: Number.POSITIVE_INFINITY };
  const parser = new FindParser(process, expression, limits);
  const test = parser.parse();
  const visit = async (path: string, shown: string, depth: number): Promise<void> => {
    const { inode } = process.box.vfs.locateLink(path, process.user);
    if (process.tick(2)) await process.giveWay();
    if (depth >= limits.min) await test({ path: shown, inode });
    if (inode.type !== 'directory' || depth >= limits.max) return;
    for (const name of [...inode.entries.keys()].sort())
      await visit(join(path, name), join(shown, name), depth + 1);
  };
  return each(
    process,
    roots.length > 0 ? roots : ['.'],
    (path, name) => visit(path, name, 0),
    (name, error) => (isBusybox(process) ? `${name}: ${errorText(error)}` : `'${name}': ${errorText(error)}`),
  );
});

class FindParser {
  #at = 0;
  #acts = false;

  constructor(
    private readonly process: Process,
    private readonly words: readonly string[],
    private readonly limits: { min: number; max: number },
  ) {}

  parse(): Test {
    const test = this.words.length > 0 ? this.#or() : () => true;
    const acts = this.#acts;
    return async (found) => {
      const holds = await test(found);
      if (holds && !acts) await this.process.print(1, `${found.path}\n`);
      return holds;
    };
  }

  #or(): Test {
    let left = this.#and();
    while (this.#accept('-o') || this.#accept('-or')) {
      const [a, b] = [left, this.#and()];
      left = async (found) => (await a(found)) || b(found);
    }
    return left;
  }

  #and(): Test {
    let left = this.#primary();
    while (this.#at < this.words.length && !['-o', '-or', ')'].includes(this.words[this.#at] ?? '')) {
      if (this.#accept('-a') || this.#accept('-and')) continue;
      const [a, b] = [left, this.#primary()];
      left = async (found) => (await a(found)) && b(found);
    }
    return left;
  }

  #accept(word: string): boolean {
    if (this.words[this.#at] !== word) return false;
    this.#at++;
    return true;
  }

  #value(): string {
    return this.words[this.#at++] ?? '';
  }

  #primary(): Test {
    const word = this.#value();
    switch (word) {
      case '(': {
        const inner = this.#or();
        this.#accept(')');
        return inner;
      }
      case '!':
      case '-not': {
        const inner = this.#primary();
        return async (found) => !(await inner(found));
      }
      case '-name':
      case '-iname': {
        const pattern = this.#value();
        const fold = word === '-iname' ? (text: string) => text.toLowerCase() : (text: string) => text;
        return ({ path }) => matches(fold(pattern), fold(baseName(path)));
      }
      case '-path': {
        const pattern = this.#value();
        return ({ path }) => matches(pattern, path);
      }
      case '-type': {
        const kind = { f: 'file', d: 'directory', l: 'symlink', c: 'device' }[this.#value()];
        return ({ inode }) => inode.type === kind;
      }
      case '-maxdepth':
        this.limits.max = numberOf(this.#value());
        return () => true;
      case '-mindepth':
        this.limits.min = numberOf(this.#value());
        return () => true;
      case '-size': {
        const text = this.#value();
        const bytes = numberOf(text.replace(/^[+-]/, '').replace(/^(\d+)$/, '$1b'));
        return ({ inode }) => compare(text, sizeOf(inode), bytes);
      }
      case '-mtime':
      case '-mmin': {
        const text = this.#value();
        const unit = word === '-mmin' ? 60_000 : 86_400_000;
        return ({ inode }) =>
          compare(
            text,
            Math.floor((this.process.box.now() - inode.mtime) / unit),
            Number(text.replace(/^[+-]/, '')),
          );
      }
      case '-newer': {
        const reference = this.process.box.vfs.locate(this.process.resolve(this.#value())).inode.mtime;
        return ({ inode }) => inode.mtime > reference;
      }
      case '-empty':
        return ({ inode }) =>
          inode.type === 'file'
            ? inode.data.size === 0
            : inode.type === 'directory' && inode.entries.size === 0;
      case '-perm': {
        const mode = Number.parseInt(this.#value().replace(/^[-/]/, ''), 8);
        return ({ inode }) => (inode.mode & mode) === mode;
      }
      case '-print':
      case '-print0':
        this.#acts = true;
        return async ({ path }) => {
          await this.process.print(1, `${path}${word === '-print0' ? '\0' : '\n'}`);
          return true;
        };
      case '-delete':
        this.#acts = true;
        return ({ path }) => {
          this.process.box.vfs.removeAll(this.process.resolve(path), this.process.user);
          return true;
        };
      case '-exec':
        return this.#exec();
      default:
        throw new ToolError(
          isBusybox(this.process) ? `unrecognized: ${word}` : `unknown predicate '${word}'`,
        );
    }
  }

  #exec(): Test {
    this.#acts = true;
    const argv: string[] = [];
    while (this.#at < this.words.length && this.words[this.#at] !== ';' && this.words[this.#at] !== '+')
      argv.push(this.#value());
    this.#at++;
    return async ({ path }) => {
      const child = await runChild(
        this.process,
        argv.map((word) => word.replaceAll('{}', path)),
      );
      return (await this.process.waitFor(child.exited)).exitCode === 0;
    };
  }
}

function compare(text: string, value: number, wanted: number): boolean {
  if (text.startsWith('+')) return value > wanted;
  return text.startsWith('-') ? value < wanted : value === wanted;
}

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
