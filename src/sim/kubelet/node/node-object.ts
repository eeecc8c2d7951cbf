/** The Node object that a kubelet registers. */
// upstream: pkg/kubelet/kubelet_node_status.go, pkg/kubelet/nodestatus/setters.go
import { formatTime, parseQuantity, type Rng, randomUid, subtractQuantity } from '@/apimachinery';
import type { Node } from '@/kube';
import type { NodeSpec, Taint } from '../options';

export const KUBELET_VERSION = 'v1.35.0';
export const KUBELET_PORT = 10_250;
const CONTROL_PLANE_LABEL = 'node-role.kubernetes.io/control-plane';
const EXCLUDE_LB_LABEL = 'node.kubernetes.io/exclude-from-external-load-balancers';

const DEFAULT_CAPACITY: Readonly<Record<string, string>> = {
  cpu: '4',
  'ephemeral-storage': '61202244Ki',
  'hugepages-1Gi': '0',
  'hugepages-2Mi': '0',
  memory: '8145404Ki',
  pods: '110',
};

/** Where the n-th node (from 0) is on the network. */
export const nodeAddress = (index: number): string =>
  `172.18.${Math.floor((index + 2) / 256)}.${(index + 2) % 256}`;

/** A /24 as kind gives it; a node that takes more pods than that has addresses for gets a /16 of its own. */
export function podCidr({ spec, index }: NodeIdentity): {
  readonly cidr: string;
  readonly prefix: string;
  readonly addresses: number;
} {
  if (Number(spec.capacity?.pods ?? 0) > SMALL_NODE_PODS) {
    const prefix = `10.${128 + (index % 116)}.`;
    return { cidr: `${prefix}0.0/16`, prefix, addresses: 65_534 };
  }
  const prefix = `10.${244 + (Math.floor(index / 256) % 12)}.${index % 256}.`;
  return { cidr: `${prefix}0/24`, prefix, addresses: 254 };
}

const SMALL_NODE_PODS = 250;

export interface NodeIdentity {
  readonly spec: NodeSpec;
  /** The node's place in the cluster; addresses follow from it. */
  readonly index: number;
}

export function nodeObject({ spec, index }: NodeIdentity, nowMs: number, rng: Rng): Node {
  const isControlPlane = spec.role === 'control-plane';
  const capacity = { ...DEFAULT_CAPACITY, ...spec.capacity };
  const { cidr } = podCidr({ spec, index });
  const taints = spec.taints ?? (isControlPlane ? [CONTROL_PLANE_TAINT] : []);
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name: spec.name,
      labels: {
        'beta.kubernetes.io/arch': 'amd64',
        'beta.kubernetes.io/os': 'linux',
        'kubernetes.io/arch': 'amd64',
        'kubernetes.io/hostname': spec.name,
        'kubernetes.io/os': 'linux',
        ...(isControlPlane ? { [CONTROL_PLANE_LABEL]: '', [EXCLUDE_LB_LABEL]: '' } : {}),
        ...spec.labels,
      },
      annotations: {
        'node.alpha.kubernetes.io/ttl': '0',
        'volumes.kubernetes.io/controller-managed-attach-detach': 'true',
      },
    },
    spec: {
      podCIDR: cidr,
      podCIDRs: [cidr],
      providerID: `sealegs://${spec.name}`,
      ...(taints.length > 0 ? { taints } : {}),
    },
    status: {
      addresses: [
        { type: 'InternalIP', address: nodeAddress(index) },
        { type: 'Hostname', address: spec.name },
      ],
      allocatable: allocatable(capacity),
      capacity,
      conditions: nodeConditions(formatTime(nowMs)),
      daemonEndpoints: { kubeletEndpoint: { Port: KUBELET_PORT } },
      images: [],
      nodeInfo: {
        architecture: 'amd64',
        bootID: randomUid(rng),
        containerRuntimeVersion: 'containerd://2.2.0',
        kernelVersion: '6.8.0-sealegs',
        kubeProxyVersion: '',
        kubeletVersion: KUBELET_VERSION,
        machineID: randomUid(rng).replaceAll('-', ''),
        operatingSystem: 'linux',
        osImage: 'Debian GNU/Linux 12 (bookworm)',
        systemUUID: randomUid(rng),
      },
    },
  };
}

const CONTROL_PLANE_TAINT: Taint = { key: CONTROL_PLANE_LABEL, effect: 'NoSchedule' };

/** Memory less the kubelet's default hard eviction threshold of 100Mi, storage less 10 %. */
function allocatable(capacity: Readonly<Record<string, string>>): Record<string, string> {
  const memory = capacity.memory ?? '0';
  const left = subtractQuantity(parseQuantity(memory), parseQuantity('100Mi'));
  return { ...capacity, memory: left.nanos > 0n ? left.text : '0' };
}

type Condition = NonNullable<NonNullable<Node['status']>['conditions']>[number];

/** What a healthy kubelet says of its node. */
export function nodeConditions(now: string): readonly Condition[] {
  const condition = (
    type: string,
    status: string,
    [reason, message]: readonly [string, string],
  ): Condition => ({
    type,
    status,
    lastHeartbeatTime: now,
    lastTransitionTime: now,
    reason,
    message,
  });
  return [
    condition('MemoryPressure', 'False', [
      'KubeletHasSufficientMemory',
      'kubelet has sufficient memory available',
    ]),
    condition('DiskPressure', 'False', ['KubeletHasNoDiskPressure', 'kubelet has no disk pressure']),
    condition('PIDPressure', 'False', ['KubeletHasSufficientPID', 'kubelet has sufficient PID available']),
    condition('Ready', 'True', ['KubeletReady', 'kubelet is posting ready status']),
  ];
}
