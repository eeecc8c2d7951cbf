/**
 * Discovery: what this server serves, told in both ways that clients ask: as one aggregated document for /api and /apis,
 * and as plain lists group by group.
 */
// upstream: staging/src/k8s.io/apiserver/pkg/endpoints/discovery
import { apiVersionOf } from '@/apimachinery';
import type { ResourceDefinition } from '../../resources/definition';
import { REVIEWS } from './review-kinds';
import { type Subresource, subresourcesOf } from './subresources';

export const DISCOVERY_GROUP = 'apidiscovery.k8s.io';
export const DISCOVERY_LIST = 'APIGroupDiscoveryList';

const DEFAULT_VERBS = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];

/** The order in which kubectl looks for a kind of unknown group. Others follow by name. */
const GROUP_ORDER = [
  '',
  'apps',
  'events.k8s.io',
  'authentication.k8s.io',
  'authorization.k8s.io',
  'autoscaling',
  'batch',
];

/** What discovery tells of a kind; reviews are kinds without a definition. */
interface Served
  extends Pick<
    ResourceDefinition,
    'group' | 'version' | 'kind' | 'plural' | 'singular' | 'shortNames' | 'categories' | 'namespaced'
  > {
  readonly verbs: readonly string[];
  readonly subresources: readonly Subresource[];
}

interface ServedGroup {
  readonly name: string;
  /** The preferred one first. */
  readonly versions: readonly { readonly version: string; readonly resources: readonly Served[] }[];
}

/** Everything that is told of a set of kinds; made once for it and shared by all clusters that serve it. */
export class Discovery {
  static readonly #shared = new WeakMap<readonly ResourceDefinition[], Discovery>();
  readonly #groups: readonly ServedGroup[];
  readonly #aggregated = new Map<string, object>();

  static of(definitions: readonly ResourceDefinition[]): Discovery {
    const known = Discovery.#shared.get(definitions);
    if (known) return known;
    const discovery = new Discovery(definitions);
    Discovery.#shared.set(definitions, discovery);
    return discovery;
  }

  private constructor(definitions: readonly ResourceDefinition[]) {
    const served = [...definitions.map(asServed), ...REVIEWS.map(reviewAsServed)];
    const names = [...new Set(served.map((s) => s.group))].sort(byGroupOrder);
    this.#groups = names.map((name) =>
      group(
        name,
        served.filter((s) => s.group === name),
      ),
    );
  }

  /** Whether a group and version exist at all; a path below others is nobody's. */
  has(group: string, version: string): boolean {
    return this.#version(group, version) !== undefined;
  }

  /** Every path that discovery serves. */
  paths(): readonly string[] {
    const versions = this.#groups.flatMap(({ name, versions }) => [
      ...(name === '' ? [] : [`/apis/${name}`]),
      ...versions.map(({ version }) => (name === '' ? `/api/${version}` : `/apis/${name}/${version}`)),
    ]);
    return ['/api', '/apis', ...versions];
  }

  /** The same object at every call. */
  aggregated(path: '/api' | '/apis', version: string): object {
    const key = `${path} ${version}`;
    const document = this.#aggregated.get(key) ?? this.#aggregate(path, version);
    this.#aggregated.set(key, document);
    return document;
  }

  #aggregate(path: '/api' | '/apis', version: string): object {
    const groups = this.#groups.filter(({ name }) => (name === '') === (path === '/api'));
    return {
      kind: DISCOVERY_LIST,
      apiVersion: `${DISCOVERY_GROUP}/${version}`,
      metadata: {},
      items: groups.map(({ name, versions }) => ({
        metadata: { ...(name === '' ? {} : { name }), creationTimestamp: null },
        versions: versions.map(({ version, resources }) => ({
          version,
          resources: resources.map(aggregatedResource),
          freshness: 'Current',
        })),
      })),
    };
  }

  /** /api */
  coreVersions(address: string): object {
    const versions = this.#groups.find(({ name }) => name === '')?.versions ?? [];
    return {
      kind: 'APIVersions',
      versions: versions.map(({ version }) => version),
      serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress: address }],
    };
  }

  /** /apis */
  groupList(): object {
    const groups = this.#groups.filter(({ name }) => name !== '').map(plainGroup);
    return { kind: 'APIGroupList', apiVersion: 'v1', groups };
  }

  /** /apis/GROUP */
  group(name: string): object | undefined {
    const found = this.#groups.find((g) => g.name === name);
    return found && { kind: 'APIGroup', apiVersion: 'v1', ...plainGroup(found) };
  }

  /** /api/v1 and /apis/GROUP/VERSION */
  resourceList(group: string, version: string): object | undefined {
    const found = this.#version(group, version);
    return (
      found && {
        kind: 'APIResourceList',
        ...(group === '' ? {} : { apiVersion: 'v1' }),
        groupVersion: apiVersionOf({ group, version }),
        resources: found.resources.flatMap(plainResources),
      }
    );
  }

  #version(group: string, version: string) {
    return this.#groups.find((g) => g.name === group)?.versions.find((v) => v.version === version);
  }
}

