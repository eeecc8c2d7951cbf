/**
 * What every subresource is, wherever a kind names it: the verbs that its path takes and the kind that travels. Routing
 * and discovery both read this table.
 */
import type { ResourceDefinition } from '../../resources/definition';

interface Kind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

export interface Subresource {
  readonly name: string;
  readonly verbs: readonly string[];
  /** Of the answer; it may belong to another group than its resource. */
  readonly kind: Kind;
}

const READ_WRITE = ['get', 'patch', 'update'];
const CONNECT = ['create', 'get'];
const PROXY = ['create', 'delete', 'get', 'patch', 'update'];
const CREATE = ['create'];

type Entry = { readonly verbs: readonly string[]; readonly kind?: (owner: ResourceDefinition) => Kind };

const core = (kind: string) => () => ({ group: '', version: 'v1', kind });
const foreign = (group: string, version: string, kind: string) => () => ({ group, version, kind });

const TABLE: Readonly<Record<string, Entry>> = {
  status: { verbs: READ_WRITE },
  scale: { verbs: READ_WRITE, kind: foreign('autoscaling', 'v1', 'Scale') },
  approval: { verbs: READ_WRITE },
  ephemeralcontainers: { verbs: READ_WRITE },
  resize: { verbs: READ_WRITE },
  finalize: { verbs: ['update'] },
  log: { verbs: ['get'] },
  exec: { verbs: CONNECT, kind: core('PodExecOptions') },
  attach: { verbs: CONNECT, kind: core('PodAttachOptions') },
  portforward: { verbs: CONNECT, kind: core('PodPortForwardOptions') },
  proxy: { verbs: PROXY, kind: (owner) => ({ group: '', version: 'v1', kind: `${owner.kind}ProxyOptions` }) },
  binding: { verbs: CREATE, kind: core('Binding') },
  eviction: { verbs: CREATE, kind: foreign('policy', 'v1', 'Eviction') },
  token: { verbs: CREATE, kind: foreign('authentication.k8s.io', 'v1', 'TokenRequest') },
};

/** All subresources of a kind, by name. */
export function subresourcesOf(definition: ResourceDefinition): readonly Subresource[] {
  const names = new Set(definition.subresources);
  if (definition.status) names.add('status');
  if (definition.scale) names.add('scale');
  return [...names].sort().flatMap((name) => {
    const entry = TABLE[name];
    if (!entry) return [];
    const own = { group: definition.group, version: definition.version, kind: definition.kind };
    return [{ name, verbs: entry.verbs, kind: entry.kind?.(definition) ?? own }];
  });
}
