/** hostPath: a folder or file of the node. A type says what must be there, or is made. */
// upstream: pkg/volume/hostpath/host_path.go checkTypeInternal
import type { ContainerRuntime, Volume } from '../../contracts';
import { hostPathId } from './places';
import type { PreparedVolume, VolumePlugin } from './types';

/** What a machine has before anybody makes anything. */
const DIRECTORIES = new Set(
  (
    '/ /bin /boot /dev /etc /etc/cni /etc/cni/net.d /etc/containerd /etc/kubernetes /etc/ssl /etc/ssl/certs /home /lib /media /mnt ' +
    '/opt /opt/cni /opt/cni/bin /proc /root /run /run/containerd /sbin /srv /sys /sys/fs /sys/fs/cgroup /tmp /usr /usr/bin ' +
    '/usr/lib /usr/local /usr/share /var /var/cache /var/lib /var/lib/containerd /var/lib/kubelet /var/lib/kubelet/pods /var/log ' +
    '/var/log/containers /var/log/pods /var/run /var/tmp'
  ).split(' '),
);
const FILES = new Set(
  '/etc/group /etc/hostname /etc/hosts /etc/machine-id /etc/os-release /etc/passwd /etc/resolv.conf'.split(
    ' ',
  ),
);
const SOCKETS = new Set(['/run/containerd/containerd.sock', '/var/run/containerd/containerd.sock']);
const CHARACTER_DEVICES = new Set(
  '/dev/null /dev/zero /dev/full /dev/random /dev/urandom /dev/tty'.split(' '),
);
const BLOCK_DEVICES = new Set(['/dev/sda', '/dev/sda1']);

const WHAT: Readonly<Record<string, string>> = {
  Directory: 'a directory',
  DirectoryOrCreate: 'a directory',
  File: 'a file',
  FileOrCreate: 'a file',
  Socket: 'a socket file',
  CharDevice: 'a character device',
  BlockDevice: 'a block device',
};
const FOLDER_MODE = 0o755;
const FILE_MODE = 0o644;

type Kind = 'directory' | 'file' | 'socket' | 'character device' | 'block device';
const WANTED: Readonly<Record<string, Kind>> = {
  Directory: 'directory',
  DirectoryOrCreate: 'directory',
  File: 'file',
  FileOrCreate: 'file',
  Socket: 'socket',
  CharDevice: 'character device',
  BlockDevice: 'block device',
};

interface Found {
  readonly kind: Kind;
  /** Where it is inside a folder that is kept. */
  readonly inside?: { readonly volume: Volume; readonly subPath: string };
}

export const hostPathPlugin = (runtime: ContainerRuntime): VolumePlugin => ({
  supports: (volume) => volume.hostPath !== undefined,
  prepare: async ({ hostPath }, { pod }) => {
    const { path = '', type = '' } = hostPath ?? {};
    return prepareHostPath({ path, type, node: pod.spec?.nodeName ?? '' }, runtime);
  },
});

export async function prepareHostPath(
  { path, type, node }: { readonly path: string; readonly type: string; readonly node: string },
  runtime: ContainerRuntime,
): Promise<PreparedVolume> {
  const place = path.replace(/\/+$/, '') || '/';
  const found = await find(place, node, runtime);
  const wanted = WANTED[type];
  if (!found && type === 'FileOrCreate') return makeFile(place, node, runtime);
  const makes = type === '' || type === 'DirectoryOrCreate';
  if (wanted && (found ? found.kind !== wanted : !makes))
    throw new Error(`hostPath type check failed: ${path} is not ${WHAT[type]}`);
  if (found?.inside) return { id: found.inside.volume.id, subPath: found.inside.subPath, persistent: true };
  const id = hostPathId(node, place);
  if (!found) await (await runtime.volume(id)).own({ mode: FOLDER_MODE });
  return { id, persistent: true };
}

/** The path as a folder of its own, as part of one above it, or as what every machine has. */
async function find(path: string, node: string, runtime: ContainerRuntime): Promise<Found | undefined> {
  const own = await runtime.volume(hostPathId(node, path));
  if (own.exists()) return { kind: 'directory' };
  for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1)) {
    const volume = await runtime.volume(hostPathId(node, path.slice(0, at)));
    if (!volume.exists()) continue;
    const stat = await volume.fs.stat(path.slice(at)).catch(() => undefined);
    if (stat && stat.type !== 'symlink')
      return { kind: stat.type, inside: { volume, subPath: path.slice(at + 1) } };
  }
  const known: readonly (readonly [ReadonlySet<string>, Kind])[] = [
    [DIRECTORIES, 'directory'],
    [FILES, 'file'],
    [SOCKETS, 'socket'],
    [CHARACTER_DEVICES, 'character device'],
    [BLOCK_DEVICES, 'block device'],
  ];
  const kind = known.find(([paths]) => paths.has(path))?.[1];
  return kind && { kind };
}

/** A file is kept in the folder that it is in. */
async function makeFile(path: string, node: string, runtime: ContainerRuntime): Promise<PreparedVolume> {
  const at = path.lastIndexOf('/');
  const folder = path.slice(0, at) || '/';
  const parent = await find(folder, node, runtime);
  if (parent?.kind !== 'directory') throw new Error(`open ${path}: no such file or directory`);
  const { volume, subPath } = parent.inside ?? {
    volume: await runtime.volume(hostPathId(node, folder)),
    subPath: '',
  };
  const inside = `${subPath}/${path.slice(at + 1)}`.replace(/^\//, '');
  await volume.fs.writeFile(`/${inside}`, '', { mode: FILE_MODE });
  return { id: volume.id, subPath: inside, persistent: true };
}
