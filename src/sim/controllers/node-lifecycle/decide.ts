/** What becomes of a node whose kubelet has fallen silent, and which taints tell of a node's state. */
// upstream: pkg/controller/nodelifecycle/node_lifecycle_controller.go tryUpdateNodeHealth, doNoScheduleTaintingPass
import { formatTime, parseTime } from '@/apimachinery';
import type { Node } from '@/kube';
import { isMachineOff } from '../../machine';
import { findCondition } from '../shared/conditions';
import { NEVER, STOPPED } from './texts';

type Condition = NonNullable<NonNullable<Node['status']>['conditions']>[number];
type Taint = NonNullable<NonNullable<Node['spec']>['taints']>[number];

/** How long a kubelet may be silent, and how long a new one may take to speak. */
// upstream: pkg/controller/nodelifecycle/config/v1alpha1/defaults.go
const GRACE_MS = 50_000;
const STARTUP_GRACE_MS = 60_000;

/** In this order they are written where a node has none. */
const KUBELET_CONDITIONS = ['Ready', 'MemoryPressure', 'DiskPressure', 'PIDPressure'];

export interface Health {
  /** The conditions as they have to be written; undefined where they are right. */
  readonly conditions?: readonly Condition[];
  /** Milliseconds until the kubelet's silence has lasted too long. */
  readonly waitMs?: number;
}

export function healthOf(node: Node, nowMs: number): Health {
  const known = node.status?.conditions ?? [];
  const ready = findCondition(known, 'Ready');
  if (ready && (ready.status === 'Unknown' || !isMachineOff(node))) return {};
  const since = parseTime((ready ? ready.lastHeartbeatTime : node.metadata.creationTimestamp) ?? '');
  const waitMs = since + (ready ? GRACE_MS : STARTUP_GRACE_MS) - nowMs;
  if (waitMs > 0) return { waitMs };
  const now = formatTime(nowMs);
  const silent = (old: Condition): Condition =>
    old.status === 'Unknown' ? old : { ...old, ...STOPPED, status: 'Unknown', lastTransitionTime: now };
  const kept = known.map((old) => (KUBELET_CONDITIONS.includes(old.type) ? silent(old) : old));
  const missing = KUBELET_CONDITIONS.filter((type) => !findCondition(known, type)).map((type) => ({
    type,
    status: 'Unknown',
    ...NEVER,
    ...(node.metadata.creationTimestamp ? { lastHeartbeatTime: node.metadata.creationTimestamp } : {}),
    lastTransitionTime: now,
  }));
  return { conditions: [...kept, ...missing] };
}

const key = (name: string) => `node.kubernetes.io/${name}`;
const UNSCHEDULABLE = key('unschedulable');
const UNREACHABLE = key('unreachable');
const NOT_READY = key('not-ready');

/** Which taint goes with a condition. */
const CONDITION_TAINTS: readonly (readonly [type: string, status: string, taint: string])[] = [
  ['Ready', 'False', NOT_READY],
  ['Ready', 'Unknown', UNREACHABLE],
  ['MemoryPressure', 'True', key('memory-pressure')],
  ['DiskPressure', 'True', key('disk-pressure')],
  ['NetworkUnavailable', 'True', key('network-unavailable')],
  ['PIDPressure', 'True', key('pid-pressure')],
];
const MANAGED = new Set([UNSCHEDULABLE, ...CONDITION_TAINTS.map(([, , taint]) => taint)]);

/** The node's taints as they have to be; undefined where they are right. `evicts`: pods may be sent away. */
export function taintsOf(
  node: Node,
  { evicts, nowMs }: { readonly evicts: boolean; readonly nowMs: number },
) {
  const taints = node.spec?.taints ?? [];
  const conditions = node.status?.conditions ?? [];
  const ready = findCondition(conditions, 'Ready');
  // Nothing is known of a node that has never said anything: it keeps what it was given.
  if (!ready) return undefined;
  const noSchedule = CONDITION_TAINTS.filter(
    ([type, status]) => findCondition(conditions, type)?.status === status,
  );
  const wanted: Pick<Taint, 'key' | 'effect'>[] = [
    ...noSchedule.map(([, , taint]) => ({ key: taint, effect: 'NoSchedule' })),
    ...(node.spec?.unschedulable ? [{ key: UNSCHEDULABLE, effect: 'NoSchedule' }] : []),
    ...(evicts && ready.status === 'Unknown' ? [{ key: UNREACHABLE, effect: 'NoExecute' }] : []),
    ...(evicts && ready.status === 'False' ? [{ key: NOT_READY, effect: 'NoExecute' }] : []),
  ];
  const managed = ({ key, effect }: Taint) =>
    (effect === 'NoSchedule' && MANAGED.has(key)) ||
    (effect === 'NoExecute' && (key === UNREACHABLE || key === NOT_READY));
  const has = (list: readonly Pick<Taint, 'key' | 'effect'>[], one: Pick<Taint, 'key' | 'effect'>) =>
    list.some(({ key, effect }) => key === one.key && effect === one.effect);
  const kept = taints.filter((taint) => !managed(taint) || has(wanted, taint));
  const added = wanted.filter((taint) => !has(taints, taint));
  if (kept.length === taints.length && added.length === 0) return undefined;
  const timeAdded = formatTime(nowMs);
  return [...kept, ...added.map((taint) => ({ ...taint, timeAdded }))];
}

const ZONE_LABELS = ['topology.kubernetes.io/region', 'topology.kubernetes.io/zone'];
const SMALL_ZONE = 50;
const UNHEALTHY_SHARE = 0.55;

/**
 * Whether pods of a node may be sent away. Not when everything looks lost, which is rather the controller's own trouble,
 * nor in a small zone of which more than half is.
 */
// upstream: ComputeZoneState, handleDisruption
export function mayEvict(node: Node, nodes: readonly Node[]): boolean {
  const isLost = (each: Node) => findCondition(each.status?.conditions, 'Ready')?.status !== 'True';
  if (nodes.every(isLost)) return false;
  const zone = zoneOf(node);
  const peers = nodes.filter((each) => zoneOf(each) === zone);
  const lost = peers.filter(isLost).length;
  if (lost === peers.length) return true;
  return !(lost > 2 && lost / peers.length >= UNHEALTHY_SHARE && peers.length <= SMALL_ZONE);
}

const zoneOf = ({ metadata }: Node): string =>
  ZONE_LABELS.map((label) => metadata.labels?.[label] ?? '').join('/');
