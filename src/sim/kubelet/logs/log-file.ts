/** One container run's log as a file of its node, which follows it; writes are made one after another. */
import { nameOf, namespaceOf, type Pod, uidOf } from '@/kube';
import type { Volume } from '../../contracts';
import type { ContainerRun } from '../lifecycle/run';
import type { LogLine } from './container-log';
import { formatNanoTime } from './read-log';

export interface LoggedRun {
  readonly pod: Pod;
  readonly run: ContainerRun;
}

/** A file that is bigger begins anew with its newest half, as it would after a rotation. */
const MAX_BYTES = 256 << 10;
const FILE_MODE = 0o640;
const POD_LOGS = '/var/log/pods';

export class LogFile {
  readonly podUid: string;
  readonly #folder: string;
  readonly #file: string | undefined;
  readonly #link: string | undefined;
  readonly #unfollow: () => void;
  #next = 0;
  #bytes = 0;
  #done: Promise<void>;
  #pending = false;
  #gone = false;

  constructor(
    private readonly logged: LoggedRun,
    private readonly volume: Volume,
    place: { readonly pods?: string; readonly containers?: string },
  ) {
    const { pod, run } = logged;
    const { name } = run.spec;
    const { id, restartCount } = run.instance;
    this.podUid = uidOf(pod);
    this.#folder = `/${namespaceOf(pod)}_${nameOf(pod)}_${this.podUid}`;
    const inPod = `${this.#folder}/${name}/${restartCount}.log`;
    if (place.pods !== undefined) this.#file = `${place.pods}${inPod}`;
    if (place.containers !== undefined)
      this.#link = `${place.containers}/${nameOf(pod)}_${namespaceOf(pod)}_${name}-${id}.log`;
    this.#done = this.#create(`${POD_LOGS}${inPod}`).catch(lost);
    this.#unfollow = this.#file === undefined ? () => {} : run.log.follow(() => this.#changed());
    this.#changed();
  }

  /** Two runs ago: nobody keeps that. */
  isOutlivedBy({ pod, run }: LoggedRun): boolean {
    const mine = this.logged.run;
    const isSame = uidOf(pod) === this.podUid && run.spec.name === mine.spec.name;
    return isSame && mine.instance.restartCount < run.instance.restartCount - 1;
  }

  /** Ends the following and takes the file away. */
  remove(): Promise<void> {
    this.#unfollow();
    this.#gone = true;
    return this.#after(async () => {
      const parent = this.#file?.slice(0, this.#file.lastIndexOf('/'));
      for (const path of [this.#link, this.#file]) if (path) await this.volume.fs.rm(path);
      if (parent) await this.#removeEmpty(parent, parent.slice(0, parent.lastIndexOf('/')));
    });
  }

  async #removeEmpty(...folders: readonly string[]): Promise<void> {
    for (const folder of folders) {
      if ((await this.volume.fs.readdir(folder)).length > 0) return;
      await this.volume.fs.rm(folder);
    }
  }

  async #create(target: string): Promise<void> {
    if (this.#file) {
      await this.volume.fs.mkdir(this.#file.slice(0, this.#file.lastIndexOf('/')));
      // One that is there has what was printed before the cluster was opened again.
      await this.volume.fs.writeFile(this.#file, '', { append: true, mode: FILE_MODE });
    }
    if (this.#link) await this.volume.link(this.#link, target);
  }

  #changed(): void {
    if (this.#pending || this.#gone || !this.#file) return;
    this.#pending = true;
    void this.#after(() => this.#write());
  }

  /** Everything that has come meanwhile, in one write. */
  async #write(): Promise<void> {
    this.#pending = false;
    const { log } = this.logged.run;
    const fresh = log.linesFrom(this.#next);
    if (fresh.length === 0 || this.#gone || !this.#file) return;
    this.#next = log.nextSequence;
    const text = formatted(fresh);
    const isFull = this.#bytes + text.length > MAX_BYTES;
    const kept = isFull ? newest(formatted(log.lines)) : text;
    this.#bytes = isFull ? kept.length : this.#bytes + text.length;
    await this.volume.fs.writeFile(this.#file, kept, { append: !isFull, mode: FILE_MODE });
  }

  #after(what: () => Promise<void>): Promise<void> {
    this.#done = this.#done.then(what).catch(lost);
    return this.#done;
  }
}

/** Somebody took the folder away, or the cluster has no room for more files: the log itself is elsewhere. */
function lost(): void {}

/** "2026-01-01T00:00:00.000000137Z stdout F text": P where the line goes on in the next. */
const formatted = (lines: readonly LogLine[]): string =>
  lines
    .map((line) => `${formatNanoTime(line)} ${line.stream} ${line.complete ? 'F' : 'P'} ${line.text}\n`)
    .join('');

function newest(text: string): string {
  const half = text.slice(-(MAX_BYTES >> 1));
  return half.length < text.length ? half.slice(half.indexOf('\n') + 1) : half;
}
