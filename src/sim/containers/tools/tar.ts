/** `tar` (ustar, with or without gzip): what `kubectl cp` speaks. */
import { errorText, PosixError } from '../errors';
import { baseName, join, normalize, parentOf } from '../fs/paths';
import type { OpenFile } from '../kernel/open-file';
import type { Process } from '../kernel/process';
import { gunzipBytes, gzipBytes } from './gzip';
import { cannotOpen, complain, concat, readAll, ToolError, tool } from './io';
import { modeString } from './mode';

const BLOCK = 512;
const MAX_ARCHIVE = 64 << 20;
const text = new TextEncoder();

interface TarOptions {
  mode: 'c' | 'x' | 't';
  file: string;
  directory: string;
  gzip: boolean;
  verbose: boolean;
  touch: boolean;
  toStdout: boolean;
  strip: number;
  readonly excludes: string[];
  readonly names: string[];
}

export const tar = tool(async (process, args) => {
  const options = parse(args);
  if (options.mode === 'c') return create(process, options);
  return extract(process, options);
}, 'tar');

function parse(args: readonly string[]): TarOptions {
  const options: TarOptions = {
    mode: 't',
    file: '-',
    directory: '.',
    gzip: false,
    verbose: false,
    touch: false,
    toStdout: false,
    strip: 0,
    excludes: [],
    names: [],
  };
  let chosen = false;
  for (let i = 0; i < args.length; i++) {
    const word = args[i] ?? '';
    if (word.startsWith('--')) {
      const [name = '', inline] = word.slice(2).split('=');
      if (name === 'strip-components') options.strip = Number(inline ?? args[++i]);
      else if (name === 'exclude') options.excludes.push(inline ?? args[++i] ?? '');
      else if (name === 'directory') options.directory = inline ?? args[++i] ?? '.';
      else if (name === 'file') options.file = inline ?? args[++i] ?? '-';
      continue;
    }
    if (i > 0 && !/^-./.test(word)) {
      options.names.push(word);
      continue;
    }
    for (const letter of word.replace(/^-/, '')) {
      if (letter === 'c' || letter === 'x' || letter === 't') {
        options.mode = letter;
        chosen = true;
      } else if (letter === 'f') options.file = args[++i] ?? '-';
      else if (letter === 'C') options.directory = args[++i] ?? '.';
      else if (letter === 'z') options.gzip = true;
      else if (letter === 'v') options.verbose = true;
      else if (letter === 'm') options.touch = true;
      else if (letter === 'O') options.toStdout = true;
    }
  }
  if (!chosen) throw new ToolError('You must specify one of the -c, -t or -x options');
  return options;
}

// ------------------------------------------------------------------------------------------------------- create

async function create(process: Process, options: TarOptions): Promise<number> {
  const chunks: Uint8Array[] = [];
  const base = process.resolve(options.directory);
  let status = 0;
  let stripped = false;
  const add = async (path: string, name: string): Promise<void> => {
    const { inode } = process.box.vfs.locateLink(path, process.user);
    if (options.excludes.some((excluded) => name === excluded || baseName(name) === excluded)) return;
    const stored = name.replace(/^\/+/, '');
    if (stored !== name) stripped = true;
    if (options.verbose) await process.print(options.file === '-' ? 2 : 1, `${stored}\n`);
    const data =
      inode.type === 'file' ? process.box.vfs.readFile(path, process.user).slice() : new Uint8Array(0);
    await process.charge(2 + (data.length >> 8));
    const kind = inode.type === 'directory' ? '5' : inode.type === 'symlink' ? '2' : '0';
    const link = inode.type === 'symlink' ? inode.target : '';
    chunks.push(
      ...entry(kind === '5' && !stored.endsWith('/') ? `${stored}/` : stored, { ...inode, kind, link, data }),
    );
    if (inode.type === 'directory')
      for (const child of [...inode.entries.keys()].sort()) await add(join(path, child), join(name, child));
  };
  if (options.names.length === 0) throw new ToolError('empty archive');
  for (const name of options.names) {
    try {
      await add(normalize(name, base), name);
    } catch (error) {
      if (!(error instanceof PosixError)) throw error;
      await complain(process, `${name}: ${errorText(error)}`);
      status = 1;
    }
  }
  if (stripped) await complain(process, "removing leading '/' from member names");
  chunks.push(new Uint8Array(2 * BLOCK));
  const plain = concat(chunks);
  const archive = options.gzip ? await process.waitFor(gzipBytes(plain)) : plain;
  if (options.file === '-') await process.write(1, archive);
  else {
    const file = process.box.open(process, normalize(options.file, process.cwd), {
      write: true,
      create: true,
      truncate: true,
    });
    await file.file.write(process, archive);
    file.close();
  }
  return status;
}

interface EntryMeta {
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly mtime: number;
  readonly kind: string;
  readonly link: string;
  readonly data: Uint8Array;
}

