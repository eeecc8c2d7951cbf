/** ConfigMaps and Secrets as the kubelet reads them: from the shared caches, or not found in the API's words. */
import { notFound } from '@/apimachinery';
import type { ConfigMap, Informer, Informers, ResourceType, Secret } from '@/kube';
import { keyFrom, resources } from '@/kube';

export type SourceKind = 'configmap' | 'secret';

/** One object's data, decoded. */
export type SourceData = Readonly<Record<string, Uint8Array | string>>;

/** A source that is missing, or misses a key; the message is the kubelet's. */
export class SourceError extends Error {
  override readonly name = 'SourceError';
}

export class Sources {
  constructor(private readonly informers: Informers) {}

  /** Undefined when the object does not exist. */
  async read(kind: SourceKind, namespace: string, name: string): Promise<SourceData | undefined> {
    if (kind === 'configmap') {
      const map = await this.#get<ConfigMap>(resources.configmaps, namespace, name);
      return map && { ...decodeAll(map.binaryData), ...map.data };
    }
    const secret = await this.secret(namespace, name);
    return secret && decodeAll(secret.data);
  }

  /** As {@link read}; throws what the API says of a missing object. */
  async require(kind: SourceKind, namespace: string, name: string): Promise<SourceData> {
    const data = await this.read(kind, namespace, name);
    if (data) return data;
    throw new SourceError(notFound({ group: '', resource: kind }, name).message);
  }

  /** The secret as it is stored. */
  secret(namespace: string, name: string): Promise<Secret | undefined> {
    return this.#get<Secret>(resources.secrets, namespace, name);
  }

  async #get<T extends ConfigMap | Secret>(
    type: ResourceType<T>,
    namespace: string,
    name: string,
  ): Promise<T | undefined> {
    const informer: Informer<T> = this.informers.for(type);
    if (!informer.hasSynced) await informer.synced();
    return informer.get(keyFrom(namespace, name));
  }
}

const decodeAll = (data: Readonly<Record<string, string>> | undefined): Record<string, Uint8Array> =>
  Object.fromEntries(Object.entries(data ?? {}).map(([key, text]) => [key, decodeBase64(text)]));

/** Throws what atob throws. */
export function decodeBase64(text: string): Uint8Array {
  const binary = atob(text);
  return Uint8Array.from(binary, (char) => char.charCodeAt(0));
}

export const asText = (value: Uint8Array | string): string =>
  typeof value === 'string' ? value : new TextDecoder().decode(value);
