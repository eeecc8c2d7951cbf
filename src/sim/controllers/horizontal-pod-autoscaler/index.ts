/**
 * A HorizontalPodAutoscaler looks every fifteen seconds at what the pods of its target use, and gives the target as
 * many replicas as bring that to the value that is wanted.
 * https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/
 */
// upstream: pkg/controller/podautoscaler/horizontal.go reconcileAutoscaler
import { isNotFound, type StatusError, semanticEqual } from '@/apimachinery';
import { parseLabelSelector } from '@/apimachinery/selectors';
import {
  allResources,
  type Client,
  type HorizontalPodAutoscaler,
  keyOf,
  nameOf,
  namespaceOf,
  type ReconcileResult,
  type ResourceType,
  resources,
  runController,
} from '@/kube';
import type { ControllerContext, Running } from '../shared/context';
import { messageOf } from '../shared/pod-control';
import { decide, type Outcome, type Plan, statusAfter } from './decide';
import { History } from './history';
import { failedGetScale, failedRescale, noScale, notRescaled, rescaled, successfulRescale } from './texts';
import { type Measured, MetricError, type PodMetrics, type Scale } from './types';

const COMPONENT = 'horizontal-pod-autoscaler';
const SYNC_MS = 15_000;
const POD_METRICS: ResourceType<PodMetrics> = {
  group: 'metrics.k8s.io',
  version: 'v1beta1',
  apiVersion: 'metrics.k8s.io/v1beta1',
  kind: 'PodMetrics',
  plural: 'pods',
  namespaced: true,
};

/** One autoscaler between two looks. */
interface Watched {
  readonly history: History;
  dueAt: number;
}

export function startHorizontalPodAutoscaler(context: ControllerContext): Running {
  const { clock, informers } = context;
  const autoscalers = informers.for(resources.horizontalpodautoscalers);
  const pods = informers.for(resources.pods);
  const client = context.client(COMPONENT);
  const events = context.recorder(COMPONENT);
  const watched = new Map<string, Watched>();

  async function reconcile(key: string, cause: string | undefined): Promise<ReconcileResult | undefined> {
    const autoscaler = autoscalers.get(key);
    if (!autoscaler) {
      watched.delete(key);
      return undefined;
    }
    const nowMs = clock.now();
    const state = watched.get(key) ?? { history: new History(), dueAt: nowMs + SYNC_MS };
    watched.set(key, state);
    // Metrics are looked at in their rhythm, whatever happens in between.
    if (state.dueAt > nowMs) return { requeueAfterMs: state.dueAt - nowMs };
    state.dueAt = nowMs + SYNC_MS;
    await look(autoscaler, state.history, client.because(cause));
    return { requeueAfterMs: SYNC_MS };
  }

  async function look(autoscaler: HorizontalPodAutoscaler, history: History, caller: Client): Promise<void> {
    const target = await findTarget(autoscaler, caller);
    if (typeof target === 'string') {
      events.event(autoscaler, 'Warning', failedGetScale(target));
      const { currentReplicas: current = 0 } = autoscaler.status ?? {};
      await writeStatus(autoscaler, { current, conditions: { AbleToScale: noScale(target) } }, caller);
      return;
    }
    const nowMs = clock.now();
    const measure = (selector: string) => measured(namespaceOf(autoscaler), selector, caller);
    const plan = await decide(autoscaler, target.scale, { history, nowMs, measure });
    for (const warning of plan.warnings) events.event(autoscaler, 'Warning', warning);
    const outcome = await act(autoscaler, plan, { target, caller });
    if (outcome.rescaledAt !== undefined) {
      history.scaled((plan.rescale?.to ?? plan.current) - plan.current, outcome.rescaledAt);
    }
    await writeStatus(autoscaler, outcome, caller);
  }

  async function act(
    autoscaler: HorizontalPodAutoscaler,
    { rescale, warnings: _, ...plan }: Plan,
    { target: { type, scale }, caller }: { readonly target: Target; readonly caller: Client },
  ): Promise<Outcome> {
    if (!rescale) return plan;
    const name = { namespace: namespaceOf(scale), name: nameOf(scale) };
    const body = { ...scale, spec: { ...scale.spec, replicas: rescale.to } };
    try {
      await caller.resource(type).updateSubresource(name, 'scale', body);
    } catch (error) {
      const message = messageOf(error);
      events.event(autoscaler, 'Warning', failedRescale(rescale.to, rescale.reason, message));
      const { current, conditions } = plan;
      return { current, conditions: { ...conditions, AbleToScale: notRescaled(message) } };
    }
    events.event(autoscaler, 'Normal', successfulRescale(rescale.to, rescale.reason));
    const conditions = { ...plan.conditions, AbleToScale: rescaled(rescale.to) };
    return { ...plan, conditions, rescaledAt: clock.now() };
  }

  async function measured(namespace: string, labelSelector: string, caller: Client): Promise<Measured> {
    const selector = parseLabelSelector(labelSelector);
    return {
      pods: pods
        .list()
        .filter((pod) => namespaceOf(pod) === namespace && selector.matches(pod.metadata.labels)),
      metrics: await podMetrics(namespace, labelSelector, caller),
      nowMs: clock.now(),
    };
  }

  async function writeStatus(
    autoscaler: HorizontalPodAutoscaler,
    outcome: Outcome,
    caller: Client,
  ): Promise<void> {
    const status = statusAfter(autoscaler, outcome, clock.now());
    if (semanticEqual(status, autoscaler.status)) return;
    await caller.horizontalpodautoscalers.updateStatus({ ...autoscaler, status });
  }

  const controller = runController({
    clock,
    caches: [autoscalers, pods],
    concurrency: 5,
    reconcile,
    onError: (error, key) => context.onError(error, `autoscaler ${key}`),
  });
  const enqueue = (autoscaler: HorizontalPodAutoscaler) => controller.enqueue(keyOf(autoscaler), autoscaler);
  const unsubscribe = autoscalers.on({ add: enqueue, delete: enqueue });
  return {
    stop() {
      unsubscribe();
      controller.stop();
    },
  };
}

