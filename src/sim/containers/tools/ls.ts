/** `ls`. */
import { errorText, PosixError } from '../errors';
import type { Inode } from '../fs/inode';
import { byBytes, join } from '../fs/paths';
import type { Process } from '../kernel/process';
import { columns } from '../shell/line-editor';
import { groupName, userName } from './accounts';
import { formatDate } from './date';
import { humanSize, sizeOf } from './describe';
import { complain, isBusybox, parseOptions, tool } from './io';
import { modeString } from './mode';

interface Entry {
  readonly name: string;
  readonly inode: Inode;
  readonly target?: Inode | undefined;
}

const HALF_YEAR_MS = 182 * 86_400_000;

export const ls = tool(async (process, args) => {
  const { flags, operands } = parseOptions(process, args, '1aAlhrtSRdFCinpLsxk', {
    all: 'a',
    'almost-all': 'A',
    'human-readable': 'h',
    recursive: 'R',
    reverse: 'r',
    directory: 'd',
    dereference: 'L',
    color: 'C',
    classify: 'F',
  });
  const lister = new Lister(process, flags);
  return lister.run(operands.length > 0 ? operands : ['.']);
});

class Lister {
  #status = 0;
  #first = true;

  constructor(
    private readonly process: Process,
    private readonly flags: ReadonlySet<string>,
  ) {}

  async run(operands: readonly string[]): Promise<number> {
    const files: Entry[] = [];
    const directories: string[] = [];
    for (const name of operands) {
      const entry = await this.#entry(name, name);
      if (!entry) continue;
      const kind = (entry.target ?? entry.inode).type;
      const followed = entry.inode.type !== 'symlink' || !this.flags.has('l');
      if (kind === 'directory' && !this.flags.has('d') && followed) directories.push(name);
      else files.push(entry);
    }
    if (files.length > 0) {
      await this.#print(this.#sorted(files));
      this.#first = false;
    }
    const titled = operands.length > 1 || this.flags.has('R');
    for (const name of directories.sort(byBytes)) await this.#directory(name, titled);
    return this.#status;
  }

  async #entry(path: string, name: string): Promise<Entry | undefined> {
    const { vfs } = this.process.box;
    try {
      const follow = this.flags.has('L');
      const { inode } = vfs[follow ? 'locate' : 'locateLink'](this.process.resolve(path), this.process.user);
      const target =
        inode.type === 'symlink'
          ? vfs.tryLocate(this.process.resolve(path), this.process.user)?.inode
          : undefined;
      return { name, inode, target };
    } catch (error) {
      await this.#failed(path, error, 'access');
      return undefined;
    }
  }

  async #failed(path: string, error: unknown, what: string): Promise<void> {
    if (!(error instanceof PosixError)) throw error;
    const busybox = isBusybox(this.process);
    await complain(
      this.process,
      busybox
        ? `${what === 'open' ? "can't open '" : ''}${path}${what === 'open' ? "'" : ''}: ${errorText(error)}`
        : `cannot ${what === 'open' ? 'open directory' : 'access'} '${path}': ${errorText(error)}`,
    );
    this.#status = busybox ? 1 : 2;
  }

  async #directory(path: string, titled: boolean): Promise<void> {
    let names: string[];
    try {
      names = this.process.box.vfs.readdir(this.process.resolve(path), this.process.user);
    } catch (error) {
      return this.#failed(path, error, 'open');
    }
    const { flags } = this;
    const dots = flags.has('a') ? ['.', '..', ...names] : names;
    const shown = dots.filter((name) => flags.has('a') || flags.has('A') || !name.startsWith('.'));
    const entries: Entry[] = [];
    for (const name of shown) {
      const entry = await this.#entry(join(path, name), name);
      if (entry) entries.push(entry);
      if (this.process.tick()) await this.process.giveWay();
    }
    if (titled) await this.process.print(1, `${this.#first ? '' : '\n'}${path}:\n`);
    this.#first = false;
    if (flags.has('l'))
      await this.process.print(
        1,
        `total ${Math.ceil(entries.reduce((sum, { inode }) => sum + (inode.type === 'file' ? Math.ceil(inode.data.size / 4096) * 4 : 0), 0))}\n`,
      );
    const sorted = this.#sorted(entries);
    await this.#print(sorted);
    if (!flags.has('R')) return;
    for (const { name, inode } of sorted)
      if (inode.type === 'directory' && name !== '.' && name !== '..')
        await this.#directory(join(path, name), true);
  }

  #sorted(entries: Entry[]): Entry[] {
    const size = ({ inode }: Entry) => (inode.type === 'file' ? inode.data.size : 0);
    entries.sort((a, b) => {
      if (this.flags.has('t') && a.inode.mtime !== b.inode.mtime) return b.inode.mtime - a.inode.mtime;
      if (this.flags.has('S') && size(a) !== size(b)) return size(b) - size(a);
      return byBytes(a.name, b.name);
    });
    return this.flags.has('r') ? entries.reverse() : entries;
  }

  async #print(entries: readonly Entry[]): Promise<void> {
    if (entries.length === 0) return;
    if (this.flags.has('l')) return this.#long(entries);
    const names = entries.map((entry) => this.#decorated(entry));
    const tty = this.process.fds.get(1)?.file.tty;
    const text =
      tty && !this.flags.has('1')
        ? columns(names, tty.windowSize.width)
        : names.map((name) => `${name}\n`).join('');
    await this.process.print(1, text);
  }

  #decorated({ name, inode }: Entry): string {
    if (!this.flags.has('F') && !this.flags.has('p')) return name;
    const mark =
      inode.type === 'directory'
        ? '/'
        : this.flags.has('p')
          ? ''
          : inode.type === 'symlink'
            ? '@'
            : inode.mode & 0o111
              ? '*'
              : '';
    return name + mark;
  }

  async #long(entries: readonly Entry[]): Promise<void> {
    const { process, flags } = this;
    const rows = entries.map((entry) => {
      const { inode } = entry;
      const size = sizeOf(inode);
      return {
        mode: modeString(inode),
        links: String(Math.max(1, inode.type === 'directory' ? 2 : inode.nlink)),
        user: flags.has('n') ? String(inode.uid) : (userName(process, inode.uid) ?? String(inode.uid)),
        group: flags.has('n') ? String(inode.gid) : (groupName(process, inode.gid) ?? String(inode.gid)),
        size: inode.type === 'device' ? '1,   3' : flags.has('h') ? humanSize(size) : String(size),
        time: this.#time(inode.mtime),
        name: inode.type === 'symlink' ? `${entry.name} -> ${inode.target}` : this.#decorated(entry),
      };
    });
    const width = (key: 'links' | 'user' | 'group' | 'size') =>
      Math.max(...rows.map((row) => row[key].length));
    const [links, user, group, size] = isBusybox(process)
      ? [4, 8, 8, 9]
      : [width('links'), width('user'), width('group'), width('size')];
    const text = rows.map(
      (row) =>
        `${row.mode} ${row.links.padStart(links)} ${row.user.padEnd(user)} ${row.group.padEnd(group)} ${row.size.padStart(size)} ${row.time} ${row.name}\n`,
    );
    await process.print(1, text.join(''));
  }

  #time(mtime: number): string {
    const age = this.process.box.now() - mtime;
    return formatDate(mtime, age > HALF_YEAR_MS || age < -HALF_YEAR_MS ? '%b %e  %Y' : '%b %e %H:%M');
  }
}
