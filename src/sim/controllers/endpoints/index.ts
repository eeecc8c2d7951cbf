/**
 * Each service with a selector has an Endpoints object of its name that lists the pods behind it.
 * https://kubernetes.io/docs/concepts/services-networking/service/#endpoints
 */
// upstream: pkg/controller/endpoint/endpoints_controller.go
import { formatTime, isNotFound, semanticEqual } from '@/apimachinery';
import {
  type Endpoints,
  isDeleting,
  isNamespaceTerminating,
  nameOf,
  namespaceOf,
  parseKey,
  resources,
  runController,
  type Service,
} from '@/kube';
import type { ControllerContext, Running } from '../shared/context';
import { messageOf } from '../shared/pod-control';
import {
  followPods,
  isHeadless,
  isSelecting,
  podsBehind,
  TRIGGER_TIME_ANNOTATION,
  TriggerTimes,
} from '../shared/service-pods';
import { subsetsOf } from './subsets';

export const FAILED_TO_CREATE = 'FailedToCreateEndpoint';
export const FAILED_TO_UPDATE = 'FailedToUpdateEndpoint';

const COMPONENT = 'endpoint-controller';
const MANAGED_BY = 'endpoints.kubernetes.io/managed-by';
const HEADLESS = 'service.kubernetes.io/headless';

export function startEndpointsController(context: ControllerContext): Running {
  const { clock, informers } = context;
  const services = informers.for(resources.services);
  const pods = informers.for(resources.pods);
  const endpoints = informers.for(resources.endpoints);
  const client = context.client(COMPONENT);
  const events = context.recorder(COMPONENT);
  const triggerTimes = new TriggerTimes();

  async function reconcile(key: string, cause: string | undefined): Promise<undefined> {
    const service = services.get(key);
    const current = endpoints.get(key);
    const caller = client.because(cause).endpoints;
    if (!service) {
      triggerTimes.forget(key);
      // What has no service but isn't ours was made by somebody who knows why.
      if (current?.metadata.labels?.[MANAGED_BY]) await caller.delete(parseKey(key)).catch(ignoreNotFound);
      return;
    }
    if (!isSelecting(service) || isDeleting(service)) return;
    const behind = podsBehind(service, pods);
    const changedMs = triggerTimes.observe(service, behind);
    const wanted = { labels: labelsOf(service), subsets: subsetsOf(service, behind) };
    if (current && isUpToDate(current, wanted)) return;
    const next = build(service, current, { ...wanted, changedMs });
    try {
      await (current ? caller.update(next) : caller.create(next));
    } catch (error) {
      if (isNamespaceTerminating(error)) return;
      report(next, current !== undefined, error);
      throw error;
    }
  }

  function report(object: Endpoints, existed: boolean, error: unknown): void {
    const [namespace, name] = [namespaceOf(object), nameOf(object)];
    const message = existed
      ? `Failed to update endpoint ${namespace}/${name}: ${messageOf(error)}`
      : `Failed to create endpoint for service ${namespace}/${name}: ${messageOf(error)}`;
    events.event(object, 'Warning', { reason: existed ? FAILED_TO_UPDATE : FAILED_TO_CREATE, message });
  }

  const controller = runController({
    clock,
    caches: [services, pods, endpoints],
    concurrency: 5,
    reconcile,
    onError: (error, key) => context.onError(error, `endpoints ${key}`),
  });
  controller.follow(services);
  controller.follow(endpoints);
  const unfollow = followPods(pods, services, controller.enqueue);
  return {
    stop() {
      unfollow();
      controller.stop();
    },
  };
}

function ignoreNotFound(error: unknown): void {
  if (!isNotFound(error)) throw error;
}

const labelsOf = (service: Service): Readonly<Record<string, string>> => ({
  ...service.metadata.labels,
  [MANAGED_BY]: COMPONENT,
  ...(isHeadless(service) ? { [HEADLESS]: '' } : {}),
});

type Wanted = { readonly labels: Readonly<Record<string, string>> } & Pick<Endpoints, 'subsets'>;

const isUpToDate = (current: Endpoints, wanted: Wanted): boolean =>
  semanticEqual(current.subsets, wanted.subsets) && semanticEqual(current.metadata.labels, wanted.labels);

function build(
  service: Service,
  current: Endpoints | undefined,
  { labels, subsets = [], changedMs }: Wanted & { readonly changedMs: number | undefined },
): Endpoints {
  const { [TRIGGER_TIME_ANNOTATION]: _old, ...kept } = current?.metadata.annotations ?? {};
  const annotations =
    changedMs === undefined ? kept : { ...kept, [TRIGGER_TIME_ANNOTATION]: formatTime(changedMs) };
  return {
    apiVersion: 'v1',
    kind: 'Endpoints',
    metadata: {
      ...(current?.metadata ?? { name: nameOf(service), namespace: namespaceOf(service) }),
      labels,
      annotations,
    },
    subsets,
  };
}
