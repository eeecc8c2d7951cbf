/**
 * ControllerRevisions: what the template of a StatefulSet or DaemonSet was, numbered in the order of use. Going back to
 * an old template gives its revision the highest number again.
 */
// upstream: pkg/controller/history/controller_history.go
import { isAlreadyExists, isNotFound, type KubeObject, parseTime, semanticEqual } from '@/apimachinery';
import {
  type Client,
  type ControllerRevision,
  controllerRef,
  nameOf,
  namespaceOf,
  type PodTemplateSpec,
} from '@/kube';
import { podTemplateHash } from './template-hash';

export const REVISION_HASH = 'controller-revision-hash';

export interface RevisedObject extends KubeObject {
  readonly spec?: { readonly template: PodTemplateSpec; readonly revisionHistoryLimit?: number };
  readonly status?: { readonly collisionCount?: number };
}

/** Oldest first. */
export const sortRevisions = (revisions: readonly ControllerRevision[]): readonly ControllerRevision[] =>
  [...revisions].sort(
    (a, b) => a.revision - b.revision || created(a) - created(b) || (nameOf(a) < nameOf(b) ? -1 : 1),
  );

const created = ({ metadata }: ControllerRevision) => parseTime(metadata.creationTimestamp ?? '') || 0;

/** The patch that brings an object back to its present template. */
const patchOf = ({ spec }: RevisedObject) => ({
  spec: { template: { ...spec?.template, $patch: 'replace' } },
});

/** The template that a revision keeps. */
export function templateOf({ data }: ControllerRevision): PodTemplateSpec {
  const { spec } = data as ReturnType<typeof patchOf>;
  const { $patch: _directive, ...template } = spec.template;
  return template;
}

function newRevision(owner: RevisedObject, revision: number, collisionCount: number): ControllerRevision {
  const { template } = owner.spec ?? {};
  const hash = podTemplateHash(template, collisionCount);
  const { annotations } = owner.metadata;
  return {
    apiVersion: 'apps/v1',
    kind: 'ControllerRevision',
    metadata: {
      name: `${nameOf(owner)}-${hash}`,
      namespace: namespaceOf(owner),
      labels: { ...template?.metadata?.labels, [REVISION_HASH]: hash },
      ...(annotations ? { annotations } : {}),
      ownerReferences: [controllerRef(owner)],
    },
    data: patchOf(owner),
    revision,
  };
}

export interface UpdateRevision {
  /** The revision of the object's present template. */
  readonly update: ControllerRevision;
  readonly collisionCount: number;
}

/** Finds the revision of the present template, renumbers or creates it. `revisions` are sorted. */
export async function ensureRevision(
  client: Client,
  owner: RevisedObject,
  revisions: readonly ControllerRevision[],
): Promise<UpdateRevision> {
  const collisionCount = owner.status?.collisionCount ?? 0;
  const patch = patchOf(owner);
  const latest = revisions.at(-1);
  const next = (latest?.revision ?? 0) + 1;
  const equal = revisions.filter(({ data }) => semanticEqual(data, patch)).at(-1);
  if (!equal) return createRevision(client, owner, { revision: next, collisionCount });
  if (equal === latest) return { update: equal, collisionCount };
  const update = await client.controllerrevisions.update({ ...equal, revision: next });
  return { update, collisionCount };
}

async function createRevision(
  client: Client,
  owner: RevisedObject,
  { revision, collisionCount }: { readonly revision: number; readonly collisionCount: number },
): Promise<UpdateRevision> {
  const wanted = newRevision(owner, revision, collisionCount);
  try {
    return { update: await client.controllerrevisions.create(wanted), collisionCount };
  } catch (error) {
    if (!isAlreadyExists(error)) throw error;
    const name = { namespace: namespaceOf(wanted), name: nameOf(wanted) };
    const existing = await client.controllerrevisions.get(name);
    if (semanticEqual(existing.data, wanted.data)) return { update: existing, collisionCount };
    return createRevision(client, owner, { revision, collisionCount: collisionCount + 1 });
  }
}

/** Deletes the oldest of those that nothing uses, beyond the limit. `revisions` are sorted. */
export async function truncateHistory(
  client: Client,
  owner: RevisedObject,
  {
    revisions,
    live,
  }: { readonly revisions: readonly ControllerRevision[]; readonly live: ReadonlySet<string> },
): Promise<void> {
  const unused = revisions.filter((revision) => !live.has(nameOf(revision)));
  const excess = unused.length - (owner.spec?.revisionHistoryLimit ?? 10);
  for (const revision of unused.slice(0, Math.max(excess, 0))) {
    const name = { namespace: namespaceOf(revision), name: nameOf(revision) };
    await client.controllerrevisions.delete(name).catch((error: unknown) => {
      if (!isNotFound(error)) throw error;
    });
  }
}
