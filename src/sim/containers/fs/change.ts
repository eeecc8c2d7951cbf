/** Changes of files asked for from outside the processes: by the kubelet, by the images' own programs. */
import { formatTime } from '@/apimachinery';
import type { FsChange } from '../engine/protocol';
import { PosixError } from '../errors';
import { baseName, join, parentOf } from './paths';
import { SETGID } from './permissions';
import type { Vfs } from './vfs';

const DATA_LINK = '..data';

export function applyChange(vfs: Vfs, change: FsChange, now: () => number): void {
  switch (change.op) {
    case 'write':
      vfs.writeFile(change.path, change.bytes, {
        append: change.append,
        ...(change.mode !== undefined && { mode: change.mode }),
      });
      return;
    case 'mkdir':
      vfs.mkdirs(change.path);
      return;
    case 'rm':
      vfs.removeAll(change.path);
      return;
    case 'link':
      vfs.mkdirs(parentOf(change.path));
      if (linkExists(vfs, change.path)) vfs.unlink(change.path);
      vfs.symlink(change.target, change.path);
      return;
    case 'set':
      setFiles(vfs, change.files, now());
      return;
    case 'own':
      own(vfs, change);
      return;
  }
}

/**
 * Replaces a volume's files at once for every reader: the files go into a new directory, then one link is moved.
 * upstream: pkg/volume/util/atomic_writer.go Write
 */
function setFiles(vfs: Vfs, files: Extract<FsChange, { op: 'set' }>['files'], now: number): void {
  const old = readLink(vfs, `/${DATA_LINK}`);
  const stamp = timestamp(now);
  const fresh = old === stamp ? `${stamp}1` : stamp;
  vfs.mkdir(`/${fresh}`);
  for (const { path, bytes, mode, uid } of files) {
    const file = join(`/${fresh}`, path);
    vfs.mkdirs(parentOf(file));
    vfs.writeFile(file, bytes, { mode });
    if (uid !== undefined) vfs.chown(file, { uid });
  }
  if (old !== undefined) vfs.unlink(`/${DATA_LINK}`);
  vfs.symlink(fresh, `/${DATA_LINK}`);
  const wanted = new Set(files.map(({ path }) => path.split('/')[0] ?? path));
  for (const name of vfs.readdir('/'))
    if (!name.startsWith('..') && !wanted.has(name)) vfs.removeAll(`/${name}`);
  for (const name of wanted) if (!linkExists(vfs, `/${name}`)) vfs.symlink(join(DATA_LINK, name), `/${name}`);
  if (old !== undefined) vfs.removeAll(`/${baseName(old)}`);
}

const GROUP_READS = 0o440;
const GROUP_WRITES = 0o660;
const GROUP_ENTERS = 0o110;

/** upstream: pkg/volume/volume_linux.go SetVolumeOwnership */
function own(vfs: Vfs, { mode, group }: Extract<FsChange, { op: 'own' }>): void {
  const root = vfs.locate('/').inode;
  if (mode !== undefined) vfs.chmod('/', root.mode | mode);
  if (!group) return;
  const bits = group.readOnly ? GROUP_READS : GROUP_WRITES;
  const folderBits = SETGID | bits | GROUP_ENTERS;
  const { inode } = vfs.locate('/');
  if (group.onRootMismatch && inode.gid === group.gid && (inode.mode & folderBits) === folderBits) return;
  const give = (path: string): void => {
    const at = vfs.locateLink(path).inode;
    vfs.chown(path, { gid: group.gid });
    if (at.type === 'symlink') return;
    vfs.chmod(path, at.mode | (at.type === 'directory' ? folderBits : bits));
    if (at.type === 'directory') for (const name of at.entries.keys()) give(join(path, name));
  };
  give('/');
}

/** Named as upstream: "..2006_01_02_15_04_05." and a number. */
function timestamp(now: number): string {
  const [time = ''] = formatTime(now).split('Z');
  return `..${time.replace(/[-T:]/g, '_')}.${now % 1_000_000_000}`;
}

function readLink(vfs: Vfs, path: string): string | undefined {
  if (!linkExists(vfs, path)) return undefined;
  const { inode } = vfs.locateLink(path);
  return inode.type === 'symlink' ? inode.target : undefined;
}

function linkExists(vfs: Vfs, path: string): boolean {
  try {
    vfs.locateLink(path);
    return true;
  } catch (error) {
    if (error instanceof PosixError && error.code === 'ENOENT') return false;
    throw error;
  }
}
