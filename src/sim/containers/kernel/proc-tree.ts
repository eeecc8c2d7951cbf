/** /proc of one container: made when it is looked at, so it is always right and costs nothing. */
import { own } from '@/apimachinery';
import { FileData } from '../fs/file-data';
import type { Ino, Inode, TreeReader } from '../fs/inode';
import { ROOT_INO } from '../fs/tree';
import type { Box } from './box';
import type { ProcessView } from './pid-space';
import { statusText } from './proc-status';

const text = new TextEncoder();
const SELF = 'self';
const MEMORY_KIB = 8_052_104;

export class ProcTree implements TreeReader {
  readonly root = ROOT_INO;
  readonly writable = false;
  readonly #paths: string[] = ['', ''];
  readonly #inos = new Map<string, Ino>([['', ROOT_INO]]);

  constructor(private readonly box: Box) {}

  get(ino: Ino): Inode | undefined {
    const path = this.#paths[ino];
    return path === undefined ? undefined : this.#inode(path);
  }

  #inode(path: string): Inode | undefined {
    if (path === '') return this.#directory(path, [...this.#pids(), SELF, ...Object.keys(FILES)]);
    const [first = '', second, third] = path.slice(1).split('/');
    const file = own(FILES, first);
    if (file && second === undefined) return regular(file(this.box), this.box);
    const view = this.#view(first);
    if (!view) return undefined;
    const { process } = view;
    if (second === undefined) return this.#directory(path, [...PROCESS_FILES, 'fd']);
    if (second === 'fd') {
      if (third === undefined) return this.#directory(path, [...(process?.fds.keys() ?? [])].map(String));
      const target = process?.fds.get(Number(third))?.file.path;
      return target === undefined ? undefined : link(target, this.box);
    }
    return this.#processFile(second, view);
  }

  #processFile(name: string, view: ProcessView): Inode | undefined {
    const { argv, pid, ppid, user, process } = view;
    const command = (argv[0] ?? '').split('/').at(-1) ?? '';
    switch (name) {
      case 'cmdline':
        return regular(argv.map((arg) => `${arg}\0`).join(''), this.box);
      case 'comm':
        return regular(`${command}\n`, this.box);
      case 'environ':
        return regular([...(process?.env ?? [])].map(([k, v]) => `${k}=${v}\0`).join(''), this.box);
      case 'stat':
        return regular(`${pid} (${command}) S ${ppid} ${process?.pgid ?? pid} 0 0 -1 0\n`, this.box);
      case 'status':
        return regular(statusText(view.box ?? this.box, { command, pid, ppid, user }), this.box);
      case 'mounts':
        return regular(mounts(view.box ?? this.box), this.box);
      case 'cwd':
        return link(process?.cwd ?? '/', this.box);
      case 'root':
        return link('/', this.box);
      case 'exe':
        return link(argv[0] ?? '/', this.box);
      default:
        return undefined;
    }
  }

  /** `self` is who looks; the walk doesn't know, so it is the youngest process, which is the one that runs. */
  #view(name: string): ProcessView | undefined {
    const pid = name === SELF ? [...this.box.processes.keys()].at(-1) : Number(name);
    return pid === undefined ? undefined : this.box.pids.view(pid);
  }

  #pids(): string[] {
    return this.box.pids.views().map(({ pid }) => String(pid));
  }

  #directory(path: string, names: readonly string[]): Inode {
    const entries = new Map(names.map((name) => [name, this.#ino(`${path}/${name}`)]));
    return { type: 'directory', mode: 0o555, uid: 0, gid: 0, mtime: this.box.startedAt, nlink: 2, entries };
  }

  #ino(path: string): Ino {
    let ino = this.#inos.get(path);
    if (ino === undefined) {
      ino = this.#paths.push(path) - 1;
      this.#inos.set(path, ino);
    }
    return ino;
  }
}

const PROCESS_FILES = ['cmdline', 'comm', 'cwd', 'environ', 'exe', 'mounts', 'root', 'stat', 'status'];

const FILES: Readonly<Record<string, (box: Box) => string>> = {
  cpuinfo: () =>
    'processor\t: 0\nmodel name\t: Simulated CPU\n\nprocessor\t: 1\nmodel name\t: Simulated CPU\n\n',
  loadavg: (box) => `0.00 0.00 0.00 1/${box.processes.size} ${Math.max(1, ...box.processes.keys())}\n`,
  meminfo: () =>
    `MemTotal:       ${MEMORY_KIB} kB\nMemFree:        ${MEMORY_KIB >> 1} kB\nMemAvailable:   ${MEMORY_KIB >> 1} kB\n`,
  mounts: (box) => mounts(box),
  uptime: (box) => `${seconds(box)} ${seconds(box)}\n`,
  version: () => 'Linux version 6.1.0 (sealegs@simulator) #1 SMP\n',
};

const seconds = (box: Box): string => ((box.now() - box.startedAt) / 1000).toFixed(2);

/** Lines of /proc/mounts: what `mount` prints, too. */
export function mounts(box: Box): string {
  return box.vfs.mounts
    .map((mount) => {
      const type = mount.path === '/' ? 'overlay' : mount.source === 'proc' ? 'proc' : (mount.type ?? 'ext4');
      const access = mount.readOnly && mount.source !== 'proc' ? 'ro' : 'rw';
      return `${mount.source} ${mount.path} ${type} ${access},relatime 0 0\n`;
    })
    .join('');
}

function regular(content: string, box: Box): Inode {
  const data = FileData.of(text.encode(content));
  return { type: 'file', mode: 0o444, uid: 0, gid: 0, mtime: box.now(), nlink: 1, data };
}

function link(target: string, box: Box): Inode {
  return { type: 'symlink', target, mode: 0o777, uid: 0, gid: 0, mtime: box.now(), nlink: 1 };
}
