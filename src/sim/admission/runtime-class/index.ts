/** RuntimeClass: a pod gets the overhead, node selector and tolerations of its class, which must be there. */
// upstream: plugin/pkg/admission/runtimeclass/admission.go
import { compareQuantity, parseQuantity } from '@/apimachinery';
import type { Pod, PodSpec, RuntimeClass } from '@/kube/kinds';
import {
  type AdmissionContext,
  type AdmissionPlugin,
  type AdmissionRequest,
  admissionForbidden,
} from '../plugin';
import { podOf, specOf, withSpec } from '../pod';

const RUNTIME_CLASSES = { group: 'node.k8s.io', resource: 'runtimeclasses' };
const DIFFERENT = "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead";
const UNFOUNDED = 'pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead';

type Overhead = Readonly<Record<string, string>>;
type Toleration = NonNullable<PodSpec['tolerations']>[number];

export const runtimeClass: AdmissionPlugin = {
  name: 'RuntimeClass',
  operations: ['CREATE'],
  admit(request, context) {
    const pod = podOf(request);
    const found = pod && classOf(pod, request, context);
    if (!found) return undefined;
    return withScheduling(withOverhead(pod, found, request), found, request);
  },
  validate(request, context) {
    const pod = podOf(request);
    if (!pod) return;
    const wanted = classOf(pod, request, context)?.overhead?.podFixed;
    const { overhead } = specOf(pod);
    if (wanted && !sameOverhead(wanted, overhead ?? {})) throw admissionForbidden(request, DIFFERENT);
    if (!wanted && overhead !== undefined) throw admissionForbidden(request, UNFOUNDED);
  },
};

function classOf(pod: Pod, request: AdmissionRequest, { get }: AdmissionContext): RuntimeClass | undefined {
  const { runtimeClassName: name } = specOf(pod);
  if (name === undefined) return undefined;
  const found = get(RUNTIME_CLASSES, undefined, name) as RuntimeClass | undefined;
  if (found) return found;
  throw admissionForbidden(request, `pod rejected: RuntimeClass ${JSON.stringify(name)} not found`);
}

function withOverhead(pod: Pod, { overhead }: RuntimeClass, request: AdmissionRequest): Pod {
  if (!overhead?.podFixed) return pod;
  const { overhead: given } = specOf(pod);
  if (given && !sameOverhead(overhead.podFixed, given)) throw admissionForbidden(request, DIFFERENT);
  return withSpec(pod, { overhead: overhead.podFixed });
}

function withScheduling(pod: Pod, { scheduling }: RuntimeClass, request: AdmissionRequest): Pod {
  if (!scheduling) return pod;
  const { nodeSelector = {}, tolerations = [] } = specOf(pod);
  for (const [key, value] of Object.entries(scheduling.nodeSelector ?? {})) {
    const given = nodeSelector[key];
    if (given === undefined || given === value) continue;
    const why = `conflict: runtimeClass.scheduling.nodeSelector[${key}] = ${value}; pod.spec.nodeSelector[${key}] = ${given}`;
    throw admissionForbidden(request, why);
  }
  const added = (scheduling.tolerations ?? []).filter(
    (wanted) => !tolerations.some((given) => sameToleration(given, wanted)),
  );
  return withSpec(pod, {
    nodeSelector: { ...nodeSelector, ...scheduling.nodeSelector },
    tolerations: [...tolerations, ...added],
  });
}

const sameToleration = (a: Toleration, b: Toleration): boolean =>
  a.key === b.key &&
  a.value === b.value &&
  a.effect === b.effect &&
  a.tolerationSeconds === b.tolerationSeconds &&
  (a.operator ?? 'Equal') === (b.operator ?? 'Equal');

function sameOverhead(a: Overhead, b: Overhead): boolean {
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...names].every((name) => {
    const [left, right] = [a[name], b[name]];
    if (left === undefined || right === undefined) return false;
    return compareQuantity(parseQuantity(left), parseQuantity(right)) === 0;
  });
}
