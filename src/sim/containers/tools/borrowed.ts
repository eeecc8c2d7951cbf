/**
 * Tools that just-bash already has (sed, awk, jq, diff ...). They take all their input and give all their output at
 * once, on a linear-time regular-expression engine and under its loop limits; their files are the container's own.
 */
import type { Bash, IFileSystem } from 'just-bash/browser';
import { errorCode } from '../errors';
import { byBytes, normalize } from '../fs/paths';
import type { Tool } from '../kernel/kernel';
import type { Process } from '../kernel/process';
import { readAll } from './io';
import { backReference, sedScripts } from './sed-script';

const NAMES = [
  'sed',
  'awk',
  'jq',
  'diff',
  'comm',
  'paste',
  'nl',
  'fold',
  'expand',
  'unexpand',
  'od',
  'strings',
  'split',
  'tree',
  'md5sum',
  'sha1sum',
  'sha256sum',
  'base64',
] as const;
type Borrowed = (typeof NAMES)[number];

/** Tools that read standard input only when no file is named would block on a terminal otherwise: that is what they do. */
const READS_INPUT: Readonly<Partial<Record<Borrowed, (operands: readonly string[]) => boolean>>> = {
  sed: (operands) => operands.length < 2,
  awk: (operands) => operands.length < 2,
  jq: (operands) => operands.length < 2,
  tree: () => false,
  diff: (operands) => operands.includes('-'),
};

const LIMITS = {
  maxAwkIterations: 100_000,
  maxSedIterations: 100_000,
  maxJqIterations: 100_000,
  maxStringLength: 4 << 20,
  maxLiveBytes: 64 << 20,
  maxInputBytes: 32 << 20,
};

function borrowed(name: Borrowed): Tool {
  return async (process, args) => {
    const unsupported = name === 'sed' ? backReference(sedScripts(args)) : undefined;
    if (unsupported !== undefined) {
      await process.print(
        2,
        `sed: bad regex '${unsupported}': back-references are not simulated (docs/simulator-limits.md)\n`,
      );
      return 1;
    }
    const operands = args.filter((arg) => arg === '-' || !arg.startsWith('-'));
    const reads = READS_INPUT[name]?.(operands) ?? operands.length === 0;
    const input = reads || operands.includes('-') ? await readAll(process, process.fd(0)) : new Uint8Array(0);
    const bash = await process.waitFor(bashOn(process));
    const result = await process.waitFor(
      bash.exec(name, {
        args: [...args],
        cwd: process.cwd,
        env: Object.fromEntries(process.env),
        stdin: latin1(input),
        stdinKind: 'bytes',
      }),
    );
    await process.charge(1 + (input.length >> 8));
    const bytes = result.stdoutKind === 'bytes' || result.stdoutEncoding === 'binary';
    const stdout = name === 'diff' ? asDiffPrints(result.stdout) : result.stdout;
    await process.write(1, bytes ? fromLatin1(stdout) : new TextEncoder().encode(stdout));
    if (result.stderr !== '') await process.print(2, result.stderr.replace(/^bash: /gm, ''));
    return result.exitCode;
  };
}

/** The library puts a rule over its patches and room for a date behind names, and counts single lines. */
const asDiffPrints = (patch: string): string =>
  patch
    .replace(/^=+\n/, '')
    .replace(/^(---|\+\+\+) (.*)\t$/gm, '$1 $2')
    .replace(/^@@ .* @@/gm, (range) => range.replaceAll(/,1(?= )/g, ''));

const latin1 = (bytes: Uint8Array): string => {
  let text = '';
  for (let at = 0; at < bytes.length; at += 0x8000)
    text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return text;
};
const fromLatin1 = (text: string): Uint8Array => Uint8Array.from(text, (c) => c.charCodeAt(0));

/** Loaded when first needed: most containers never run one of these. */
async function bashOn(process: Process): Promise<Bash> {
  const { Bash: Interpreter } = await import('just-bash/browser');
  return new Interpreter({
    fs: filesOf(process),
    commands: [...NAMES],
    executionLimits: LIMITS,
    defenseInDepth: false,
    cwd: process.cwd,
  });
}

