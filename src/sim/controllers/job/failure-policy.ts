/** What a job's podFailurePolicy says of a failed pod: the first rule that matches. */
// upstream: pkg/controller/job/pod_failure_policy.go
import { type Job, nameOf, namespaceOf, type Pod } from '@/kube';

type Rule = NonNullable<NonNullable<Job['spec']>['podFailurePolicy']>['rules'][number];
type ExitCodes = NonNullable<Rule['onExitCodes']>;
type ContainerStatus = NonNullable<NonNullable<Pod['status']>['containerStatuses']>[number];

export interface PolicyVerdict {
  /** Whether the failure counts towards the limits. */
  readonly counts: boolean;
  readonly action?: string;
  /** Why the whole job fails. */
  readonly failJob?: string;
}

export function matchFailurePolicy({ spec }: Job, pod: Pod): PolicyVerdict {
  for (const [at, rule] of (spec?.podFailurePolicy?.rules ?? []).entries()) {
    const why = rule.onExitCodes ? byExitCode(rule.onExitCodes, pod) : byCondition(rule, pod);
    if (why === undefined) continue;
    const { action } = rule;
    if (action === 'Ignore') return { counts: false, action };
    if (action !== 'FailJob') return { counts: true, action };
    return { counts: true, action, failJob: `${why} matching FailJob rule at index ${at}` };
  }
  return { counts: true };
}

const called = (pod: Pod): string => `${namespaceOf(pod)}/${nameOf(pod)}`;

function byExitCode(wanted: ExitCodes, pod: Pod): string | undefined {
  const { containerStatuses = [], initContainerStatuses = [] } = pod.status ?? {};
  const found = [...containerStatuses, ...initContainerStatuses].find((status) =>
    exitMatches(wanted, status),
  );
  const code = found?.state?.terminated?.exitCode;
  return found && `Container ${found.name} for pod ${called(pod)} failed with exit code ${code}`;
}

/** Success matches no rule, not even one of what is not in a list. */
function exitMatches(
  { containerName, operator, values }: ExitCodes,
  { name, state }: ContainerStatus,
): boolean {
  const code = state?.terminated?.exitCode;
  if (code === undefined || code === 0) return false;
  if (containerName !== undefined && containerName !== name) return false;
  return values.includes(code) === (operator === 'In');
}

function byCondition({ onPodConditions }: Rule, pod: Pod): string | undefined {
  const found = onPodConditions?.find(({ type, status }) =>
    pod.status?.conditions?.some((each) => each.type === type && each.status === status),
  );
  return found && `Pod ${called(pod)} has condition ${found.type}`;
}
