/** The pods of a job, as they are to be created. */
// upstream: pkg/controller/job/indexed_job_utils.go
import { type Job, nameOf, type Pod } from '@/kube';
import { podFromTemplate } from '../shared/pod-control';
import type { Creation } from './decide';
import { failureAnnotations } from './index-failures';
import { COMPLETION_INDEX, hasLimitPerIndex, TRACKING } from './observed';

const INDEX_VARIABLE = 'JOB_COMPLETION_INDEX';
/** What the API server appends to a generated name. */
const SUFFIX_LENGTH = 5;
const MAX_NAME = 63;

type Container = NonNullable<Pod['spec']>['containers'][number];

export function buildPod(job: Job, { index, replaces }: Creation): Pod {
  const pod = podFromTemplate(job, job.spec?.template);
  const finalizers = [...new Set([...(pod.metadata.finalizers ?? []), TRACKING])];
  const tracked: Pod = { ...pod, metadata: { ...pod.metadata, finalizers } };
  return index === undefined
    ? tracked
    : withIndex(job, tracked, { index, ...(replaces ? { replaces } : {}) });
}

function withIndex(job: Job, pod: Pod, { index = 0, replaces }: Creation): Pod {
  const { metadata, spec } = pod;
  return {
    ...pod,
    metadata: {
      ...metadata,
      generateName: generateName(nameOf(job), index),
      labels: { ...metadata.labels, [COMPLETION_INDEX]: `${index}` },
      annotations: {
        ...metadata.annotations,
        [COMPLETION_INDEX]: `${index}`,
        ...(hasLimitPerIndex(job) ? failureAnnotations(job, replaces) : {}),
      },
    },
    ...(spec && {
      spec: {
        ...spec,
        hostname: `${nameOf(job)}-${index}`,
        containers: spec.containers.map(withIndexVariable),
        ...(spec.initContainers ? { initContainers: spec.initContainers.map(withIndexVariable) } : {}),
      },
    }),
  };
}

/** A long name loses its end, never its index. */
// upstream: podGenerateNameWithIndex
function generateName(name: string, index: number): string {
  const suffix = `-${index}-`;
  return name.slice(0, MAX_NAME - SUFFIX_LENGTH - suffix.length) + suffix;
}

function withIndexVariable(container: Container): Container {
  const { env = [] } = container;
  if (env.some(({ name }) => name === INDEX_VARIABLE)) return container;
  const fieldRef = { fieldPath: `metadata.labels['${COMPLETION_INDEX}']` };
  return { ...container, env: [...env, { name: INDEX_VARIABLE, valueFrom: { fieldRef } }] };
}
