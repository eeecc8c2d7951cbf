/** OpenAPI v3 of a set of kinds; each document is made when it is first asked for, and shared by all clusters. */
import type { ResourceDefinition } from '../../resources/definition';
import { type Described, openApiV3Document, openApiV3Index, pathOf } from '../../schemas';
import { REVIEWS } from './review-kinds';

export class OpenApi {
  static readonly #shared = new WeakMap<readonly ResourceDefinition[], OpenApi>();
  readonly #definitions: readonly Described[];
  readonly #documents = new Map<string, Promise<object | undefined>>();
  /** Where the documents are. */
  readonly index: object;

  static of(definitions: readonly ResourceDefinition[]): OpenApi {
    const known = OpenApi.#shared.get(definitions);
    if (known) return known;
    const made = new OpenApi(definitions);
    OpenApi.#shared.set(definitions, made);
    return made;
  }

  private constructor(definitions: readonly ResourceDefinition[]) {
    // Reviews are told with every operation: kubectl looks at a kind's PATCH for what creations may ask, and falls back to
    // the document of version 2 otherwise, which is not served.
    this.#definitions = [...definitions, ...REVIEWS];
    this.index = openApiV3Index(this.#definitions);
  }

  /** "api/v1", "apis/apps/v1" ... */
  get paths(): readonly string[] {
    return [...new Set(this.#definitions.map(pathOf))];
  }

  /** undefined for what is not served. */
  document(path: string): Promise<object | undefined> {
    const known = this.#documents.get(path);
    if (known) return known;
    const definition = this.#definitions.find((d) => pathOf(d) === path);
    if (!definition) return Promise.resolve(undefined);
    const made = openApiV3Document(definition.group, definition.version, this.#definitions);
    this.#documents.set(path, made);
    return made;
  }
}
