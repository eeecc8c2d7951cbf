/**
 * Each service with a selector has endpoint slices: up to a hundred pods each, with their readiness, node and zone.
 * https://kubernetes.io/docs/concepts/services-networking/endpoint-slices/
 */
// upstream: pkg/controller/endpointslice/endpointslice_controller.go
import { formatTime, isNotFound } from '@/apimachinery';
import {
  type EndpointSlice,
  type IndexDefinition,
  isDeleting,
  isNamespaceTerminating,
  keyFrom,
  nameOf,
  namespaceOf,
  resources,
  runController,
} from '@/kube';
import type { ControllerContext, Running } from '../shared/context';
import { messageOf } from '../shared/pod-control';
import {
  followPods,
  isSelecting,
  podsBehind,
  TRIGGER_TIME_ANNOTATION,
  TriggerTimes,
} from '../shared/service-pods';
import { decide, MANAGED_BY, MANAGER, SERVICE_NAME } from './decide';

export const FAILED_TO_UPDATE = 'FailedToUpdateEndpointSlices';
export const failedToUpdate = (namespace: string, name: string, error: string) =>
  `Error updating Endpoint Slices for Service ${namespace}/${name}: ${error}`;

const COMPONENT = 'endpoint-slice-controller';
const ACCOUNT = 'endpointslice-controller';

const ours: IndexDefinition<EndpointSlice> = {
  name: 'managed-service',
  values: ({ metadata: { namespace, labels } }) =>
    labels?.[MANAGED_BY] === MANAGER ? [keyFrom(namespace, labels[SERVICE_NAME] ?? '')] : [],
};

export function startEndpointSliceController(context: ControllerContext): Running {
  const { clock, informers } = context;
  const services = informers.for(resources.services);
  const pods = informers.for(resources.pods);
  const nodes = informers.for(resources.nodes);
  const slices = informers.for(resources.endpointslices);
  const client = context.client(ACCOUNT);
  const events = context.recorder(COMPONENT);
  const triggerTimes = new TriggerTimes();

  async function reconcile(key: string, cause: string | undefined): Promise<undefined> {
    const service = services.get(key);
    if (!service) triggerTimes.forget(key);
    // Slices of a deleted service go with it, they are owned.
    if (!service || isDeleting(service) || !isSelecting(service)) return;
    const behind = podsBehind(service, pods);
    const changedMs = triggerTimes.observe(service, behind);
    const plan = decide({
      service,
      pods: behind,
      slices: slices.by(ours, key),
      nodeOf: (pod) => nodes.get(pod.spec?.nodeName ?? ''),
    });
    const { endpointslices } = client.because(cause);
    try {
      for (const slice of plan.create) await endpointslices.create(annotated(slice, changedMs));
      for (const slice of plan.update) await endpointslices.update(annotated(slice, changedMs));
      for (const slice of plan.remove) {
        await endpointslices.delete({ namespace: namespaceOf(slice), name: nameOf(slice) }).catch((error) => {
          if (!isNotFound(error)) throw error;
        });
      }
    } catch (error) {
      if (isNamespaceTerminating(error)) return;
      const message = failedToUpdate(namespaceOf(service), nameOf(service), messageOf(error));
      events.event(service, 'Warning', { reason: FAILED_TO_UPDATE, message });
      throw error;
    }
  }

  const controller = runController({
    clock,
    caches: [services, pods, nodes, slices],
    concurrency: 5,
    reconcile,
    onError: (error, key) => context.onError(error, `endpoint slices of ${key}`),
  });
  controller.follow(services);
  const enqueueServiceOf = (slice: EndpointSlice) => {
    for (const key of ours.values(slice)) controller.enqueue(key, slice);
  };
  const unsubscribe = [
    followPods(pods, services, controller.enqueue),
    slices.on({ update: enqueueServiceOf, delete: enqueueServiceOf }),
  ];
  return {
    stop() {
      for (const end of unsubscribe) end();
      controller.stop();
    },
  };
}

function annotated(slice: EndpointSlice, changedMs: number | undefined): EndpointSlice {
  const { [TRIGGER_TIME_ANNOTATION]: _old, ...kept } = slice.metadata.annotations ?? {};
  const annotations =
    changedMs === undefined ? kept : { ...kept, [TRIGGER_TIME_ANNOTATION]: formatTime(changedMs) };
  return { ...slice, metadata: { ...slice.metadata, annotations } };
}
