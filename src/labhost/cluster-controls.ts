/**
 * What a student can do with the clusters of a session beyond their API: move time, take the last change back, start a
 * task over. One thing at a time; what a provider cannot do is told as such.
 */

import { StatusError } from '@/apimachinery';
import type { Capabilities, ClusterHandle } from '@/clusters';
import type { Verdict } from '../grading/verdict';
import type { Checkpoints } from './checkpoints';
import { HostError } from './errors';
import type { ControlRequest, ControlResult, ControlsView } from './protocol';

export interface ClusterControlsOptions {
  readonly handles: () => readonly ClusterHandle[];
  readonly checkpoints: Checkpoints;
  /** Told of checkpoints that could not be kept: the lab goes on. */
  readonly onError: (error: unknown) => void;
}

export class ClusterControls {
  readonly #options: ClusterControlsOptions;
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: ClusterControlsOptions) {
    this.#options = options;
  }

  get view(): ControlsView {
    const names = ['time', 'undo', 'snapshot'] as const;
    const change = this.#newestChange()?.last;
    return {
      can: names.filter((name) => this.#all(name) !== undefined),
      aheadSeconds: Math.floor((this.#all('time')?.[0]?.aheadMs ?? 0) / 1000),
      ...(change && { lastChange: { description: change.description, writes: change.writes } }),
    };
  }

  /** The lab's start state stands: what every task can go back to. */
  async begin(): Promise<void> {
    await this.#inTurn(async () => {
      await this.#options.checkpoints.clear();
      await this.#keep([]);
    });
  }

  /** A verdict came: a task that was done for the first time makes a checkpoint. */
  async note({ tasks }: Verdict): Promise<void> {
    const passed = tasks.filter((task) => task.passed).map(({ id }) => id);
    await this.#inTurn(async () => {
      if (!(await this.#options.checkpoints.knows(passed))) await this.#keep(passed);
    });
  }

  async do(request: ControlRequest): Promise<ControlResult> {
    const message = await this.#inTurn(() => this.#do(request)).catch((error: unknown) => {
      throw error instanceof StatusError ? new HostError(400, 'invalid', error.message) : error;
    });
    return { message, controls: this.view };
  }

  async #do(request: ControlRequest): Promise<string> {
    switch (request.action) {
      case 'jump':
        return jumped(await this.#jump((time) => time.jump(request.seconds * 1000)));
      case 'next':
        return jumped(await this.#jump((time) => time.jumpToNext()));
      case 'undo': {
        const undone = await (this.#newestChange() ?? this.#need('undo')[0])?.undo();
        if (!undone) return 'There is nothing to undo.';
        const more = undone.writes > 1 ? ` and ${undone.writes - 1} more` : '';
        return `Undone: ${undone.description}${more}.`;
      }
      case 'reset-task':
        return this.#resetTask(request.taskId);
    }
  }

  async #jump(
    move: (time: Capabilities['time']) => ReturnType<Capabilities['time']['jumpToNext']>,
  ): Promise<{ movedMs: number; happened: boolean }> {
    const moves = await Promise.all(this.#need('time').map(move));
    return {
      movedMs: Math.max(...moves.map(({ movedMs }) => movedMs)),
      happened: moves.some(({ happened }) => happened),
    };
  }

  async #resetTask(taskId: string): Promise<string> {
    this.#need('snapshot');
    const point = await this.#options.checkpoints.before(taskId);
    if (!point)
      throw new HostError(409, 'conflict', 'There is nothing kept to go back to. Reset the whole lab.');
    for (const handle of this.#options.handles()) {
      const snapshot = point.clusters[handle.name];
      if (snapshot !== undefined) await handle.capability('snapshot')?.restore(snapshot);
    }
    return 'The cluster is as it was before this task. Files in your home folder were kept.';
  }

  async #keep(passed: readonly string[]): Promise<void> {
    const handles = this.#options.handles();
    const taken = handles.map((handle) => [handle.name, handle.capability('snapshot')?.take()] as const);
    if (handles.length === 0 || taken.some(([, snapshot]) => snapshot === undefined)) return;
    const point = { passed: [...passed], clusters: Object.fromEntries(taken) };
    await this.#options.checkpoints.add(point).catch(this.#options.onError);
  }

  #newestChange(): Capabilities['undo'] | undefined {
    return this.#all('undo')
      ?.filter(({ last }) => last !== undefined)
      .reduce<Capabilities['undo'] | undefined>(
        (newest, one) => ((newest?.last?.at ?? -1) > (one.last?.at ?? 0) ? newest : one),
        undefined,
      );
  }

  /** The capability of every cluster; undefined when one lacks it. */
  #all<Name extends keyof Capabilities>(name: Name): readonly Capabilities[Name][] | undefined {
    const found = this.#options.handles().flatMap((handle) => handle.capability(name) ?? []);
    return found.length > 0 && found.length === this.#options.handles().length ? found : undefined;
  }

  #need<Name extends keyof Capabilities>(name: Name): readonly Capabilities[Name][] {
    const found = this.#all(name);
    if (!found) throw new HostError(409, 'unsupported', 'The clusters of this lab cannot do that.');
    return found;
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#last.then(work, work);
    this.#last = mine.catch(() => {});
    return mine;
  }
}

function jumped({ movedMs, happened }: { readonly movedMs: number; readonly happened: boolean }): string {
  if (movedMs === 0) return 'Nothing is going to happen by itself.';
  return `${duration(movedMs)} went by${happened ? '' : ', and nothing changed'}.`;
}

const UNITS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
] as const;

/** "1 hour 5 minutes": the two largest units. */
function duration(ms: number): string {
  let rest = Math.max(1, Math.round(ms / 1000));
  const parts: string[] = [];
  for (const [unit, seconds] of UNITS) {
    const count = Math.floor(rest / seconds);
    rest -= count * seconds;
    if (count > 0 && parts.length < 2) parts.push(`${count} ${unit}${count > 1 ? 's' : ''}`);
  }
  return parts.join(' ');
}
