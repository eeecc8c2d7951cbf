/** Priority: a pod's priority is the one of its PriorityClass, the cluster's default class, or 0. */
// upstream: plugin/pkg/admission/priority/admission.go
import type { KubeObject } from '@/apimachinery';
import {
  type AdmissionContext,
  type AdmissionPlugin,
  type AdmissionRequest,
  admissionForbidden,
} from '../plugin';
import { podOf, specOf, withSpec } from '../pod';

const PRIORITY_CLASSES = { group: 'scheduling.k8s.io', resource: 'priorityclasses' };
const PREEMPT_LOWER = 'PreemptLowerPriority';

interface PriorityClass extends KubeObject {
  readonly value: number;
  readonly globalDefault?: boolean;
  readonly preemptionPolicy?: string;
}

interface Resolved {
  readonly name: string;
  readonly value: number;
  readonly policy: string;
}

export const priority: AdmissionPlugin = {
  name: 'Priority',
  operations: ['CREATE', 'UPDATE'],
  admit(request, context) {
    const pod = podOf(request);
    if (!pod) return undefined;
    if (request.operation === 'UPDATE') return keepPriority(request);
    const spec = specOf(pod);
    const { name, value, policy } = resolve(request, context, spec.priorityClassName ?? '');
    if (spec.priority !== undefined && spec.priority !== value) {
      const why = `the integer value of priority (${spec.priority}) must not be provided in pod spec; priority admission controller computed ${value} from the given PriorityClass name`;
      throw admissionForbidden(request, why);
    }
    if (spec.preemptionPolicy && spec.preemptionPolicy !== policy) {
      const why = `the string value of PreemptionPolicy (${spec.preemptionPolicy}) must not be provided in pod spec; priority admission controller computed ${policy} from the given PriorityClass name`;
      throw admissionForbidden(request, why);
    }
    return withSpec(pod, {
      ...(name ? { priorityClassName: name } : {}),
      priority: value,
      preemptionPolicy: policy,
    });
  },
  validate: refuseSecondDefault,
};

/** One default is enough. upstream: validatePriorityClass */
function refuseSecondDefault(request: AdmissionRequest, context: AdmissionContext): void {
  const { resource, object } = request;
  if (resource.group !== PRIORITY_CLASSES.group || resource.resource !== PRIORITY_CLASSES.resource) return;
  if (!(object as PriorityClass | undefined)?.globalDefault) return;
  const { name } = defaultClass(context);
  if (name === '' || name === object?.metadata.name) return;
  const why = `PriorityClass ${name} is already marked as default. Only one default can exist`;
  throw admissionForbidden(request, why);
}

/** An update that leaves the priority out keeps it; changing it is refused by validation. */
function keepPriority(request: AdmissionRequest): KubeObject | undefined {
  const pod = podOf(request);
  const old = podOf({ ...request, ...(request.old ? { object: request.old } : {}) });
  if (!pod || !old) return pod;
  const { priority: value = specOf(old).priority, preemptionPolicy = specOf(old).preemptionPolicy } =
    specOf(pod);
  if (value === specOf(pod).priority && preemptionPolicy === specOf(pod).preemptionPolicy) return pod;
  return withSpec(pod, {
    ...(value === undefined ? {} : { priority: value }),
    ...(preemptionPolicy ? { preemptionPolicy } : {}),
  });
}

function resolve(request: AdmissionRequest, context: AdmissionContext, name: string): Resolved {
  if (name === '') return defaultClass(context);
  const found = context.get(PRIORITY_CLASSES, undefined, name) as PriorityClass | undefined;
  if (found) return resolved(found);
  throw admissionForbidden(request, `no PriorityClass with name ${name} was found`);
}

function defaultClass(context: AdmissionContext): Resolved {
  const [lowest] = (context.list(PRIORITY_CLASSES) as readonly PriorityClass[])
    .filter((candidate) => candidate.globalDefault)
    .sort((a, b) => a.value - b.value);
  return lowest ? resolved(lowest) : { name: '', value: 0, policy: PREEMPT_LOWER };
}

const resolved = ({ metadata, value, preemptionPolicy = PREEMPT_LOWER }: PriorityClass): Resolved => ({
  name: metadata.name ?? '',
  value,
  policy: preemptionPolicy,
});
