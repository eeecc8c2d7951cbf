/**
 * What checks read a cluster through: its API, by the grader's own identity. Each object or list is asked for once per
 * grading, so that all checks judge the same moment and ten of them cost one.
 */
import { isNotFound, parseApiVersion, type Unstructured } from '@/apimachinery';
import {
  allResources,
  createClient,
  type ResourceType,
  resourceType,
  type Transport,
  type UserInfo,
} from '@/kube';

/** The part of a ClusterHandle that grading uses. */
export interface GradedCluster {
  readonly name: string;
  admin(): { readonly transport: Transport; readonly user: UserInfo };
  fetch(path: string, init?: RequestInit): Promise<Response>;
  exec(target: {
    readonly namespace: string;
    readonly pod: string;
    readonly container?: string | undefined;
    readonly command: readonly string[];
    readonly signal: AbortSignal;
  }): Promise<{ readonly exitCode: number; readonly stdout: string; readonly stderr: string }>;
}

interface ApiResourceList {
  readonly resources?: readonly {
    readonly name: string;
    readonly kind: string;
    readonly namespaced: boolean;
  }[];
}

export class ClusterReader {
  readonly #client;
  readonly #kinds = new Map<string, Promise<ResourceType | undefined>>();
  readonly #reads = new Map<string, Promise<unknown>>();

  constructor(readonly cluster: GradedCluster) {
    const { transport, user } = cluster.admin();
    this.#client = createClient(transport, { user, userAgent: 'sealegs-grader' });
  }

  /** undefined when the cluster does not serve the kind (a CRD that the student has yet to create). */
  kind(apiVersion: string, kind: string): Promise<ResourceType | undefined> {
    return once(this.#kinds, `${apiVersion}/${kind}`, async () => {
      const known = allResources.find((type) => type.apiVersion === apiVersion && type.kind === kind);
      return known ?? this.#discover(apiVersion, kind);
    });
  }

  async get(
    type: ResourceType,
    name: string,
    namespace: string | undefined,
  ): Promise<Unstructured | undefined> {
    return once(this.#reads, `get ${type.apiVersion}/${type.plural}/${namespace ?? ''}/${name}`, () =>
      this.#client
        .resource(type as ResourceType<Unstructured>)
        .get({ name, ...(type.namespaced ? { namespace: namespace ?? 'default' } : {}) })
        .catch((error) => {
          if (isNotFound(error)) return undefined;
          throw error;
        }),
    );
  }

  /** Without a namespace: in all of them. */
  async list(
    type: ResourceType,
    namespace?: string,
    labelSelector?: string,
  ): Promise<readonly Unstructured[]> {
    const key = `list ${type.apiVersion}/${type.plural}/${namespace ?? ''}?${labelSelector ?? ''}`;
    return once(this.#reads, key, async () => {
      const list = await this.#client.resource(type as ResourceType<Unstructured>).list({
        ...(namespace && type.namespaced ? { namespace } : {}),
        ...(labelSelector ? { labelSelector } : {}),
      });
      return list.items;
    });
  }

  async #discover(apiVersion: string, kind: string): Promise<ResourceType | undefined> {
    const { group, version } = parseApiVersion(apiVersion);
    const response = await this.cluster.fetch(group === '' ? `/api/${version}` : `/apis/${group}/${version}`);
    if (!response.ok) return undefined;
    const { resources = [] } = (await response.json()) as ApiResourceList;
    const found = resources.find((resource) => resource.kind === kind && !resource.name.includes('/'));
    if (!found) return undefined;
    return resourceType(
      { group, version },
      { kind, plural: found.name },
      found.namespaced ? 'namespaced' : 'cluster',
    );
  }
}

function once<T>(made: Map<string, Promise<unknown>>, key: string, make: () => Promise<T>): Promise<T> {
  const known = made.get(key) as Promise<T> | undefined;
  if (known) return known;
  const value = make();
  made.set(key, value);
  return value;
}
