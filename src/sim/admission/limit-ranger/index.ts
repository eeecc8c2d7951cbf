/**
 * LimitRanger: containers of a namespace get the requests and limits that its LimitRanges give by default, and pods and
 * claims stay between the least and the most that they allow.
 * https://kubernetes.io/docs/concepts/policy/limit-range/
 */
// upstream: plugin/pkg/admission/limitranger/admission.go
import type { LimitRange, PersistentVolumeClaim, Pod } from '@/kube/kinds';
import {
  type AdmissionContext,
  type AdmissionPlugin,
  type AdmissionRequest,
  admissionForbidden,
} from '../plugin';
import { isResize, podOf } from '../pod';
import { claimViolations, podViolations } from './constraints';
import { withDefaults } from './defaults';

const LIMIT_RANGES = { group: '', resource: 'limitranges' };

export const limitRanger: AdmissionPlugin = {
  name: 'LimitRanger',
  operations: ['CREATE', 'UPDATE'],
  admit(request, context) {
    let pod = measuredPod(request);
    for (const range of pod ? rangesOf(request, context) : []) pod = pod && withDefaults(pod, range);
    return pod;
  },
  validate(request, context) {
    const violationsOf = judgeOf(request);
    if (!violationsOf || request.old?.metadata.deletionTimestamp) return;
    for (const range of rangesOf(request, context)) {
      const violations = [...new Set(violationsOf(range))];
      if (violations.length > 0) throw admissionForbidden(request, aggregate(violations));
    }
  },
};

/** Requests and limits of a pod that exists change only where it is resized; other updates of it are none of ours. */
function measuredPod(request: AdmissionRequest): Pod | undefined {
  if (isResize(request)) return request.object as Pod | undefined;
  return request.operation === 'CREATE' ? podOf(request) : undefined;
}

const rangesOf = ({ namespace }: AdmissionRequest, context: AdmissionContext): readonly LimitRange[] =>
  context.list(LIMIT_RANGES, namespace) as readonly LimitRange[];

/** What a LimitRange would say against the object of a request, if it is one that LimitRanges are about. */
function judgeOf(request: AdmissionRequest): ((range: LimitRange) => readonly string[]) | undefined {
  const { resource, subresource, object } = request;
  const pod = measuredPod(request);
  if (pod) return (range) => podViolations(range, pod);
  if (resource.group !== '' || resource.resource !== 'persistentvolumeclaims' || subresource)
    return undefined;
  return (range) => claimViolations(range, object as PersistentVolumeClaim);
}

/** upstream: apimachinery/pkg/util/errors Aggregate */
const aggregate = (texts: readonly string[]): string =>
  texts.length === 1 ? (texts[0] ?? '') : `[${texts.join(', ')}]`;
