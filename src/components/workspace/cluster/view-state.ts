/** What the page knows of a cluster: one value, made anew by each message. */
import type { ViewEvent, ViewMessage, ViewObject, ViewWrite } from '@/cluster-view/protocol';

export interface ClusterViewState {
  readonly phase: 'connecting' | 'waiting' | 'live';
  /** While waiting: for what. */
  readonly message: string | undefined;
  readonly objects: ReadonlyMap<string, ViewObject>;
  readonly omitted: Readonly<Record<string, number>>;
  /** Oldest first; one that repeats is there once, at its newest time. */
  readonly events: readonly ViewEvent[];
  readonly writes: readonly ViewWrite[];
  readonly audited: boolean;
  /** Cluster time less the browser's. */
  readonly aheadMs: number;
}

export const NOTHING_YET: ClusterViewState = {
  phase: 'connecting',
  message: undefined,
  objects: new Map(),
  omitted: {},
  events: [],
  writes: [],
  audited: false,
  aheadMs: 0,
};

const KEPT = 400;

export function withMessage(state: ClusterViewState, message: ViewMessage, now: number): ClusterViewState {
  switch (message.type) {
    case 'waiting':
      return { ...NOTHING_YET, phase: 'waiting', message: message.message };
    case 'snapshot':
      return {
        phase: 'live',
        message: undefined,
        objects: new Map(message.objects.map((object) => [object.id, object])),
        omitted: message.omitted,
        events: message.events,
        writes: message.writes,
        audited: message.audited,
        aheadMs: message.now - now,
      };
    case 'change': {
      const objects = new Map(state.objects);
      for (const id of message.gone) objects.delete(id);
      for (const object of message.put) objects.set(object.id, object);
      return {
        ...state,
        objects,
        omitted: message.omitted,
        events: withEvents(state.events, message.events),
        writes: [...state.writes, ...message.writes].slice(-KEPT),
        aheadMs: message.now - now,
      };
    }
  }
}

function withEvents(old: readonly ViewEvent[], fresh: readonly ViewEvent[]): readonly ViewEvent[] {
  if (fresh.length === 0) return old;
  const ids = new Set(fresh.map(({ id }) => id));
  const events = [...old.filter(({ id }) => !ids.has(id)), ...fresh];
  return events.sort((a, b) => a.at - b.at).slice(-KEPT);
}
