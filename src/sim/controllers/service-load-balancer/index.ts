/**
 * The cloud of a simulated cluster: every service of type LoadBalancer gets an address of a pool, which the network
 * answers at.
 */
// upstream: k8s.io/cloud-provider/controllers/service/controller.go
import { isNotFound } from '@/apimachinery';
import { keyOf, nameOf, namespaceOf, resources, runController, type Service } from '@/kube';
import type { ControllerContext, Running } from '../shared/context';
import { messageOf } from '../shared/pod-control';
import { chooseAddress, decide, FINALIZER, wantsLoadBalancer } from './decide';

const COMPONENT = 'service-controller';

export function startServiceLoadBalancers(context: ControllerContext): Running {
  const { clock, informers } = context;
  const services = informers.for(resources.services);
  const client = context.client(COMPONENT);
  const events = context.recorder(COMPONENT);
  /** Given out, whether the cache says so yet or not. */
  const given = new Map<string, string>();

  const tell = (service: Service, reason: string, message: string) =>
    events.event(service, 'Normal', { reason, message });

  async function reconcile(key: string, cause: string | undefined): Promise<undefined> {
    const service = services.get(key);
    if (!service) {
      given.delete(key);
      return;
    }
    const decision = decide(service);
    try {
      if (decision.kind === 'ensure') await ensure(service, cause);
      if (decision.kind === 'remove') await remove(service, decision.exists, cause);
    } catch (error) {
      if (isNotFound(error)) return;
      const message = `Error syncing load balancer: ${messageOf(error)}`;
      events.event(service, 'Warning', { reason: 'SyncLoadBalancerFailed', message });
      throw error;
    }
  }

  async function ensure(service: Service, cause: string | undefined): Promise<void> {
    tell(service, 'EnsuringLoadBalancer', 'Ensuring load balancer');
    const { finalizers = [] } = service.metadata;
    if (!finalizers.includes(FINALIZER)) await setFinalizers(service, [...finalizers, FINALIZER], cause);
    const ip = take(service);
    await setIngress(service, [{ ip, ipMode: 'VIP' }], cause);
    tell(service, 'EnsuredLoadBalancer', 'Ensured load balancer');
  }

  async function remove(service: Service, exists: boolean, cause: string | undefined): Promise<void> {
    if (exists) {
      tell(service, 'DeletingLoadBalancer', 'Deleting load balancer');
      await setIngress(service, [], cause);
    }
    given.delete(keyOf(service));
    tell(service, 'DeletedLoadBalancer', 'Deleted load balancer');
    const { finalizers = [] } = service.metadata;
    await setFinalizers(
      service,
      finalizers.filter((name) => name !== FINALIZER),
      cause,
    );
  }

  function take(service: Service): string {
    const key = keyOf(service);
    const known = service.status?.loadBalancer?.ingress?.[0]?.ip ?? given.get(key);
    if (known) return known;
    const others = services.list().filter((other) => keyOf(other) !== key);
    const used = new Set([
      ...others.flatMap(({ status }) => (status?.loadBalancer?.ingress ?? []).map(({ ip }) => ip ?? '')),
      ...given.values(),
    ]);
    const asked = service.spec?.loadBalancerIP;
    const address = chooseAddress(used, asked);
    if (!address) {
      const why = asked ? `address ${asked} is not available` : 'no available IPs';
      throw new Error(`failed to ensure load balancer: ${why}`);
    }
    given.set(key, address);
    return address;
  }

  const setFinalizers = (service: Service, finalizers: readonly string[], cause: string | undefined) =>
    client
      .because(cause)
      .services.patch(
        { namespace: namespaceOf(service), name: nameOf(service) },
        { metadata: { finalizers } },
        { type: 'merge' },
      );

  const setIngress = (
    service: Service,
    ingress: readonly { readonly ip: string; readonly ipMode: string }[],
    cause: string | undefined,
  ) =>
    client
      .because(cause)
      .services.patch(
        { namespace: namespaceOf(service), name: nameOf(service) },
        { status: { loadBalancer: ingress.length > 0 ? { ingress } : { ingress: null } } },
        { type: 'merge', subresource: 'status' },
      );

  const controller = runController({
    clock,
    caches: [services],
    reconcile,
    onError: (error, key) => context.onError(error, `load balancer of ${key}`),
  });
  controller.follow(services);
  const unsubscribe = services.on({
    update: (service, old) => {
      const [now, before] = [service.spec?.type, old.spec?.type];
      if (wantsLoadBalancer(service) && now !== before) tell(service, 'Type', `${before} -> ${now}`);
    },
  });
  return {
    stop() {
      unsubscribe();
      controller.stop();
    },
  };
}
