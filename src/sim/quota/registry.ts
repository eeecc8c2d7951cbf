/** Which evaluator a kind has. */
// upstream: pkg/quota/v1/evaluator/core/registry.go NewEvaluators, pkg/quota/v1/install/registry.go
import type { GroupResource, KubeObject } from '@/apimachinery';
import type { ResourceQuota } from '@/kube';
import { countEvaluator, countName, type Evaluator } from './evaluator';
import { claims } from './evaluators/claims';
import { pods } from './evaluators/pods';
import { services } from './evaluators/services';
import { scopesOf } from './scopes';

/** Kinds that had a quota under their plain name before every kind could be counted. */
const PLAIN_NAMES = ['configmaps', 'resourcequotas', 'replicationcontrollers', 'secrets'];

const CORE: Readonly<Record<string, Evaluator>> = {
  // An evaluator sees objects of its own kind only.
  pods: pods as Evaluator,
  services: services as Evaluator,
  persistentvolumeclaims: claims as Evaluator,
  ...Object.fromEntries(PLAIN_NAMES.map((name) => [name, countEvaluator([`count/${name}`, name])])),
};

/** What is not stored, or comes uncalled. */
const IGNORED = ['events', 'bindings', 'componentstatuses'];
const IGNORED_GROUPS = ['authentication.k8s.io', 'authorization.k8s.io'];

/** Absent for kinds that quotas ignore. */
export function evaluatorFor(kind: GroupResource): Evaluator | undefined {
  const { group, resource } = kind;
  if (IGNORED.includes(resource) || IGNORED_GROUPS.includes(group)) return undefined;
  if (group === '' && Object.hasOwn(CORE, resource)) return CORE[resource];
  return countEvaluator([countName(kind)]);
}

/** Whether a quota with these scopes is about the object. */
export const isInScopes = (evaluator: Evaluator, quota: ResourceQuota, object: KubeObject): boolean =>
  scopesOf(quota).every((scope) => evaluator.inScope?.(object, scope) ?? false);
