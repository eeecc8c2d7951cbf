/** The files of a volume that is deleted go with it, when somebody provisioned it or its node's /tmp holds it. */
import type { PersistentVolume } from '@/kube';
import type { ContainerRuntime } from '../../contracts';
import { PROVISIONED_BY } from '../../volumes';
import { placeOf } from './places';

const HOSTNAME = 'kubernetes.io/hostname';

export async function dropData(
  volume: PersistentVolume,
  runtime: ContainerRuntime,
  nodes: readonly string[],
): Promise<void> {
  const { metadata, spec = {} } = volume;
  const isTemporary = /^\/tmp\/.+/.test(spec.hostPath?.path ?? '');
  const isProvisioned = metadata.annotations?.[PROVISIONED_BY] !== undefined;
  if (spec.persistentVolumeReclaimPolicy !== 'Delete' || !(isProvisioned || isTemporary)) return;
  const isOnNodes = spec.hostPath !== undefined || spec.local !== undefined;
  const places = (isOnNodes ? (nodesOf(spec) ?? nodes) : nodes.slice(0, 1)).map((node) =>
    placeOf(spec, node),
  );
  for (const id of new Set(places)) {
    if (id !== undefined) await (await runtime.volume(id)).remove();
  }
}

/** The nodes that a volume is bound to by their names. */
const nodesOf = ({ nodeAffinity }: NonNullable<PersistentVolume['spec']>): readonly string[] | undefined =>
  nodeAffinity?.required?.nodeSelectorTerms
    .flatMap(({ matchExpressions = [] }) => matchExpressions)
    .find(({ key, operator }) => key === HOSTNAME && operator === 'In')?.values;
