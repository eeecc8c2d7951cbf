/**
 * Which nodes a DaemonSet's pods come to and leave: one on every node that suits, none elsewhere, and when its template
 * changes, node by node to the new one.
 */
// upstream: pkg/controller/daemon/daemon_controller.go podsShouldBeOnNode, pkg/controller/daemon/update.go rollingUpdate
import { parseTime } from '@/apimachinery';
import { type DaemonSet, isDeleting, type Node, nameOf, type Pod } from '@/kube';
import { availableAt } from '../shared/pods';
import { REVISION_HASH } from '../shared/revisions';
import { suitability, targetNode } from './placement';

export interface Observed {
  readonly daemonSet: DaemonSet;
  readonly nodes: readonly Node[];
  readonly pods: readonly Pod[];
  /** Of the present template. */
  readonly hash: string;
  readonly nowMs: number;
  /** Whether a failed pod of that node may be replaced by now. */
  mayReplace(node: string): boolean;
}

export interface Plan {
  /** Names of nodes. */
  readonly create: readonly string[];
  readonly remove: readonly Pod[];
  /** Ended pods, those of `remove` and those that have to wait. */
  readonly ended: readonly Pod[];
}

export const isCurrent = ({ hash }: Pick<Observed, 'hash'>, { metadata }: Pod): boolean =>
  metadata.labels?.[REVISION_HASH] === hash;

export const isAvailable = ({ daemonSet, nowMs }: Observed, pod: Pod): boolean =>
  !isDeleting(pod) && availableAt(pod, daemonSet.spec?.minReadySeconds ?? 0) <= nowMs;

export function podsByNode(pods: readonly Pod[]): ReadonlyMap<string, readonly Pod[]> {
  const byNode = new Map<string, Pod[]>();
  for (const pod of pods) {
    const node = targetNode(pod);
    const known = byNode.get(node);
    if (known) known.push(pod);
    else byNode.set(node, [pod]);
  }
  return byNode;
}

/** What keeps the right number of pods everywhere. */
export function decide(observed: Observed): Plan {
  const byNode = podsByNode(observed.pods);
  const plan = { create: [] as string[], remove: [] as Pod[], ended: [] as Pod[] };
  for (const node of observed.nodes) onNode(observed, { node, pods: byNode.get(nameOf(node)) ?? [] }, plan);
  // Pods that wait for a node that is gone; those that ran there are somebody else's to clear away.
  const names = new Set(observed.nodes.map(nameOf));
  for (const [node, pods] of byNode) {
    if (!names.has(node)) plan.remove.push(...pods.filter(({ spec }) => !spec?.nodeName));
  }
  return plan;
}

function onNode(
  observed: Observed,
  { node, pods }: { readonly node: Node; readonly pods: readonly Pod[] },
  plan: { readonly create: string[]; readonly remove: Pod[]; readonly ended: Pod[] },
): void {
  const { runs, stays } = suitability(observed.daemonSet, node);
  const name = nameOf(node);
  if (!stays) {
    plan.remove.push(...pods.filter((pod) => !isDeleting(pod)));
    return;
  }
  if (pods.length === 0) {
    if (runs) plan.create.push(name);
    return;
  }
  const running: Pod[] = [];
  for (const pod of pods) {
    if (isDeleting(pod)) continue;
    const { phase } = pod.status ?? {};
    if (phase !== 'Failed' && phase !== 'Succeeded') running.push(pod);
    else {
      plan.ended.push(pod);
      if (phase === 'Succeeded' || observed.mayReplace(name)) plan.remove.push(pod);
    }
  }
  plan.remove.push(...surplus(observed, running));
}

const createdMs = ({ metadata }: Pod): number => parseTime(metadata.creationTimestamp ?? '');

