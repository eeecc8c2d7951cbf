/** Kubernetes' functions for expressions, on top of the language's own. */
// upstream: staging/src/k8s.io/apiserver/pkg/cel/environment/base.go, library/*.go
import { Environment } from '@marcbachmann/cel-js';
import { registerAuthorizer } from './functions/authorizer';
import { registerLists } from './functions/lists';
import { registerNet } from './functions/net';
import { registerQuantities } from './functions/quantity';
import { registerRegex } from './functions/regex';
import { registerSets } from './functions/sets';
import { registerStrings } from './functions/strings';
import { registerUrls } from './functions/url';
import { PROBE } from './meter';

/** The library's functions that ours stand in for: by their name in expressions, and the one that runs. */
export const RENAMED: ReadonlyMap<string, string> = new Map([
  ['matches', 'matchesRe2'],
  ['join', 'joinBounded'],
]);

/** What the library has and Kubernetes has not, and names that are ours alone. */
export const UNKNOWN_HERE: ReadonlySet<string> = new Set([
  PROBE,
  ...RENAMED.values(),
  'json',
  'hex',
  'base64',
  'at',
]);

let base: Environment | undefined;

/** The environment that all others are made from. */
export function baseEnvironment(): Environment {
  if (base) return base;
  base = new Environment({ enableOptionalTypes: true });
  for (const register of [
    registerStrings,
    registerRegex,
    registerLists,
    registerSets,
    registerQuantities,
    registerUrls,
    registerNet,
    registerAuthorizer,
  ]) {
    register(base);
  }
  return base;
}