interface Target {
  readonly type: ResourceType;
  readonly scale: Scale;
}

/** What is scaled, or why it can't be found. */
async function findTarget(autoscaler: HorizontalPodAutoscaler, caller: Client): Promise<Target | string> {
  const { kind = '', name = '', apiVersion = '' } = autoscaler.spec?.scaleTargetRef ?? {};
  const group = groupOf(apiVersion);
  const type = allResources.find((one) => one.kind === kind && one.group === group);
  if (!type) return noMatch(kind, group);
  try {
    const place = { namespace: namespaceOf(autoscaler), name };
    return { type, scale: (await caller.resource(type).getSubresource(place, 'scale')) as Scale };
  } catch (error) {
    return messageOf(error);
  }
}

/** upstream: pkg/controller/podautoscaler/metrics/client.go; client-go says what was asked for behind an error. */
async function podMetrics(
  namespace: string,
  labelSelector: string,
  caller: Client,
): Promise<readonly PodMetrics[] | MetricError> {
  try {
    return (await caller.resource(POD_METRICS).list({ namespace, labelSelector })).items;
  } catch (error) {
    const asked = isNotFound(error) && !isNamed(error) ? ' (get pods.metrics.k8s.io)' : '';
    return new MetricError(`unable to fetch metrics from resource metrics API: ${messageOf(error)}${asked}`);
  }
}

const isNamed = (error: unknown): boolean => Boolean((error as StatusError).status.details?.name);

const groupOf = (apiVersion: string): string =>
  apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '';

/** upstream: apimachinery/pkg/api/meta/errors.go NoKindMatchError */
const noMatch = (kind: string, group: string): string =>
  `no matches for kind ${JSON.stringify(kind)} in group ${JSON.stringify(group)}`;