function entry(name: string, meta: EntryMeta): Uint8Array[] {
  const long =
    text.encode(name).length > 100
      ? [...entry('././@LongLink', { ...meta, kind: 'L', link: '', data: text.encode(`${name}\0`) })]
      : [];
  const header = new Uint8Array(BLOCK);
  const put = (at: number, value: string, length: number) =>
    header.set(text.encode(value).subarray(0, length), at);
  const octal = (value: number, length: number) =>
    `${Math.max(0, value)
      .toString(8)
      .padStart(length - 1, '0')}\0`;
  put(0, name, 100);
  put(100, octal(meta.mode & 0o7777, 8), 8);
  put(108, octal(meta.uid, 8), 8);
  put(116, octal(meta.gid, 8), 8);
  put(124, octal(meta.data.length, 12), 12);
  put(136, octal(Math.floor(meta.mtime / 1000), 12), 12);
  put(148, '        ', 8);
  put(156, meta.kind, 1);
  put(157, meta.link, 100);
  put(257, 'ustar\0', 6);
  put(263, '00', 2);
  put(
    148,
    `${header
      .reduce((sum, byte) => sum + byte, 0)
      .toString(8)
      .padStart(6, '0')}\0 `,
    8,
  );
  return [...long, header, meta.data, new Uint8Array((BLOCK - (meta.data.length % BLOCK)) % BLOCK)];
}

// ------------------------------------------------------------------------------------------------------- extract

interface Member {
  readonly name: string;
  readonly kind: string;
  readonly mode: number;
  readonly mtime: number;
  readonly link: string;
  readonly data: Uint8Array;
}

async function extract(process: Process, options: TarOptions): Promise<number> {
  const archive = await readArchive(process, options);
  const base = process.resolve(options.directory);
  if (!process.box.vfs.exists(base))
    throw new ToolError(`can't change directory to '${options.directory}': No such file or directory`);
  let status = 0;
  for (const member of members(archive)) {
    await process.charge(2 + (member.data.length >> 8));
    const name = member.name.split('/').slice(options.strip).join('/').replace(/^\/+/, '');
    if (name === '' || name === './') continue;
    if (
      options.names.length > 0 &&
      !options.names.some(
        (wanted) => member.name === wanted || member.name.startsWith(`${wanted.replace(/\/$/, '')}/`),
      )
    )
      continue;
    if (options.mode === 't') {
      const kind = member.kind === '5' ? 'directory' : member.kind === '2' ? 'symlink' : 'file';
      const line = options.verbose
        ? `${modeString({ type: kind, mode: member.mode } as Parameters<typeof modeString>[0])} ${member.data.length} ${name}`
        : name;
      await process.print(1, `${line}\n`);
      continue;
    }
    if (options.verbose) await process.print(2, `${name}\n`);
    if (name.split('/').includes('..')) {
      await complain(process, `name with '..' skipped: '${name}'`);
      continue;
    }
    try {
      if (options.toStdout) await process.write(1, member.data);
      else await place(process, join(base, name.replace(/\/+$/, '')), member, options.touch);
    } catch (error) {
      if (!(error instanceof PosixError)) throw error;
      await complain(process, cannotOpen(process, name, error));
      status = 1;
    }
  }
  return status;
}

async function place(process: Process, path: string, member: Member, touch: boolean): Promise<void> {
  const { vfs } = process.box;
  const { user } = process;
  const wanted = normalize(path);
  if (member.kind === '5') return vfs.exists(wanted) ? undefined : vfs.mkdirs(wanted, member.mode, user);
  vfs.mkdirs(parentOf(wanted), 0o755, user);
  if (member.kind === '2') {
    if (vfs.exists(wanted)) vfs.unlink(wanted, user);
    return vfs.symlink(member.link, wanted, user);
  }
  await process.payFor(member.data.length);
  vfs.writeFile(wanted, member.data.slice(), { mode: member.mode, who: user });
  if (!touch) vfs.utimes(wanted, member.mtime, user);
}

async function readArchive(process: Process, { file, gzip }: TarOptions): Promise<Uint8Array> {
  let bytes: Uint8Array;
  if (file === '-') bytes = await readAll(process, process.fd(0), MAX_ARCHIVE);
  else {
    const descriptor = open(process, file);
    bytes = await readAll(process, descriptor, MAX_ARCHIVE);
    descriptor.close();
  }
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  return gzip || isGzip ? process.waitFor(gunzipBytes(bytes)) : bytes;
}

function open(process: Process, path: string): OpenFile {
  try {
    return process.box.open(process, path).file;
  } catch (error) {
    throw new ToolError(cannotOpen(process, path, error));
  }
}

function* members(archive: Uint8Array): Generator<Member> {
  const decode = (from: number, length: number, at: number) =>
    new TextDecoder().decode(archive.subarray(at + from, at + from + length)).replace(/\0[\s\S]*$/, '');
  let longName = '';
  for (let at = 0; at + BLOCK <= archive.length; ) {
    if (archive[at] === 0) break;
    const octal = (from: number, length: number) =>
      Number.parseInt(decode(from, length, at).trim() || '0', 8) || 0;
    const size = octal(124, 12);
    const data = archive.subarray(at + BLOCK, at + BLOCK + size);
    const kind = decode(156, 1, at) || '0';
    const prefix = decode(345, 155, at);
    if (kind === 'L') longName = new TextDecoder().decode(data).replace(/\0+$/, '');
    else if (kind !== 'x' && kind !== 'g') {
      const short = decode(0, 100, at);
      const name = longName || (prefix ? `${prefix}/${short}` : short);
      longName = '';
      yield {
        name,
        kind,
        mode: octal(100, 8),
        mtime: octal(136, 12) * 1000,
        link: decode(157, 100, at),
        data,
      };
    }
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
  }
}
