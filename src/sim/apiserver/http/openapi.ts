/** OpenAPI v3 of a set of kinds; each document is made when it is first asked for, and shared by all clusters. */
import type { ResourceDefinition } from '../../resources/definition';
import { openApiV3Document, openApiV3Index, pathOf } from '../../schemas';

export class OpenApi {
  static readonly #shared = new WeakMap<readonly ResourceDefinition[], OpenApi>();
  readonly #definitions: readonly ResourceDefinition[];
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
    this.#definitions = definitions;
    this.index = openApiV3Index(definitions);
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
