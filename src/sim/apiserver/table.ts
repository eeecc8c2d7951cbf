/** The resources that this server serves, by group, version and plural. */
import { failure, type StatusError } from '@/apimachinery';
import type { ResourceDefinition } from '../resources/definition';

export class ResourceTable {
  readonly #byName = new Map<string, ResourceDefinition>();

  /** The very array that was given, so that what is derived from it can be shared by many clusters. */
  readonly all: readonly ResourceDefinition[];

  constructor(definitions: readonly ResourceDefinition[]) {
    this.all = definitions;
    for (const definition of definitions) this.#byName.set(nameOf(definition), definition);
  }

  resolve(group: string, version: string, resource: string): ResourceDefinition | undefined {
    return this.#byName.get(`${group}/${version}/${resource}`);
  }
}

const nameOf = ({ group, version, plural }: ResourceDefinition) => `${group}/${version}/${plural}`;

/** 404 for a path that nothing is served at. */
export const noSuchResource = (): StatusError =>
  failure(404, 'NotFound', 'the server could not find the requested resource', {});

/** 405 for a verb that a path doesn't have. */
export const noSuchVerb = (): StatusError =>
  failure(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource', {});
