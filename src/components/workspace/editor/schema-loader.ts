/** The schemas of a session's cluster, loaded as files need them and kept by their hashes. */
import type { SchemaDocument, SchemaIndex } from '@/labhost/protocol';
import { type SchemaDocument as Document, Schemas } from '@/yaml-schema';

export interface SchemaApi {
  index(): Promise<SchemaIndex>;
  document(path: string, hash: string): Promise<SchemaDocument>;
}

/** A cluster gains kinds while one works in it: how old what is known of them may be. */
const INDEX_MS = 30_000;

export class SchemaLoader {
  readonly #api: SchemaApi;
  readonly #now: () => number;
  /** By path and hash. */
  readonly #documents = new Map<string, Promise<SchemaDocument>>();
  #index: { readonly at: number; readonly answer: Promise<SchemaIndex> } | undefined;

  constructor(api: SchemaApi, now: () => number) {
    this.#api = api;
    this.#now = now;
  }

  /** What the cluster serves, with the schemas of those group versions. Rejects when the site doesn't answer. */
  async load(apiVersions: readonly string[]): Promise<Schemas> {
    const { versions } = await this.#freshIndex();
    const documents = new Map<string, Document>();
    const wanted = versions.filter(({ apiVersion }) => apiVersions.includes(apiVersion));
    await Promise.all(
      wanted.map(async ({ apiVersion, path, hash }) => {
        if (path !== undefined && hash !== undefined)
          documents.set(apiVersion, (await this.#document(path, hash)) as Document);
      }),
    );
    return new Schemas(versions, documents);
  }

  async #freshIndex(): Promise<SchemaIndex> {
    const at = this.#now();
    if (!this.#index || at - this.#index.at > INDEX_MS) this.#index = { at, answer: this.#api.index() };
    return await this.#index.answer.catch((error) => {
      this.#index = undefined;
      throw error;
    });
  }

  #document(path: string, hash: string): Promise<SchemaDocument> {
    const key = `${path} ${hash}`;
    const known = this.#documents.get(key);
    if (known) return known;
    const asked = this.#api.document(path, hash);
    this.#documents.set(key, asked);
    asked.catch(() => this.#documents.delete(key));
    return asked;
  }
}
