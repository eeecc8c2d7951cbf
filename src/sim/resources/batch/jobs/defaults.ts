/** upstream: pkg/apis/batch/v1/defaults.go SetDefaults_Job */
import type { Job, JobSpec } from '@/kube/kinds';
import { defaultPodTemplate } from '../../pod-spec';
import { fill, mapField, mapList } from '../../shared/fill';

type FailureRule = NonNullable<JobSpec['podFailurePolicy']>['rules'][number];
type ConditionPattern = NonNullable<FailureRule['onPodConditions']>[number];

const MAX_INT32 = 2 ** 31 - 1;
const DEFAULT_BACKOFF = 6;

export const defaults = (job: Job): Job => {
  const { labels = {} } = job.metadata;
  const { labels: templateLabels } = job.spec?.template.metadata ?? {};
  const labelled =
    Object.keys(labels).length === 0 && templateLabels
      ? { ...job, metadata: { ...job.metadata, labels: templateLabels } }
      : job;
  return mapField(fill(labelled, { status: {} }), 'spec', (spec) => defaultTemplateOf(defaultSpec(spec)));
};

function defaultSpec(spec: JobSpec): JobSpec {
  const perIndex = spec.backoffLimitPerIndex !== undefined;
  return fill(spec, {
    completions: spec.parallelism === undefined ? 1 : undefined,
    parallelism: 1,
    backoffLimit: perIndex ? MAX_INT32 : DEFAULT_BACKOFF,
    completionMode: 'NonIndexed',
    suspend: false,
    manualSelector: false,
    podReplacementPolicy: spec.podFailurePolicy ? 'Failed' : 'TerminatingOrFailed',
  });
}

/** What is filled in inside a CronJob's template too. */
export const defaultTemplateOf = (spec: JobSpec): JobSpec =>
  mapField(mapField(spec, 'template', defaultPodTemplate), 'podFailurePolicy', (policy) =>
    mapList(policy, 'rules', (rule: FailureRule) =>
      mapList(rule, 'onPodConditions', (pattern: ConditionPattern) => fill(pattern, { status: 'True' })),
    ),
  );
