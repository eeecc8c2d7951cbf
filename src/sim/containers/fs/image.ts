/**
 * The root file system of an image: its own files over the skeleton of its userland. Built once per image and shared by
 * every container. Inode numbers come from the path, so that a container's saved changes still fit after an upgrade
 * added files to the image.
 */
import type { ImageDefinition } from '../../contracts';
import { BUSYBOX_APPLETS, DEBIAN_TOOLS } from '../tools/names';
import { FileData } from './file-data';
import type { DirInode, Ino, Inode } from './inode';
import { baseName, parentOf } from './paths';
import { type BaseTable, MAX_OWN_INO, newDirectory, newFile, ROOT_INO } from './tree';

const text = new TextEncoder();

/** How a compiled program begins. What follows says which of the engine's programs it is. */
export const ELF_MAGIC = '\u007fELF\u0002\u0001\u0001\0';

/** A file that runs one of the engine's tools ("curl"), for images that have more than their userland. */
export const toolFile = (tool: string): string => `${ELF_MAGIC}tool:${tool}\0`;

/** A file that runs a program of the image itself. */
export const nativeFile = (path: string): string => `${ELF_MAGIC}native:${path}\0`;

/** What a compiled program is, if the content is one of the engine's. */
export function programOf(content: Uint8Array): { kind: 'tool' | 'native'; name: string } | undefined {
  if (content[0] !== 0x7f) return undefined;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the header of a binary
  const match = /^\u007fELF\u0002\u0001\u0001\0(tool|native):([^\0]+)\0/.exec(
    new TextDecoder().decode(content.subarray(0, MAX_HEADER)),
  );
  return match ? { kind: match[1] === 'tool' ? 'tool' : 'native', name: match[2] ?? '' } : undefined;
}

const MAX_HEADER = 512;
/** When all images were built, in milliseconds: 2025-10-28. */
const BUILT = 1_761_609_600_000;
const tables = new WeakMap<ImageDefinition, BaseTable>();

/** The image's inodes, built at the first call. */
export function imageTable(image: ImageDefinition): BaseTable {
  const known = tables.get(image);
  if (known) return known;
  const builder = new TableBuilder();
  if (image.userland !== 'none') skeleton(builder, image.userland);
  devices(builder);
  for (const path of image.folders ?? []) builder.add(path, { ...newDirectory(BUILT), entries: new Map() });
  for (const path of Object.keys(image.programs)) builder.file(path, nativeFile(path), 0o755);
  for (const [path, content] of Object.entries(image.files)) builder.file(path, content, modeOf(content));
  tables.set(image, builder.table);
  return builder.table;
}

class TableBuilder {
  readonly table = new Map<Ino, Inode>([
    [ROOT_INO, { ...newDirectory(BUILT), nlink: 1, entries: new Map() }],
  ]);

  directory(path: string, mode = 0o755): void {
    if (path === '/' || this.table.has(inoOf(path))) return;
    this.add(path, { ...newDirectory(BUILT, mode), entries: new Map() });
  }

  file(path: string, content: string | Uint8Array, mode = 0o644): void {
    const bytes = typeof content === 'string' ? text.encode(content) : content;
    this.add(path, newFile(BUILT, mode, FileData.of(bytes)));
  }

  symlink(path: string, target: string): void {
    this.add(path, { type: 'symlink', target, mode: 0o777, uid: 0, gid: 0, mtime: BUILT, nlink: 1 });
  }

  add(path: string, inode: Inode): void {
    const parent = this.#real(parentOf(path));
    this.directory(parent);
    const directory = this.table.get(parent === '/' ? ROOT_INO : inoOf(parent));
    const ino = inoOf(`${parent === '/' ? '' : parent}/${baseName(path)}`);
    if (directory?.type === 'directory') mutable(directory).set(baseName(path), ino);
    this.table.set(ino, { ...inode, nlink: 1 });
  }

  /** Follows a usrmerge link ("/bin" -> "usr/bin") in the first component. */
  #real(path: string): string {
    const [, first = '', ...rest] = path.split('/');
    const top = this.table.get(inoOf(`/${first}`));
    if (top?.type !== 'symlink') return path;
    return ['', top.target, ...rest].join('/').replace('//', '/');
  }
}

