/** Who looks at a session's clusters (cluster-view); each look begins anew when the clusters do. */
import type { Clock } from '@/apimachinery';
import { followCluster, type ViewMessage } from '@/cluster-view';
import type { ClusterHandle } from '@/clusters';
import type { SessionView } from './protocol';

interface Looker {
  /** Absent: the first one. */
  readonly cluster: string | undefined;
  readonly send: (message: ViewMessage) => void;
  following: ReturnType<typeof followCluster> | undefined;
}

const WAITING = {
  starting: 'The cluster is starting.',
  resetting: 'The lab goes back to its start.',
  ended: 'This session has ended.',
  failed: 'The lab could not be started.',
} as const;

export class ClusterViews {
  readonly #handles: () => readonly ClusterHandle[];
  readonly #lookers = new Set<Looker>();
  #state: SessionView['state'] = 'starting';

  constructor(handles: () => readonly ClusterHandle[]) {
    this.#handles = handles;
  }

  look(cluster: string | undefined, send: (message: ViewMessage) => void): { stop(): void } {
    const looker: Looker = { cluster, send, following: undefined };
    this.#lookers.add(looker);
    this.#begin(looker);
    return {
      stop: () => {
        this.#lookers.delete(looker);
        looker.following?.stop();
      },
    };
  }

  /** The clusters were opened, closed or taken back. */
  sessionChanged(state: SessionView['state']): void {
    this.#state = state;
    for (const looker of this.#lookers) this.#begin(looker);
  }

  /** Time has moved. */
  refresh(): void {
    for (const { following } of this.#lookers) following?.refresh();
  }

  #begin(looker: Looker): void {
    looker.following?.stop();
    looker.following = undefined;
    if (this.#state !== 'ready') {
      looker.send({ type: 'waiting', message: WAITING[this.#state] });
      return;
    }
    const cluster = this.#handles().find(
      ({ name }) => looker.cluster === undefined || name === looker.cluster,
    );
    if (cluster) looker.following = followCluster({ cluster, clock: WALL_CLOCK, send: looker.send });
    else looker.send({ type: 'waiting', message: `This lab has no cluster ${looker.cluster}.` });
  }
}

/** Nothing waits for what it does: a lab host may end while something is due. */
const WALL_CLOCK: Clock = {
  now: () => Date.now(),
  setTimer: (delayMs, fn) => {
    const timer = setTimeout(fn, delayMs).unref();
    return { cancel: () => clearTimeout(timer) };
  },
};
