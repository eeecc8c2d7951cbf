/** What every kind of volume has in common: it is found by its field in the pod's spec and set up into an engine volume. */
import type { Client, PersistentVolume, PersistentVolumeClaim, Pod, PodSpec } from '@/kube';
import type { FileContent } from '../../contracts';
import type { DownwardView } from '../config/downward';
import type { Sources } from '../config/sources';

export type VolumeSpec = NonNullable<PodSpec['volumes']>[number];

/** A file to be, relative to the volume's root. */
export interface VolumeFile {
  readonly content: FileContent;
  readonly mode: number;
  /** Whose it is; default: root's. */
  readonly uid?: number;
}
export type VolumeFiles = Readonly<Record<string, VolumeFile>>;

export interface SetUpContext {
  readonly pod: Pod;
  readonly view: DownwardView;
  readonly sources: Sources;
  readonly client: Client;
  readonly nowMs: number;
  /** Tokens that this pod was given before, by volume and path. */
  readonly tokens: Map<string, IssuedToken>;
}

export interface IssuedToken {
  readonly token: string;
  /** When the kubelet would ask for a new one. */
  readonly refreshAt: number;
}

export interface PreparedVolume {
  /** The engine's id; the same id is the same files. */
  readonly id: string;
  /** Present for volumes whose content the kubelet writes; absent for those that belong to their containers. */
  readonly files?: VolumeFiles;
  /** Outlives the pod (host paths, claims). */
  readonly persistent?: boolean;
  /** It is this part of the engine's volume. */
  readonly subPath?: string;
  readonly readOnly?: boolean;
  /** The claim that the volume is, for its growing. */
  readonly claim?: BoundClaim;
}

export interface BoundClaim {
  readonly claim: PersistentVolumeClaim;
  readonly volume: PersistentVolume;
}

/** A volume that cannot be set up (yet). `message` is the whole of what the event says. */
export class MountError extends Error {
  override readonly name = 'MountError';
  constructor(
    message: string,
    /** What others are about to do is waited for in silence. */
    readonly toldAfterMs = 0,
  ) {
    super(message);
  }
}

export interface VolumePlugin {
  supports(volume: VolumeSpec): boolean;
  /** Throws an Error whose message completes "MountVolume.SetUp failed for volume … : ". */
  prepare(volume: VolumeSpec, context: SetUpContext): Promise<PreparedVolume>;
}

export const DEFAULT_MODE = 0o644;

export const podVolumeId = (pod: Pod, kind: string, name: string): string =>
  `pods/${pod.metadata.uid}/volumes/kubernetes.io~${kind}/${name}`;
