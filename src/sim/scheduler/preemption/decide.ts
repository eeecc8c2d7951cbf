/** Whether pods have to go for another, which and where; without side effects. */
// upstream: pkg/scheduler/framework/preemption/preemption.go Preempt, DryRunPreemption, pickOneNodeForPreemption
import type { Rng } from '@/apimachinery';
import type { Pod, PodDisruptionBudget } from '@/kube';
import type { Diagnosis } from '../cycle';
import type { PodInfo } from '../framework';
import * as texts from '../texts';
import type { Trial } from '../trial';
import { earliestStart, priorityOf } from './importance';
import { selectVictims, type Victims } from './victims';

export interface Candidate extends Victims {
  readonly node: string;
}

export type Preemption =
  | { readonly candidate: Candidate }
  /** `keeps`: the pod waits for those that leave its nominated node. */
  | { readonly candidate?: undefined; readonly why: string; readonly keeps: boolean };

export interface PreemptionOptions extends Trial {
  readonly rng: Rng;
  readonly budgets: readonly PodDisruptionBudget[];
  /** Where pods left for this one before. */
  readonly nominatedNode?: string | undefined;
  /** They are being told to, right now. */
  readonly isUnderWay?: boolean;
}

export function decidePreemption(pod: PodInfo, diagnosis: Diagnosis, options: PreemptionOptions): Preemption {
  const why = ineligible(pod, diagnosis, options);
  if (why !== undefined) return { why, keeps: true };
  const { candidates, failures } = findCandidates(pod, diagnosis, options);
  const candidate = pick(candidates);
  if (candidate) return { candidate };
  const reasons = [...diagnosis.rejections.keys()].flatMap(
    (node) => failures.get(node) ?? [texts.NOT_HELPFUL],
  );
  return { why: texts.noneAvailable(diagnosis.totalNodes, reasons), keeps: false };
}

// upstream: PodEligibleToPreemptOthers
function ineligible(
  pod: PodInfo,
  { rejections }: Diagnosis,
  { cluster, nominatedNode, isUnderWay }: PreemptionOptions,
): string | undefined {
  if (pod.pod.spec?.preemptionPolicy === 'Never') return texts.NEVER_PREEMPTS;
  if (isUnderWay) return texts.VICTIMS_LEAVE;
  if (nominatedNode === undefined || rejections.get(nominatedNode)?.unresolvable) return undefined;
  const leaving = cluster.nodes
    .filter(({ name }) => name === nominatedNode)
    .some((node) => [...node.pods()].some((other) => other.priority < pod.priority && isVictim(other.pod)));
  return leaving ? texts.VICTIMS_LEAVE : undefined;
}

const isVictim = ({ metadata, status }: Pod): boolean =>
  metadata.deletionTimestamp !== undefined &&
  (status?.conditions ?? []).some(
    ({ type, status: value, reason }) =>
      type === texts.DISRUPTION_TARGET && value === 'True' && reason === texts.PREEMPTION_BY_SCHEDULER,
  );

const MIN_CANDIDATES = 100;
const MIN_CANDIDATES_FRACTION = 0.1;

function findCandidates(pod: PodInfo, { rejections }: Diagnosis, options: PreemptionOptions) {
  const nodes = options.cluster.nodes.filter(({ name }) => rejections.get(name)?.unresolvable === false);
  const enough = Math.max(MIN_CANDIDATES, Math.floor(nodes.length * MIN_CANDIDATES_FRACTION));
  const offset = nodes.length > enough ? options.rng.int(nodes.length) : 0;
  const [gentle, violating]: [Candidate[], Candidate[]] = [[], []];
  const failures = new Map<string, readonly string[]>();
  for (let i = 0; i < nodes.length; i++) {
    const node = nodes[(offset + i) % nodes.length];
    if (!node) continue;
    const found = selectVictims(pod, node, options);
    if (!('victims' in found)) failures.set(node.name, found);
    else (found.violations > 0 ? violating : gentle).push({ ...found, node: node.name });
    if (gentle.length > 0 && gentle.length + violating.length >= enough) break;
  }
  return { candidates: [...gentle, ...violating], failures };
}

/** Each rule decides among those that all before it found equal; the lower number wins. */
const RULES: readonly ((candidate: Candidate) => number)[] = [
  ({ violations }) => violations,
  ({ victims: [first] }) => (first ? priorityOf(first) : 0),
  // Above zero, so that fewer pods of negative priority are better than more.
  ({ victims }) => victims.reduce((sum, victim) => sum + priorityOf(victim) + 2 ** 31, 0),
  ({ victims }) => victims.length,
];

function pick(candidates: readonly Candidate[]): Candidate | undefined {
  let best = candidates;
  for (const rule of RULES) {
    const least = Math.min(...best.map(rule));
    best = best.filter((candidate) => rule(candidate) === least);
  }
  const latest = best
    .map(({ victims }) => earliestStart(victims))
    .sort()
    .at(-1);
  return best.find(({ victims }) => earliestStart(victims) === latest);
}
