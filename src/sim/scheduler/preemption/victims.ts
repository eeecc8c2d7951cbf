/** The fewest pods of a node that have to go so that another fits there. */
// upstream: pkg/scheduler/framework/plugins/defaultpreemption SelectVictimsOnNode
import { keyOf, type Pod, type PodDisruptionBudget } from '@/kube';
import type { NodeInfo, PodInfo } from '../framework';
import { NO_VICTIMS } from '../texts';
import { rejectionOf, type Trial, withNode } from '../trial';
import { splitByBudgets } from './budgets';
import { byImportance, priorityOf } from './importance';

export interface Victims {
  /** The most important first. */
  readonly victims: readonly Pod[];
  /** How many of them go against a budget. */
  readonly violations: number;
}

/** Or why nobody's going would help. */
export function selectVictims(
  pod: PodInfo,
  node: NodeInfo,
  { budgets, ...trial }: Trial & { readonly budgets: readonly PodDisruptionBudget[] },
): Victims | readonly string[] {
  const candidates = [...node.pods()].map((info) => info.pod).filter((p) => priorityOf(p) < pod.priority);
  if (candidates.length === 0) return [NO_VICTIMS];
  const emptied = node.copy();
  const attempt = { ...trial, cluster: withNode(trial.cluster, emptied) };
  for (const candidate of candidates) emptied.remove(keyOf(candidate));
  const rejection = rejectionOf(pod, emptied, attempt);
  if (rejection) return rejection.reasons;

  const { violating, others } = splitByBudgets(candidates.sort(byImportance), budgets);
  const mustGo = (candidate: Pod): boolean => {
    emptied.add(candidate);
    if (!rejectionOf(pod, emptied, attempt)) return false;
    emptied.remove(keyOf(candidate));
    return true;
  };
  const violated = violating.filter(mustGo);
  const victims = [...violated, ...others.filter(mustGo)].sort(byImportance);
  return { victims, violations: violated.length };
}
