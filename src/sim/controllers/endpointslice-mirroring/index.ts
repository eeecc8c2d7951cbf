/**
 * Endpoints that somebody makes by hand for a service without selector are mirrored into slices, which are what the
 * network goes by.
 */
// upstream: pkg/controller/endpointslicemirroring/endpointslicemirroring_controller.go
import { isNotFound } from '@/apimachinery';
import {
  type EndpointSlice,
  type IndexDefinition,
  isNamespaceTerminating,
  keyFrom,
  nameOf,
  namespaceOf,
  resources,
  runController,
} from '@/kube';
import type { ControllerContext, Running } from '../shared/context';
import { decide, MANAGED_BY, MANAGER, SERVICE_NAME } from './decide';

const COMPONENT = 'endpoint-slice-mirroring-controller';
const ACCOUNT = 'endpointslicemirroring-controller';
const TOO_MANY = 'TooManyAddressesToMirror';
const tooMany = (skipped: number) =>
  `A max of 1000 addresses can be mirrored to EndpointSlices per Endpoints subset. ${skipped} addresses were skipped`;

const mirrors: IndexDefinition<EndpointSlice> = {
  name: 'mirrored-endpoints',
  values: ({ metadata: { namespace, labels } }) =>
    labels?.[MANAGED_BY] === MANAGER ? [keyFrom(namespace, labels[SERVICE_NAME] ?? '')] : [],
};

export function startEndpointSliceMirroring(context: ControllerContext): Running {
  const { clock, informers } = context;
  const services = informers.for(resources.services);
  const endpoints = informers.for(resources.endpoints);
  const slices = informers.for(resources.endpointslices);
  const client = context.client(ACCOUNT);
  const events = context.recorder(COMPONENT);

  async function reconcile(key: string, cause: string | undefined): Promise<undefined> {
    const of = endpoints.get(key);
    const plan = decide({ endpoints: of, service: services.get(key), slices: slices.by(mirrors, key) });
    if (of && plan.skipped > 0) {
      events.event(of, 'Warning', { reason: TOO_MANY, message: tooMany(plan.skipped) });
    }
    const { endpointslices } = client.because(cause);
    try {
      for (const slice of plan.create) await endpointslices.create(slice);
      for (const slice of plan.update) await endpointslices.update(slice);
      for (const slice of plan.remove) {
        await endpointslices.delete({ namespace: namespaceOf(slice), name: nameOf(slice) });
      }
    } catch (error) {
      if (!isNamespaceTerminating(error) && !isNotFound(error)) throw error;
    }
  }

  const controller = runController({
    clock,
    caches: [services, endpoints, slices],
    concurrency: 5,
    reconcile,
    onError: (error, key) => context.onError(error, `mirrored endpoints ${key}`),
  });
  controller.follow(services);
  controller.follow(endpoints);
  const enqueueMirrored = (slice: EndpointSlice) => {
    for (const key of mirrors.values(slice)) controller.enqueue(key, slice);
  };
  const unsubscribe = slices.on({ update: enqueueMirrored, delete: enqueueMirrored });
  return {
    stop() {
      unsubscribe();
      controller.stop();
    },
  };
}
