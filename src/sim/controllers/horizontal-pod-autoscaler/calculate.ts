/** How many replicas a metric asks for: the present ones times how far they are from the target. */
// upstream: pkg/controller/podautoscaler/replica_calculator.go, metrics/utilization.go
import { parseQuantity, parseTime, quantityMilliValue } from '@/apimachinery';
import { isDeleting, nameOf, type Pod } from '@/kube';
import { podCondition } from '../shared/pods';
import type { Samples } from './samples';
import { MetricError } from './types';

/** In this time after its start a pod's processor use says little. */
const CPU_INITIALIZATION_MS = 5 * 60_000;
/** A pod that turned unready so soon after its start has never been ready. */
const INITIAL_READINESS_MS = 30_000;

/** How far from the target nothing is done, as a part of one. */
export interface Tolerance {
  readonly up: number;
  readonly down: number;
}

export interface Question {
  readonly current: number;
  readonly resource: string;
  readonly container: string | undefined;
  readonly pods: readonly Pod[];
  readonly samples: Samples;
  readonly tolerance: Tolerance;
  readonly nowMs: number;
}

/** The size that is proposed, and what was measured. */
export interface Proposal {
  readonly replicas: number;
  /** Thousandths, on average over the pods. */
  readonly average: number;
  /** Per cent of what is requested. */
  readonly utilization?: number;
}

/** For a target in per cent of the requests. upstream: GetResourceReplicas */
export function byUtilization(question: Question, target: number): Proposal {
  const { resource, pods, container } = question;
  const groups = grouped(question);
  const requests = new Map(pods.map((pod) => [nameOf(pod), requestOf(pod, resource, container)]));
  const measure = (values: Values): { ratio: number; utilization: number; average: number } => {
    let [used, requested, counted] = [0, 0, 0];
    for (const [pod, value] of values) {
      const request = requests.get(pod);
      if (request === undefined) continue;
      used += value;
      requested += request;
      counted++;
    }
    if (requested === 0) throw new MetricError('no metrics returned matched known pods');
    const utilization = Math.trunc((used * 100) / requested);
    return { ratio: utilization / target, utilization, average: Math.trunc(used / counted) };
  };
  const { utilization, average } = measure(groups.values);
  const fallback = (pod: string) => ((requests.get(pod) ?? 0) * Math.max(100, target)) / 100;
  const replicas = proposed(question, groups, { ratio: (values) => measure(values).ratio, fallback });
  return { replicas, utilization, average };
}

/** For a target per pod, in thousandths. upstream: GetRawResourceReplicas, calcPlainMetricReplicas */
export function byAverage(question: Question, target: number): Proposal {
  const groups = grouped(question);
  const averageOf = (values: Values) =>
    Math.trunc([...values.values()].reduce((sum, value) => sum + value, 0) / values.size);
  const ratio = (values: Values) => averageOf(values) / target;
  const replicas = proposed(question, groups, { ratio, fallback: () => target });
  return { replicas, average: averageOf(groups.values) };
}

/** Pod name -> thousandths. */
type Values = ReadonlyMap<string, number>;

interface Groups {
  readonly ready: number;
  readonly unready: readonly string[];
  readonly missing: readonly string[];
  /** Of pods that count. */
  readonly values: Values;
}

interface Rule {
  ratio(values: Values): number;
  /** What a pod without metrics is taken to use where that keeps the size from shrinking. */
  fallback(pod: string): number;
}

function proposed(question: Question, { ready, unready, missing, values }: Groups, rule: Rule): number {
  const { current, tolerance } = question;
  const ratio = rule.ratio(values);
  const growsWithUnready = unready.length > 0 && ratio > 1;
  if (!growsWithUnready && missing.length === 0) {
    return isWithin(tolerance, ratio) ? current : Math.ceil(ratio * ready);
  }
  // Whoever is not known is taken to use what speaks most against a change.
  const all = new Map(values);
  if (ratio < 1) for (const pod of missing) all.set(pod, rule.fallback(pod));
  if (ratio > 1) for (const pod of missing) all.set(pod, 0);
  if (growsWithUnready) for (const pod of unready) all.set(pod, 0);
  const cautious = rule.ratio(all);
  const turns = (ratio < 1 && cautious > 1) || (ratio > 1 && cautious < 1);
  if (isWithin(tolerance, cautious) || turns) return current;
  const replicas = Math.ceil(cautious * all.size);
  const against = (cautious < 1 && replicas > current) || (cautious > 1 && replicas < current);
  return against ? current : replicas;
}

const isWithin = ({ up, down }: Tolerance, ratio: number): boolean => 1 - down <= ratio && ratio <= 1 + up;

/** upstream: groupPods */
function grouped(question: Question): Groups {
  const { pods, samples } = question;
  if (pods.length === 0) {
    throw new MetricError('no pods returned by selector while calculating replica count');
  }
  const [unready, missing]: [string[], string[]] = [[], []];
  const values = new Map([...samples].map(([pod, { value }]) => [pod, value]));
  let ready = 0;
  for (const pod of pods) {
    const name = nameOf(pod);
    const sample = samples.get(name);
    if (isDeleting(pod) || pod.status?.phase === 'Failed') values.delete(name);
    else if (pod.status?.phase === 'Pending') unready.push(name);
    else if (!sample) missing.push(name);
    else if (question.resource === 'cpu' && isUnready(pod, sample, question.nowMs)) unready.push(name);
    else ready++;
  }
  for (const pod of unready) values.delete(pod);
  if (values.size === 0) throw new MetricError('did not receive metrics for any ready pods');
  return { ready, unready, missing, values };
}

function isUnready(pod: Pod, sample: { timestampMs: number; windowMs: number }, nowMs: number): boolean {
  const condition = podCondition(pod, 'Ready');
  const { startTime } = pod.status ?? {};
  if (!condition || !startTime) return true;
  const started = parseTime(startTime);
  const changed = parseTime(condition.lastTransitionTime ?? '');
  const isFalse = condition.status === 'False';
  return started + CPU_INITIALIZATION_MS > nowMs
    ? isFalse || sample.timestampMs < changed + sample.windowMs
    : isFalse && started + INITIAL_READINESS_MS > changed;
}

/** upstream: calculatePodRequestsFromContainers */
function requestOf(pod: Pod, resource: string, container: string | undefined): number {
  const { containers = [], initContainers = [], resources } = pod.spec ?? {};
  const whole = resources?.requests?.[resource];
  if (container === undefined && whole !== undefined) return quantityMilliValue(parseQuantity(whole));
  const running = [
    ...containers,
    ...initContainers.filter(({ restartPolicy }) => restartPolicy === 'Always'),
  ];
  return running
    .filter(({ name }) => container === undefined || name === container)
    .map((one) => {
      const request = one.resources?.requests?.[resource];
      if (request !== undefined) return quantityMilliValue(parseQuantity(request));
      throw new MetricError(`missing request for ${resource} in container ${one.name} of Pod ${nameOf(pod)}`);
    })
    .reduce((sum, request) => sum + request, 0);
}
