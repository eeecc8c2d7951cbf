/** The subsets of an Endpoints object: addresses that share the same ports. */
// upstream: pkg/controller/endpoint/endpoints_controller.go, pkg/api/v1/endpoints/util.go RepackSubsets
import { type Endpoints, isDeleting, type Pod, type Service } from '@/kube';
import { isPodReady } from '../shared/pods';
import { hostnameIn, isHeadless, podReference, targetPort } from '../shared/service-pods';

type Subset = NonNullable<Endpoints['subsets']>[number];
type Address = NonNullable<Subset['addresses']>[number];
type Port = NonNullable<Subset['ports']>[number];

/** The older way to say publishNotReadyAddresses. */
const TOLERATE_UNREADY = 'service.alpha.kubernetes.io/tolerate-unready-endpoints';

/** One port (or none, for headless services without ports) with everybody who serves it. */
interface Served {
  readonly port: Port | undefined;
  readonly ready: Address[];
  readonly notReady: Address[];
}

export function subsetsOf(service: Service, pods: readonly Pod[]): readonly Subset[] {
  const publishAll = publishesNotReady(service);
  const served = new Map<string, Served>();
  for (const pod of pods) {
    if (isDeleting(pod) && !publishAll) continue;
    const address = addressOf(service, pod);
    for (const port of portsOn(service, pod)) {
      const key = port ? JSON.stringify(port) : '';
      const entry: Served = served.get(key) ?? { port, ready: [], notReady: [] };
      served.set(key, entry);
      if (publishAll || isPodReady(pod)) entry.ready.push(address);
      else entry.notReady.push(address);
    }
  }
  return repack([...served.values()]);
}

export function publishesNotReady({ spec, metadata }: Service): boolean {
  const annotated = metadata.annotations?.[TOLERATE_UNREADY];
  return annotated === undefined ? spec?.publishNotReadyAddresses === true : annotated === 'true';
}

function addressOf(service: Service, pod: Pod): Address {
  const hostname = hostnameIn(service, pod);
  return {
    ip: pod.status?.podIP ?? '',
    ...(hostname ? { hostname } : {}),
    ...(pod.spec?.nodeName ? { nodeName: pod.spec.nodeName } : {}),
    targetRef: podReference(pod),
  };
}

function portsOn(service: Service, pod: Pod): readonly (Port | undefined)[] {
  const { ports = [] } = service.spec ?? {};
  if (ports.length === 0) return isHeadless(service) ? [undefined] : [];
  return ports.flatMap((servicePort) => {
    const port = targetPort(pod, servicePort);
    if (port === undefined) return [];
    const { name, protocol = 'TCP', appProtocol } = servicePort;
    return [{ ...(name ? { name } : {}), port, protocol, ...(appProtocol ? { appProtocol } : {}) }];
  });
}

/** Ports with the very same addresses go into one subset. */
function repack(served: readonly Served[]): readonly Subset[] {
  const byAddresses = new Map<string, { readonly ports: Port[]; readonly first: Served }>();
  for (const entry of served) {
    entry.ready.sort(byIp);
    entry.notReady.sort(byIp);
    const key = JSON.stringify([entry.ready, entry.notReady]);
    const group = byAddresses.get(key) ?? { ports: [], first: entry };
    byAddresses.set(key, group);
    if (entry.port) group.ports.push(entry.port);
  }
  return [...byAddresses.values()].map(({ ports, first: { ready, notReady } }) => ({
    ...(ready.length > 0 ? { addresses: ready } : {}),
    ...(notReady.length > 0 ? { notReadyAddresses: notReady } : {}),
    ...(ports.length > 0 ? { ports: [...ports].sort(byName) } : {}),
  }));
}

const byName = (a: Port, b: Port) => ((a.name ?? '') < (b.name ?? '') ? -1 : 1);

const byIp = (a: Address, b: Address): number => {
  const [x, y] = [a.ip.split('.').map(Number), b.ip.split('.').map(Number)];
  for (const [i, part] of x.entries()) if (part !== y[i]) return part - (y[i] ?? 0);
  return 0;
};
