/** A pod with everything about it that scheduling asks again and again, computed once per version of the pod. */
import type { Pod, PodSpec } from '@/kube';
import { occupiedSpec } from '../../resources/pod-spec';
import { type Amounts, nonZeroRequests, podRequests } from './resources';

export interface PodInfo {
  readonly pod: Pod;
  readonly requests: Amounts;
  readonly nonZero: Amounts;
  /** "TCP/0.0.0.0/80" of each host port. */
  readonly hostPorts: readonly HostPort[];
  readonly priority: number;
}

export interface HostPort {
  readonly protocol: string;
  readonly ip: string;
  readonly port: number;
}

type SpecInfo = Omit<PodInfo, 'pod'>;
// A pod's spec object stays the same while its status changes.
const known = new WeakMap<object, SpecInfo>();

export function podInfo(pod: Pod): PodInfo {
  if (!pod.spec) return { pod, ...EMPTY };
  const spec = occupiedSpec(pod);
  const cached = known.get(spec);
  if (cached) return { pod, ...cached };
  const info: SpecInfo = {
    requests: podRequests(spec),
    nonZero: nonZeroRequests(spec),
    hostPorts: hostPortsOf(spec),
    priority: spec.priority ?? 0,
  };
  known.set(spec, info);
  return { pod, ...info };
}

const EMPTY: SpecInfo = { requests: {}, nonZero: {}, hostPorts: [], priority: 0 };

const hostPortsOf = ({ containers }: PodSpec): readonly HostPort[] =>
  containers.flatMap(({ ports = [] }) =>
    ports
      .filter(({ hostPort = 0 }) => hostPort > 0)
      .map(({ hostPort = 0, hostIP, protocol }) => ({
        protocol: protocol ?? 'TCP',
        ip: hostIP || '0.0.0.0',
        port: hostPort,
      })),
  );
