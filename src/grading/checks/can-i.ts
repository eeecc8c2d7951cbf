/** What somebody may do: asked of the API server by a SubjectAccessReview, as `kubectl auth can-i --as` asks. */
import type { CanICondition } from '../check-schema';
import type { GradedCluster } from '../cluster-reader';
import { type Outcome, PASSED } from '../outcome';

const REVIEWS = '/apis/authorization.k8s.io/v1/subjectaccessreviews';

interface Subject {
  readonly user: string;
  readonly groups: readonly string[];
  /** "user ana" */
  readonly shown: string;
}

export async function checkCanI(condition: CanICondition, cluster: GradedCluster): Promise<Outcome> {
  const { verb, resource, name, namespace, path, allowed } = condition;
  const subject = subjectOf(condition);
  const { allowed: does, reason } = await review(condition, subject, cluster);
  if (does === allowed) return PASSED;
  const deed = `${verb} ${path ?? resource}${name ? ` ${name}` : ''}`;
  const place = path ? '' : namespace ? ` in namespace ${namespace}` : ' in the whole cluster';
  const scope = path ? '' : namespace ? ` -n ${namespace}` : ' -A';
  return {
    passed: false,
    expected: `${subject.shown} ${allowed ? 'may' : 'may not'} ${deed}${place}`,
    found: allowed ? 'no rule allows it' : reason || 'it is allowed',
    where: `${subject.shown}${namespace ? ` in namespace ${namespace}` : ''}`,
    next: `kubectl auth can-i ${verb} ${path ?? resource}${name ? `/${name}` : ''}${scope} ${flags(condition, subject)}`,
  };
}

function subjectOf({ user, groups, serviceAccount }: CanICondition): Subject {
  if (!serviceAccount)
    return { user: user ?? '', groups: [...groups, 'system:authenticated'], shown: `user ${user}` };
  const { namespace, name } = serviceAccount;
  return {
    user: `system:serviceaccount:${namespace}:${name}`,
    groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'],
    shown: `ServiceAccount ${namespace}/${name}`,
  };
}

/** kubectl impersonates a ServiceAccount with its groups by its name alone. */
const flags = ({ groups }: CanICondition, { user }: Subject): string =>
  [`--as ${user}`, ...groups.map((group) => `--as-group ${group}`)].join(' ');

async function review(condition: CanICondition, { user, groups }: Subject, cluster: GradedCluster) {
  const { verb, path } = condition;
  const attributes = path
    ? { nonResourceAttributes: { path, verb } }
    : { resourceAttributes: resourceAttributes(condition) };
  const response = await cluster.fetch(REVIEWS, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SubjectAccessReview',
      spec: { user, groups, ...attributes },
    }),
  });
  const answer = (await response.json()) as {
    message?: string;
    status?: { allowed?: boolean; reason?: string };
  };
  if (!response.ok) throw new Error(answer.message ?? `the API server answers ${response.status}`);
  return { allowed: answer.status?.allowed === true, reason: answer.status?.reason };
}

/** "deployments.apps/scale" in its parts. */
function resourceAttributes({ verb, resource = '', name, namespace }: CanICondition) {
  const [full = '', subresource] = resource.split('/');
  const [plural, ...group] = full.split('.');
  return {
    verb,
    group: group.join('.'),
    resource: plural,
    ...(subresource && { subresource }),
    ...(name && { name }),
    ...(namespace && { namespace }),
  };
}