function filesOf(process: Process): IFileSystem {
  const { vfs } = process.box;
  const { user } = process;
  const guard = async <T>(act: () => T, call: string, path: string): Promise<T> => {
    if (process.tick()) await process.giveWay();
    try {
      return act();
    } catch (error) {
      const code = errorCode(error) ?? 'EIO';
      throw Object.assign(
        new Error(
          `${code}: ${error instanceof Error && 'text' in error ? String(error.text).toLowerCase() : ''}, ${call} '${path}'`,
        ),
        { code },
      );
    }
  };
  const bytes = (content: string | Uint8Array) =>
    typeof content === 'string' ? new TextEncoder().encode(content) : content.slice();
  const write = async (path: string, content: string | Uint8Array, append: boolean) => {
    const data = bytes(content);
    await process.payFor(data.length);
    return guard(() => vfs.writeFile(path, data, { append, who: user }), 'open', path);
  };
  const metaOf = (path: string, follow: boolean) =>
    guard(
      () => {
        const { inode } = follow ? vfs.locate(path, user) : vfs.locateLink(path, user);
        return {
          isFile: inode.type === 'file' || inode.type === 'device',
          isDirectory: inode.type === 'directory',
          isSymbolicLink: inode.type === 'symlink',
          mode: inode.mode,
          size: inode.type === 'file' ? inode.data.size : 0,
          // biome-ignore lint/style/noRestrictedGlobals: the library's interface wants a Date of a given instant
          mtime: new Date(inode.mtime),
        };
      },
      'stat',
      path,
    );
  return {
    readFile: (path, options) =>
      guard(
        () => {
          const encoding = typeof options === 'string' ? options : options?.encoding;
          const content = vfs.readFile(path, user);
          return encoding === 'binary' || encoding === 'latin1'
            ? latin1(content)
            : new TextDecoder().decode(content);
        },
        'open',
        path,
      ),
    readFileBuffer: (path) => guard(() => vfs.readFile(path, user).slice(), 'open', path),
    writeFile: (path, content) => write(path, content, false),
    appendFile: (path, content) => write(path, content, true),
    exists: async (path) => vfs.exists(path, user),
    stat: (path) => metaOf(path, true),
    lstat: (path) => metaOf(path, false),
    mkdir: (path, options) =>
      guard(
        () => (options?.recursive ? vfs.mkdirs(path, 0o755, user) : vfs.mkdir(path, 0o755, user)),
        'mkdir',
        path,
      ),
    readdir: (path) => guard(() => vfs.readdir(path, user).sort(byBytes), 'scandir', path),
    rm: (path) => guard(() => vfs.removeAll(path, user), 'rm', path),
    cp: (from, to) =>
      guard(() => vfs.writeFile(to, vfs.readFile(from, user).slice(), { who: user }), 'cp', from),
    mv: (from, to) => guard(() => vfs.rename(from, to, user), 'rename', from),
    resolvePath: (base, path) => normalize(path, base),
    getAllPaths: () => [],
    chmod: (path, mode) => guard(() => vfs.chmod(path, mode, user), 'chmod', path),
    symlink: (target, path) => guard(() => vfs.symlink(target, path, user), 'symlink', path),
    link: (from, to) => guard(() => vfs.link(from, to, user), 'link', to),
    readlink: (path) =>
      guard(
        () => {
          const { inode } = vfs.locateLink(path, user);
          return inode.type === 'symlink' ? inode.target : '';
        },
        'readlink',
        path,
      ),
    realpath: (path) => guard(() => vfs.locate(path, user).path, 'realpath', path),
    utimes: (path, _atime, mtime) => guard(() => vfs.utimes(path, mtime.getTime(), user), 'utimes', path),
  };
}

export const BORROWED_TOOLS: Readonly<Record<string, Tool>> = Object.fromEntries(
  NAMES.map((name) => [name, borrowed(name)]),
);