const asServed = (definition: ResourceDefinition): Served => ({
  ...definition,
  verbs: definition.verbs ?? DEFAULT_VERBS,
  subresources: subresourcesOf(definition),
});

const reviewAsServed = (review: (typeof REVIEWS)[number]): Served => ({
  ...review,
  shortNames: [],
  categories: [],
  subresources: [],
});

function group(name: string, served: readonly Served[]): ServedGroup {
  const versions = [...new Set(served.map((s) => s.version))].sort(byVersionPriority);
  return {
    name,
    versions: versions.map((version) => ({
      version,
      resources: served.filter((s) => s.version === version).sort((a, b) => (a.plural < b.plural ? -1 : 1)),
    })),
  };
}

const aggregatedResource = (served: Served) => ({
  resource: served.plural,
  responseKind: { group: served.group, version: served.version, kind: served.kind },
  scope: served.namespaced ? 'Namespaced' : 'Cluster',
  singularResource: served.singular,
  verbs: served.verbs,
  ...(served.shortNames.length > 0 ? { shortNames: served.shortNames } : {}),
  ...(served.categories.length > 0 ? { categories: served.categories } : {}),
  ...(served.subresources.length > 0
    ? {
        subresources: served.subresources.map(({ name, kind, verbs }) => ({
          subresource: name,
          responseKind: kind,
          verbs,
        })),
      }
    : {}),
});

const plainGroup = ({ name, versions }: ServedGroup) => {
  const listed = versions.map(({ version }) => ({
    groupVersion: apiVersionOf({ group: name, version }),
    version,
  }));
  return { name, versions: listed, preferredVersion: listed[0] };
};

const plainResources = (served: Served): object[] => [
  {
    name: served.plural,
    singularName: served.singular,
    namespaced: served.namespaced,
    kind: served.kind,
    verbs: served.verbs,
    ...(served.shortNames.length > 0 ? { shortNames: served.shortNames } : {}),
    ...(served.categories.length > 0 ? { categories: served.categories } : {}),
  },
  ...served.subresources.map(({ name, kind, verbs }) => ({
    name: `${served.plural}/${name}`,
    singularName: '',
    namespaced: served.namespaced,
    ...(kind.group === served.group && kind.version === served.version
      ? {}
      : { group: kind.group, version: kind.version }),
    kind: kind.kind,
    verbs,
  })),
];

function byGroupOrder(a: string, b: string): number {
  const rank = (name: string) =>
    GROUP_ORDER.includes(name) ? GROUP_ORDER.indexOf(name) : GROUP_ORDER.length;
  return rank(a) - rank(b) || (a < b ? -1 : 1);
}

/** v2 before v1 before v1beta2 before v1beta1 before v1alpha1. */
// upstream: apimachinery/pkg/version/helpers.go CompareKubeAwareVersionStrings
function byVersionPriority(a: string, b: string): number {
  const rank = (version: string): readonly number[] => {
    const [, major = '0', stage = '', minor = '0'] = /^v(\d+)(?:(alpha|beta)(\d+))?$/.exec(version) ?? [];
    return [stage === '' ? 2 : stage === 'beta' ? 1 : 0, Number(major), Number(minor)];
  };
  const [ra, rb] = [rank(a), rank(b)];
  for (let i = 0; i < ra.length; i++) if (ra[i] !== rb[i]) return (rb[i] ?? 0) - (ra[i] ?? 0);
  return 0;
}
