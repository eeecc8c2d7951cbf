/** What kinds of storage differ in; provisioner, resizer and attacher are the same for all of them. */
import type { PersistentVolume, PersistentVolumeClaim, StorageClass } from '@/kube';

export interface StorageDriver {
  /** As classes name it. */
  readonly name: string;
  /** Who its events are from: "hostpath.csi.k8s.io_csi-hostpathplugin-0_6a6f…". */
  readonly reporter: string;
  /** Where a volume is, and from which nodes it can be reached. Throws a RefusedClaimError. */
  place(request: PlaceRequest): Place;
  /** Annotations and finalizers of its volumes. */
  readonly marks: Pick<PersistentVolume['metadata'], 'annotations' | 'finalizers'>;
  /** Who makes a volume's file system grow: the node that mounts it, or nobody needs to. */
  readonly grows?: 'on-node' | 'at-once';
}

export interface PlaceRequest {
  readonly claim: PersistentVolumeClaim;
  readonly storageClass: StorageClass;
  /** The name that the volume will have. */
  readonly volume: string;
  /** The node that the scheduler chose, for classes that wait for it. */
  readonly node: string | undefined;
}

export type Place = Pick<
  NonNullable<PersistentVolume['spec']>,
  'hostPath' | 'csi' | 'nodeAffinity' | 'mountOptions'
>;

/** What the driver cannot make. */
export class RefusedClaimError extends Error {}
