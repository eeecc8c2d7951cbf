/** Which Go type each of client-node's models is: "V1Container" is "core.v1.Container". */
import type { GoFacts } from './go-types';
import { type Model, readApis } from './models';

/** "V1Container" -> "core.v1.Container". New types belong to the package of whoever refers to them. */
export function nameModels(all: Map<string, Model>, { types }: GoFacts): Map<string, string> {
  const named = new Map<string, string>();
  const pending = new Set<string>();
  for (const name of all.keys()) {
    const { prefix, version, type } = splitModelName(name);
    const found = [...types.keys()].filter((go) => go.endsWith(`.${version}.${type}`));
    const own = prefix ? found.filter((go) => go.startsWith(`${prefix}.`)) : found;
    if (own.length === 1 && own[0]) named.set(name, own[0]);
    else if (prefix) named.set(name, `${prefix}.${version}.${type}`);
    else pending.add(name);
  }
  for (const [api, spoken] of readApis()) {
    const [, group = '', version = ''] = /^(\w+?)(V\d\w*)$/.exec(api) ?? [];
    for (const name of spoken) {
      if (pending.has(name) && splitModelName(name).version === version.toLowerCase()) {
        claim(name, packageOf(group.toLowerCase()));
      }
    }
  }
  for (let before = -1; before !== pending.size; ) {
    before = pending.size;
    for (const [owner, go] of [...named]) {
      for (const field of Object.values(all.get(owner)?.fields ?? {})) {
        for (const [reference] of field.type.matchAll(/\w*V\d\w+/g))
          if (pending.has(reference)) claim(reference, go);
      }
    }
  }
  if (pending.size > 0) console.warn(`left out, nobody refers to: ${[...pending].join(', ')}`);
  return named;

  function claim(name: string, go: string): void {
    const { version, type } = splitModelName(name);
    const group = go.split('.')[0] ?? '';
    const shared = ['meta', 'core', 'autoscaling']
      .map((g) => `${g}.${version}.${type}`)
      .find((g) => types.has(g));
    named.set(
      name,
      types.has(`${group}.${version}.${type}`) || !shared ? `${group}.${version}.${type}` : shared,
    );
    pending.delete(name);
  }
}

function splitModelName(name: string) {
  const [, prefix = '', version = '', type = name] =
    /^([A-Z][a-z]+)?(V\d+(?:(?:alpha|beta)\d+)?)([A-Z]\w*)$/.exec(name) ?? [];
  return { prefix: prefix.toLowerCase(), version: version.toLowerCase(), type };
}

/** "rbacauthorization" -> "rbac", as the Go packages are called. */
const packageOf = (api: string): string =>
  ({
    rbacauthorization: 'rbac',
    internalapiserver: 'apiserverinternal',
    flowcontrolapiserver: 'flowcontrol',
  })[api] ?? api;
