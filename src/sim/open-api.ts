/**
 * The OpenAPI documents of a set of kinds. Built when first asked for and then shared by every cluster of the process
 * that serves the same kinds.
 */
import { parseApiVersion } from '@/apimachinery';
import type { OpenApi } from './apiserver/http';
import type { ResourceDefinition } from './resources';
import { openApiV3Document, openApiV3Index, pathOf } from './schemas';

const known = new WeakMap<readonly ResourceDefinition[], OpenApi>();

export function openApiOf(definitions: readonly ResourceDefinition[]): OpenApi {
  const made = known.get(definitions) ?? createOpenApi(definitions);
  known.set(definitions, made);
  return made;
}

function createOpenApi(definitions: readonly ResourceDefinition[]): OpenApi {
  const documents = new Map<string, Promise<object | undefined>>();
  const groupVersions = [...new Set(definitions.map(pathOf))];
  let index: object | undefined;
  return {
    groupVersions,
    index() {
      index ??= openApiV3Index(definitions);
      return index;
    },
    document(path) {
      const document = documents.get(path) ?? build(path, definitions);
      if (groupVersions.includes(path)) documents.set(path, document);
      return document;
    },
  };
}

/** "api/v1", "apis/apps/v1" */
async function build(path: string, definitions: readonly ResourceDefinition[]): Promise<object | undefined> {
  const [root, ...rest] = path.split('/');
  const { group, version } = parseApiVersion(rest.join('/'));
  return root === (group === '' ? 'api' : 'apis')
    ? openApiV3Document(group, version, definitions)
    : undefined;
}
