/** What a service's load balancer needs, and the address that it gets. */
// upstream: k8s.io/cloud-provider/controllers/service/controller.go syncLoadBalancerIfNeeded
import { isDeleting, type Service } from '@/kube';

export const FINALIZER = 'service.kubernetes.io/load-balancer-cleanup';

export type Decision =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'ensure' }
  /** `exists`: an address is to be given back, not only the finalizer to be taken off. */
  | { readonly kind: 'remove'; readonly exists: boolean };

/** A class names somebody else's load balancer. */
export const wantsLoadBalancer = ({ spec }: Service): boolean =>
  spec?.type === 'LoadBalancer' && !spec.loadBalancerClass;

export function decide(service: Service): Decision {
  const has = (service.status?.loadBalancer?.ingress ?? []).length > 0;
  const finalized = service.metadata.finalizers?.includes(FINALIZER) === true;
  if (wantsLoadBalancer(service) && !isDeleting(service)) {
    return has && finalized ? { kind: 'nothing' } : { kind: 'ensure' };
  }
  return finalized ? { kind: 'remove', exists: has } : { kind: 'nothing' };
}

/** As MetalLB's usual pool on a kind network: 172.18.255.1 to 172.18.255.254. */
const PREFIX = '172.18.255.';
const POOL_SIZE = 254;

/** The address asked for, or the first that is free; undefined when there is none. */
export function chooseAddress(used: ReadonlySet<string>, asked: string | undefined): string | undefined {
  if (asked) return isInPool(asked) && !used.has(asked) ? asked : undefined;
  for (let n = 1; n <= POOL_SIZE; n++) if (!used.has(`${PREFIX}${n}`)) return `${PREFIX}${n}`;
  return undefined;
}

function isInPool(ip: string): boolean {
  const last = ip.startsWith(PREFIX) ? ip.slice(PREFIX.length) : '';
  return /^[1-9]\d{0,2}$/.test(last) && Number(last) <= POOL_SIZE;
}