/** The oldest stays; while an update surges, an old pod has company until the new one is available. */
function surplus(observed: Observed, running: readonly Pod[]): readonly Pod[] {
  if (running.length <= 1) return [];
  const oldestFirst = [...running].sort((a, b) => createdMs(a) - createdMs(b));
  if (surgeOf(observed) === 0) return oldestFirst.slice(1);
  const [oldest] = oldestFirst.filter((pod) => !isCurrent(observed, pod));
  const [newest] = oldestFirst.filter((pod) => isCurrent(observed, pod));
  if (!oldest || !newest) return oldestFirst.slice(1);
  const ready = isAvailable(observed, newest);
  return running.filter((pod) => (ready ? pod !== newest : pod !== newest && pod !== oldest));
}

// --------------------------------------------------------------------------------------------------------- updates

/** What brings pods to the present template, as many at once as may be missing. */
export function update(observed: Observed): Plan {
  const { type } = observed.daemonSet.spec?.updateStrategy ?? {};
  if (type !== 'RollingUpdate') return { create: [], remove: [], ended: [] };
  return surgeOf(observed) > 0 ? surge(observed) : replace(observed);
}

interface NodePods {
  readonly node: string;
  readonly newPod: Pod | undefined;
  readonly oldPod: Pod | undefined;
}

function wantedNodes(observed: Observed): readonly NodePods[] {
  const byNode = podsByNode(observed.pods);
  return observed.nodes
    .filter((node) => suitability(observed.daemonSet, node).runs)
    .map((node) => {
      const pods = byNode.get(nameOf(node)) ?? [];
      return {
        node: nameOf(node),
        newPod: pods.find((pod) => isCurrent(observed, pod)),
        oldPod: pods.find((pod) => !isCurrent(observed, pod)),
      };
    });
}

function replace(observed: Observed): Plan {
  const nodes = wantedNodes(observed);
  const [broken, candidates]: [Pod[], Pod[]] = [[], []];
  let unavailable = 0;
  for (const { newPod, oldPod } of nodes) {
    const only = newPod && oldPod ? undefined : (newPod ?? oldPod);
    if (!only || !isAvailable(observed, only)) unavailable++;
    if (!only || only !== oldPod || isDeleting(oldPod)) continue;
    if (isAvailable(observed, oldPod)) candidates.push(oldPod);
    else broken.push(oldPod);
  }
  const room = Math.max(0, maxUnavailable(observed, nodes.length) - unavailable);
  // An old pod that doesn't work is no loss.
  return { create: [], remove: [...broken, ...candidates.slice(0, room)], ended: [] };
}

function surge(observed: Observed): Plan {
  const nodes = wantedNodes(observed);
  const remove: Pod[] = [];
  const create: string[] = [];
  let surging = 0;
  for (const { node, newPod, oldPod } of nodes) {
    if (!oldPod) continue;
    if (newPod) {
      if (!isAvailable(observed, newPod)) surging++;
      else if (!isDeleting(oldPod)) remove.push(oldPod);
    } else if (isDeleting(oldPod) || !isAvailable(observed, oldPod)) {
      // It is gone or of no use already: its successor takes nobody's room.
      create.push(node);
    }
  }
  const waiting = nodes.filter(({ node, newPod, oldPod }) => oldPod && !newPod && !create.includes(node));
  const room = Math.max(0, scaled(observed, 'maxSurge', nodes.length) - surging);
  return { create: [...create, ...waiting.slice(0, room).map(({ node }) => node)], remove, ended: [] };
}

const surgeOf = (observed: Observed): number => scaled(observed, 'maxSurge', observed.nodes.length);

function maxUnavailable(observed: Observed, desired: number): number {
  const given = scaled(observed, 'maxUnavailable', desired);
  return given === 0 && scaled(observed, 'maxSurge', desired) === 0 ? 1 : given;
}

/** Percentages are rounded up. */
function scaled({ daemonSet }: Observed, name: 'maxSurge' | 'maxUnavailable', of: number): number {
  const value = daemonSet.spec?.updateStrategy?.rollingUpdate?.[name] ?? 0;
  return typeof value === 'number' ? value : Math.ceil((Number.parseInt(value, 10) * of) / 100);
}
