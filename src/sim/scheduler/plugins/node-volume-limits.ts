/** A driver attaches no more volumes to a node than its CSINode says. */
// upstream: pkg/scheduler/framework/plugins/nodevolumelimits/csi.go
import { type CSINode, type Informers, keyFrom, namespaceOf, type Pod, resources } from '@/kube';
import { claimNamesOf, classOf } from '../../volumes';
import type { FilterPlugin, NodeInfo } from '../framework';

export const TOO_MANY_VOLUMES = 'node(s) exceed max volume count';
const REJECTION = { reasons: [TOO_MANY_VOLUMES], unresolvable: false };

/** Drivers by volume, each volume once however many pods use it. */
type DriversByVolume = ReadonlyMap<string, string>;

export const nodeVolumeLimits: FilterPlugin = {
  name: 'NodeVolumeLimits',
  requeueOn: ['node-added', 'csi-node', 'pod-deleted', 'claim'],
  filter({ pod }, { informers }) {
    const wanted = volumesOf(pod, informers);
    if (wanted.size === 0) return undefined;
    const csiNodes = informers.for(resources.csinodes);
    return (node) => {
      const limits = limitsOf(csiNodes.get(node.name));
      return limits.size > 0 && exceeds(limits, wanted, attachedTo(node, informers)) ? REJECTION : undefined;
    };
  },
};

const limitsOf = (node: CSINode | undefined): ReadonlyMap<string, number> =>
  new Map(
    (node?.spec.drivers ?? []).flatMap(({ name, allocatable }) =>
      allocatable?.count === undefined ? [] : [[name, allocatable.count] as const],
    ),
  );

function exceeds(
  limits: ReadonlyMap<string, number>,
  wanted: DriversByVolume,
  attached: DriversByVolume,
): boolean {
  const counts = new Map<string, number>();
  for (const driver of new Map([...attached, ...wanted]).values())
    counts.set(driver, (counts.get(driver) ?? 0) + 1);
  const added = [...wanted].filter(([volume]) => !attached.has(volume));
  return added.some(
    ([, driver]) => (counts.get(driver) ?? 0) > (limits.get(driver) ?? Number.POSITIVE_INFINITY),
  );
}

const attachedTo = (node: NodeInfo, informers: Informers): DriversByVolume =>
  new Map([...node.pods()].flatMap(({ pod }) => [...volumesOf(pod, informers)]));

/** Claims without a volume count for the driver that is going to make it. */
function volumesOf(pod: Pod, informers: Informers): DriversByVolume {
  const names = claimNamesOf(pod);
  if (names.length === 0) return NONE;
  const claims = informers.for(resources.persistentvolumeclaims);
  const found = names.flatMap((name) => {
    const key = keyFrom(namespaceOf(pod), name);
    const claim = claims.get(key);
    if (!claim) return [];
    const volume = informers.for(resources.persistentvolumes).get(claim.spec?.volumeName ?? '');
    const csi = volume?.spec?.csi;
    if (volume) return csi ? [[`${csi.driver}/${csi.volumeHandle}`, csi.driver] as const] : [];
    const provisioner = informers.for(resources.storageclasses).get(classOf(claim))?.provisioner;
    return provisioner ? [[`claim/${key}`, provisioner] as const] : [];
  });
  return new Map(found);
}

const NONE: DriversByVolume = new Map();
