/** The volumes of one pod: set up before its containers, refreshed when their sources change, gone with the pod. */
// upstream: pkg/kubelet/volumemanager
import { deepEqual } from '@/apimachinery';
import type { ContainerSpec, Pod } from '@/kube';
import type { ContainerRuntime, MountDevice, Volume, VolumeMount } from '../../contracts';
import { expandReferences } from '../config/expansion';
import { MESSAGE } from '../reasons';
import { claimPlugin, nfsPlugin } from './claims';
import { deviceOf } from './devices';
import { downwardPlugin } from './downward';
import { configMapPlugin, secretPlugin } from './keyed';
import { emptyDirPlugin, hostPathPlugin } from './local';
import { ownershipOf } from './ownership';
import { projectedPlugin } from './projected';
import {
  type BoundClaim,
  type IssuedToken,
  MountError,
  type PreparedVolume,
  type SetUpContext,
  type VolumeFiles,
  type VolumePlugin,
  type VolumeSpec,
} from './types';

const PLUGINS: readonly VolumePlugin[] = [
  emptyDirPlugin,
  configMapPlugin,
  secretPlugin,
  projectedPlugin,
  downwardPlugin,
  hostPathPlugin,
  nfsPlugin,
  claimPlugin,
];

interface Mounted {
  readonly volume: Volume;
  readonly device: MountDevice;
  readonly prepared: PreparedVolume;
  /** Its files are in memory, which is this container's. */
  readonly memoryOf?: string;
  files?: VolumeFiles;
}

export class PodVolumes {
  readonly #mounted = new Map<string, Mounted>();
  readonly tokens = new Map<string, IssuedToken>();

  constructor(private readonly runtime: ContainerRuntime) {}

  /** Sets up what is not there yet. Throws {@link MountError} for the first that fails. */
  async setUp(context: SetUpContext): Promise<void> {
    for (const spec of context.pod.spec?.volumes ?? []) {
      if (!this.#mounted.has(spec.name)) await this.#write(spec, context);
    }
  }

  /** Brings the files of configmap, secret, projected and downward volumes up to date. Missing sources change nothing. */
  async refresh(context: SetUpContext): Promise<void> {
    for (const spec of context.pod.spec?.volumes ?? []) {
      if (this.#mounted.get(spec.name)?.files) await this.#write(spec, context).catch(ignoreMountError);
    }
  }

  /** The mounts of one container; `env` is for subPathExpr. */
  mounts(container: ContainerSpec, env: Readonly<Record<string, string>>): readonly VolumeMount[] {
    return (container.volumeMounts ?? []).flatMap((mount) => {
      const mounted = this.#mounted.get(mount.name);
      if (!mounted) return [];
      const subPath = mount.subPathExpr ? expandReferences(mount.subPathExpr, env) : mount.subPath;
      return {
        mountPath: mount.mountPath,
        volume: mounted.volume,
        ...(subPath ? { subPath } : {}),
        device: mounted.device,
        ...(mounted.memoryOf === container.name ? { inMemory: true } : {}),
        readOnly:
          mount.readOnly === true || mounted.prepared.readOnly === true || mounted.files !== undefined,
      };
    });
  }

  /** The claims that it mounts. */
  claims(): readonly BoundClaim[] {
    return [...this.#mounted.values()].flatMap(({ prepared }) => prepared.claim ?? []);
  }

  /** Ends the volumes that don't outlive the pod. */
  async remove(): Promise<void> {
    for (const { volume, prepared } of this.#mounted.values())
      if (!prepared.persistent) await volume.remove();
    this.#mounted.clear();
  }

  async #write(spec: VolumeSpec, context: SetUpContext): Promise<void> {
    const prepared = await prepare(spec, context);
    const known = this.#mounted.get(spec.name);
    const mounted = known ?? {
      volume: await this.runtime.volume(prepared.id),
      device: deviceOf(spec, prepared),
      prepared,
      ...memoryOwner(spec, context.pod),
    };
    this.#mounted.set(spec.name, mounted);
    const isNew = prepared.files && !deepEqual(prepared.files, mounted.files);
    if (known && !isNew) return;
    if (isNew) {
      mounted.files = prepared.files;
      await mounted.volume.setFiles(prepared.files);
    }
    const ownership = ownershipOf(spec, prepared, context.pod);
    if (ownership) await mounted.volume.own(ownership);
  }
}

/** Memory belongs to who writes first; here to the first container that can. */
function memoryOwner({ name, emptyDir }: VolumeSpec, { spec }: Pod): Pick<Mounted, 'memoryOf'> {
  if (emptyDir?.medium !== 'Memory') return {};
  const owner = [...(spec?.containers ?? []), ...(spec?.initContainers ?? [])].find(({ volumeMounts = [] }) =>
    volumeMounts.some((mount) => mount.name === name && mount.readOnly !== true),
  );
  return owner ? { memoryOf: owner.name } : {};
}

async function prepare(spec: VolumeSpec, context: SetUpContext): Promise<PreparedVolume> {
  const plugin = PLUGINS.find((p) => p.supports(spec));
  try {
    if (plugin) return await plugin.prepare(spec, context);
  } catch (error) {
    if (error instanceof MountError) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new MountError(MESSAGE.mountFailed(spec.name, why));
  }
  // A volume without a source is an emptyDir. upstream: pkg/apis/core/v1 defaults.go SetDefaults_Volume
  const kinds = Object.keys(spec).filter((key) => key !== 'name');
  if (kinds.length === 0) return emptyDirPlugin.prepare(spec, context);
  throw new MountError(MESSAGE.mountFailed(spec.name, `volumes of kind ${kinds[0]} are not simulated`));
}

function ignoreMountError(error: unknown): void {
  if (!(error instanceof MountError)) throw error;
}

/** Which configmaps and secrets the pod's volumes show, as "configmap/name" and "secret/name". */
export function volumeSources(pod: Pod): ReadonlySet<string> {
  const names = (pod.spec?.volumes ?? []).flatMap(({ configMap, secret, projected }) => [
    ...(configMap ? [`configmap/${configMap.name}`] : []),
    ...(secret ? [`secret/${secret.secretName}`] : []),
    ...(projected?.sources ?? []).flatMap((source) => [
      ...(source.configMap ? [`configmap/${source.configMap.name}`] : []),
      ...(source.secret ? [`secret/${source.secret.name}`] : []),
    ]),
  ]);
  return new Set(names);
}

export { awaitsNode, growFileSystem } from './expansion';
export { dropData } from './reclaimed';
export { MountError, type SetUpContext } from './types';
