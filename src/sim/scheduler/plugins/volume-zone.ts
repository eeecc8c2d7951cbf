/** Volumes that are labelled with a zone or region are used there alone. */
// upstream: pkg/scheduler/framework/plugins/volumezone
import { own } from '@/apimachinery';
import { type PersistentVolume, resources } from '@/kube';
import type { FilterPlugin, NodeInfo } from '../framework';
import { podClaims } from '../volumes';

export const NO_ZONE = 'node(s) had no available volume zone';
const REJECTION = { reasons: [NO_ZONE], unresolvable: true };
const LABELS = [
  'topology.kubernetes.io/zone',
  'topology.kubernetes.io/region',
  'failure-domain.beta.kubernetes.io/zone',
  'failure-domain.beta.kubernetes.io/region',
];
/** Between the zones of a volume that is in several. */
const DELIMITER = '__';

export const volumeZone: FilterPlugin = {
  name: 'VolumeZone',
  requeueOn: ['node-added', 'node-labels', 'claim', 'volume', 'storage-class'],
  filter({ pod }, { informers }) {
    const claims = podClaims(pod, informers);
    if (claims === undefined || typeof claims === 'string') return undefined;
    const volumes = informers.for(resources.persistentvolumes);
    const zoned = claims.bound.flatMap(({ spec }) => placesOf(volumes.get(spec?.volumeName ?? '')));
    if (zoned.length === 0) return undefined;
    return (node) => (isZoned(node) && !zoned.every((place) => isIn(node, place)) ? REJECTION : undefined);
  },
};

interface Place {
  readonly key: string;
  readonly values: readonly string[];
}

const placesOf = (volume: PersistentVolume | undefined): readonly Place[] =>
  LABELS.flatMap((key) => {
    const value = own(volume?.metadata.labels, key);
    return value === undefined ? [] : [{ key, values: value.split(DELIMITER) }];
  });

/** A node without any of the labels is in no zone, and takes every volume. */
const isZoned = ({ labels }: NodeInfo): boolean => LABELS.some((key) => own(labels, key) !== undefined);

const isIn = ({ labels }: NodeInfo, { key, values }: Place): boolean =>
  values.includes(own(labels, key) ?? '');
