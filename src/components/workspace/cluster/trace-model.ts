/** What one write set off: the tree of writes that each acted on another, told in the order of time. Pure. */
import type { ViewWrite } from '@/cluster-view/protocol';
import { type Actor, actorOf, deedOf, type Station, thing } from './words';

export interface TraceStep {
  readonly key: number;
  readonly actor: Actor;
  readonly deed: string;
  /** What was written; several when the same was done to many because of the same. */
  readonly about: readonly string[];
  /** What its author had seen. */
  readonly because: string | undefined;
  readonly depth: number;
  /** After the first write. */
  readonly afterMs: number;
  /** The resourceVersion under which it is stored. */
  readonly version: number;
}

export interface Trace {
  readonly root: ViewWrite;
  readonly steps: readonly TraceStep[];
  /** How many writes each station made. */
  readonly stations: Readonly<Partial<Record<Station, number>>>;
  readonly writes: number;
}

/** People's own writes, the newest last: what traces begin with. */
export const rootsOf = (writes: readonly ViewWrite[]): readonly ViewWrite[] =>
  writes.filter((write) => actorOf(write).station === 'you');

export function traceOf(root: ViewWrite, writes: readonly ViewWrite[]): Trace {
  const followers = descendants(root, writes);
  const stations: Partial<Record<Station, number>> = {};
  for (const { write } of followers) {
    const { station } = actorOf(write);
    stations[station] = (stations[station] ?? 0) + 1;
  }
  return { root, steps: inSteps(root, followers), stations, writes: followers.length };
}

interface Follower {
  readonly write: ViewWrite;
  readonly parent: ViewWrite | undefined;
  readonly depth: number;
}

/** Writes come in the order of their versions, so whoever follows another comes after it. */
function descendants(root: ViewWrite, writes: readonly ViewWrite[]): readonly Follower[] {
  const found: Follower[] = [{ write: root, parent: undefined, depth: 0 }];
  for (const write of writes) {
    const { cause } = write;
    if (cause === undefined || write.last <= root.last) continue;
    const by = found.find(({ write: { first, last } }) => first <= cause && cause <= last);
    if (by) found.push({ write, parent: by.write, depth: by.depth + 1 });
  }
  return found;
}

/** Who did the same to several things of a kind, one right after the other, did one thing. */
function inSteps(root: ViewWrite, followers: readonly Follower[]): readonly TraceStep[] {
  const steps: TraceStep[] = [];
  for (const { write, parent, depth } of followers) {
    const step: TraceStep = {
      key: write.last,
      actor: actorOf(write),
      deed: deedOf(write),
      about: [write.about],
      because: parent?.about,
      depth,
      afterMs: write.at - root.at,
      version: write.last,
    };
    const last = steps.at(-1);
    if (last && isSame(last, step))
      steps[steps.length - 1] = { ...last, about: union(last.about, step.about) };
    else steps.push(step);
  }
  return steps;
}

const kindOf = (id: string | undefined): string => id?.split('/')[0] ?? '';

const isSame = (a: TraceStep, b: TraceStep): boolean =>
  a.depth > 0 &&
  a.actor.name === b.actor.name &&
  a.deed === b.deed &&
  kindOf(a.about[0]) === kindOf(b.about[0]) &&
  kindOf(a.because) === kindOf(b.because);

const union = (a: readonly string[], b: readonly string[]): readonly string[] => [...new Set([...a, ...b])];

/** "3 pods" for many, the name for one. */
export function thingsOf(about: readonly string[]): string {
  const [first = ''] = about;
  return about.length === 1 ? thing(first) : `${about.length} ${kindOf(first)}s`;
}