// While it is built, a table's directories are this module's own.
const mutable = (directory: DirInode): Map<string, Ino> => directory.entries as Map<string, Ino>;

function skeleton(builder: TableBuilder, userland: 'busybox' | 'debian'): void {
  if (userland === 'busybox') {
    for (const path of ['/bin', '/lib', '/sbin', '/usr/bin', '/usr/sbin', '/usr/local/bin'])
      builder.directory(path);
    builder.file('/bin/busybox', toolFile('busybox'), 0o755);
    for (const applet of BUSYBOX_APPLETS) builder.symlink(`/bin/${applet}`, '/bin/busybox');
  } else {
    for (const name of ['bin', 'sbin', 'lib']) {
      builder.directory(`/usr/${name}`);
      builder.symlink(`/${name}`, `usr/${name}`);
    }
    builder.directory('/usr/lib64');
    builder.symlink('/lib64', 'usr/lib64');
    builder.directory('/boot');
    builder.directory('/usr/local/bin');
    for (const tool of DEBIAN_TOOLS) builder.file(`/usr/bin/${tool}`, toolFile(tool), 0o755);
    builder.symlink('/usr/bin/sh', 'dash');
  }
  const root = userland === 'busybox' ? '/bin/sh' : '/bin/bash';
  for (const path of [
    '/etc',
    '/home',
    '/media',
    '/mnt',
    '/opt',
    '/run',
    '/srv',
    '/usr/share',
    '/var/log',
    '/var/lib',
    '/var/cache',
  ])
    builder.directory(path);
  builder.symlink('/var/run', '/run');
  builder.directory('/root', 0o700);
  builder.directory('/var/tmp', 0o1777);
  const shells = `root:x:0:0:root:/root:${root}\ndaemon:x:1:1:daemon:/usr/sbin:/bin/false\nwww-data:x:33:33:www-data:/var/www:/bin/false\nnobody:x:65534:65534:nobody:/home:/bin/false\n`;
  builder.file('/etc/passwd', shells);
  builder.file('/etc/group', 'root:x:0:\ndaemon:x:1:\nwww-data:x:33:\nnogroup:x:65534:\n');
  builder.file('/etc/shells', `/bin/sh\n${userland === 'debian' ? '/bin/bash\n' : ''}`);
}

function devices(builder: TableBuilder): void {
  builder.directory('/tmp', 0o1777);
  for (const path of ['/proc', '/sys', '/dev/pts', '/etc']) builder.directory(path);
  builder.directory('/dev/shm', 0o1777);
  for (const device of ['null', 'zero', 'full', 'random', 'urandom', 'tty', 'console'])
    builder.add(`/dev/${device}`, {
      type: 'device',
      device,
      mode: 0o666,
      uid: 0,
      gid: 0,
      mtime: BUILT,
      nlink: 1,
    });
  builder.symlink('/dev/stdin', '/proc/self/fd/0');
  builder.symlink('/dev/stdout', '/proc/self/fd/1');
  builder.symlink('/dev/stderr', '/proc/self/fd/2');
  builder.symlink('/dev/fd', '/proc/self/fd');
}

function modeOf(content: string | Uint8Array): number {
  const first =
    typeof content === 'string' ? content.slice(0, 2) : String.fromCharCode(...content.subarray(0, 2));
  return first === '#!' || first === '\u007fE' ? 0o755 : 0o644;
}

/** FNV-1a over the path, 40 bits above the numbers that trees use for their own inodes. */
function inoOf(path: string): Ino {
  let low = 0x811c9dc5;
  let high = 0xcbf29ce4;
  for (let i = 0; i < path.length; i++) {
    low = Math.imul(low ^ path.charCodeAt(i), 0x01000193);
    high = Math.imul(high ^ path.charCodeAt(i), 0x01000197);
  }
  return MAX_OWN_INO + (low >>> 0) + (high & 0xff) * 2 ** 32;
}
