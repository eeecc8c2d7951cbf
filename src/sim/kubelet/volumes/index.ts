/** The volumes of one pod: set up before its containers, refreshed when their sources change, gone with the pod. */
// upstream: pkg/kubelet/volumemanager
import { deepEqual, parseQuantity, quantityValue } from '@/apimachinery';
import type { ContainerSpec, Pod } from '@/kube';
import type { ContainerRuntime, MountDevice, Volume, VolumeMount } from '../../contracts';
import { expandReferences } from '../config/expansion';
import { MESSAGE } from '../reasons';
import { claimPlugin, nfsPlugin } from './claims';
import { deviceOf } from './devices';
import { downwardPlugin } from './downward';
import { hostPathPlugin } from './host-path';
import { configMapPlugin, secretPlugin } from './keyed';
import { emptyDirPlugin } from './local';
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

const plugins = (runtime: ContainerRuntime): readonly VolumePlugin[] => [
  emptyDirPlugin,
  configMapPlugin,
  secretPlugin,
  projectedPlugin,
  downwardPlugin,
  hostPathPlugin(runtime),
  nfsPlugin,
  claimPlugin(runtime),
];

interface Mounted {
  readonly volume: Volume;
  readonly device: MountDevice;
  readonly prepared: PreparedVolume;
  /** Its files are in memory, which is this container's. */
  readonly memoryOf?: string;
  /** Bytes that an emptyDir may hold: no more fit in, when it is in memory; else the pod is evicted for more. */
  readonly sizeLimit?: number;
  files?: VolumeFiles;
}

export class PodVolumes {
  readonly #mounted = new Map<string, Mounted>();
  readonly tokens = new Map<string, IssuedToken>();

  readonly #plugins: readonly VolumePlugin[];
  readonly #unwatch: (() => void)[] = [];

  constructor(
    private readonly runtime: ContainerRuntime,
    /** An emptyDir holds more than it may. */
    private readonly exceeded: () => void,
  ) {
    this.#plugins = plugins(runtime);
  }

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
      const { prepared, memoryOf, sizeLimit } = mounted;
      const inside = mount.subPathExpr ? expandReferences(mount.subPathExpr, env) : mount.subPath;
      const subPath = [prepared.subPath, inside].filter(Boolean).join('/');
      return {
        mountPath: mount.mountPath,
        volume: mounted.volume,
        ...(subPath ? { subPath } : {}),
        device: mounted.device,
        ...(memoryOf === container.name ? { inMemory: true } : {}),
        ...(memoryOf !== undefined && sizeLimit !== undefined ? { sizeLimit } : {}),
        readOnly:
          mount.readOnly === true || mounted.prepared.readOnly === true || mounted.files !== undefined,
      };
    });
  }

  /** The claims that it mounts. */
  claims(): readonly BoundClaim[] {
    return [...this.#mounted.values()].flatMap(({ prepared }) => prepared.claim ?? []);
  }

  /** The first emptyDir that holds more than it may. upstream: pkg/kubelet/eviction emptyDirLimitEviction */
  overLimit(pod: Pod): { readonly name: string; readonly limit: string } | undefined {
    for (const { name, emptyDir } of pod.spec?.volumes ?? []) {
      const { volume, sizeLimit = Number.POSITIVE_INFINITY } = this.#mounted.get(name) ?? {};
      if (volume && volume.size() > sizeLimit) return { name, limit: emptyDir?.sizeLimit ?? '' };
    }
    return undefined;
  }

  /** Ends the volumes that don't outlive the pod. */
  async remove(): Promise<void> {
    for (const end of this.#unwatch.splice(0)) end();
    for (const { volume, prepared } of this.#mounted.values())
      if (!prepared.persistent) await volume.remove();
    this.#mounted.clear();
  }

  #watch({ volume, sizeLimit }: Mounted): void {
    if (sizeLimit === undefined) return;
    let told = false;
    this.#unwatch.push(
      volume.watch(() => {
        const isOver = volume.size() > sizeLimit;
        if (isOver && !told) this.exceeded();
        told = isOver;
      }),
    );
  }

  async #write(spec: VolumeSpec, context: SetUpContext): Promise<void> {
    const prepared = await prepare(this.#plugins, spec, context);
    const known = this.#mounted.get(spec.name);
    const mounted = known ?? {
      volume: await this.runtime.volume(prepared.id),
      device: deviceOf(spec, prepared),
      prepared,
      ...memoryOwner(spec, context.pod),
      ...sizeLimitOf(spec),
    };
    this.#mounted.set(spec.name, mounted);
    if (!known) this.#watch(mounted);
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

const sizeLimitOf = ({ emptyDir }: VolumeSpec): Pick<Mounted, 'sizeLimit'> =>
  emptyDir?.sizeLimit === undefined ? {} : { sizeLimit: quantityValue(parseQuantity(emptyDir.sizeLimit)) };

/** Memory belongs to who writes first; here to the first container that can. */
function memoryOwner({ name, emptyDir }: VolumeSpec, { spec }: Pod): Pick<Mounted, 'memoryOf'> {
  if (emptyDir?.medium !== 'Memory') return {};
  const owner = [...(spec?.containers ?? []), ...(spec?.initContainers ?? [])].find(({ volumeMounts = [] }) =>
    volumeMounts.some((mount) => mount.name === name && mount.readOnly !== true),
  );
  return owner ? { memoryOf: owner.name } : {};
}

async function prepare(
  all: readonly VolumePlugin[],
  spec: VolumeSpec,
  context: SetUpContext,
): Promise<PreparedVolume> {
  const plugin = all.find((p) => p.supports(spec));
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
