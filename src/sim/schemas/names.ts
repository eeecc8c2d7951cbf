/** The three names of a type: Go's ("core.v1.Pod"), OpenAPI's ("io.k8s.api.core.v1.Pod"), the API's (group and kind). */
import { hasType } from './types';

/** API groups whose name is not their package's name. */
const GROUP_OF: Readonly<Record<string, string>> = {
  core: '',
  admissionregistration: 'admissionregistration.k8s.io',
  apiextensions: 'apiextensions.k8s.io',
  apiregistration: 'apiregistration.k8s.io',
  apiserverinternal: 'internal.apiserver.k8s.io',
  authentication: 'authentication.k8s.io',
  authorization: 'authorization.k8s.io',
  certificates: 'certificates.k8s.io',
  coordination: 'coordination.k8s.io',
  discovery: 'discovery.k8s.io',
  events: 'events.k8s.io',
  flowcontrol: 'flowcontrol.apiserver.k8s.io',
  metrics: 'metrics.k8s.io',
  networking: 'networking.k8s.io',
  node: 'node.k8s.io',
  rbac: 'rbac.authorization.k8s.io',
  resource: 'resource.k8s.io',
  scheduling: 'scheduling.k8s.io',
  storage: 'storage.k8s.io',
  storagemigration: 'storagemigration.k8s.io',
};
const PACKAGE_OF = new Map(Object.entries(GROUP_OF).map(([pkg, group]) => [group, pkg]));

const ROOTS: Readonly<Record<string, string>> = {
  meta: 'io.k8s.apimachinery.pkg.apis.',
  resource: 'io.k8s.apimachinery.pkg.api.',
  apiextensions: 'io.k8s.apiextensions-apiserver.pkg.apis.',
  apiregistration: 'io.k8s.kube-aggregator.pkg.apis.',
  metrics: 'io.k8s.metrics.pkg.apis.',
};

interface Gvk {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/** Kinds that every group has, as its own, but that live in meta/v1. */
const META = new Set([
  'Status',
  'DeleteOptions',
  'CreateOptions',
  'PatchOptions',
  'UpdateOptions',
  'WatchEvent',
]);

/** The Go type of a kind, if there is one: groups of custom resources have none. */
export function goTypeOf({ group, version, kind }: Gvk): string | undefined {
  const name = `${packageOf(group)}.${version}.${kind}`;
  if (hasType(name)) return name;
  return META.has(kind) ? `meta.v1.${kind}` : undefined;
}

export const packageOf = (group: string): string => PACKAGE_OF.get(group) ?? group;

/** "core.v1.Pod" -> "io.k8s.api.core.v1.Pod" */
export function openApiName(goType: string): string {
  const pkg = goType.slice(0, goType.indexOf('.'));
  // resource.k8s.io's package shares its name with that of quantities.
  const root = pkg === 'resource' && /^resource\.v\d/.test(goType) ? undefined : ROOTS[pkg];
  return `${root ?? 'io.k8s.api.'}${goType}`;
}
