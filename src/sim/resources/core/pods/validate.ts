/** upstream: pkg/apis/core/validation ValidatePodCreate, ValidatePodUpdate, ValidatePodStatusUpdate */
import { type FieldError, field, forbiddenField, invalid, isDNS1123Subdomain } from '@/apimachinery';
import type { ContainerStatus, Pod, PodSpec } from '@/kube/kinds';
import {
  validateAppArmorMatch,
  validateImageSpace,
  validatePodAnnotations,
  validatePodAnnotationUpdate,
  validatePodSpec,
} from '../../pod-spec';
import { validateIP } from '../../shared/ip';
import { validateSpecUpdate } from './update';

const annotations = field('metadata', 'annotations');
const spec = field('spec');
const status = field('status');
const NO_CONTAINERS: PodSpec = { containers: [] };

export function validatePod(pod: Pod): FieldError[] {
  const given = pod.spec ?? NO_CONTAINERS;
  const errors = validateAlways(pod);
  if (given.ephemeralContainers?.length) {
    errors.push(forbiddenField(spec.child('ephemeralContainers'), 'cannot be set on create'));
  }
  if (given.nodeName && given.schedulingGates?.length) {
    const why = 'cannot be set until all schedulingGates have been cleared';
    errors.push(forbiddenField(spec.child('nodeName'), why));
  }
  return [...errors, ...validateAppArmorMatch(pod.metadata.annotations, given, spec)];
}

/** What holds for a pod's spec at every write. upstream: validatePodMetadataAndSpec */
export function validateAlways(pod: Pod): FieldError[] {
  const given = pod.spec ?? NO_CONTAINERS;
  const errors = [
    ...validatePodAnnotations(pod.metadata.annotations, given, annotations),
    ...validatePodSpec(given, true, spec),
  ];
  if (!given.serviceAccountName) {
    given.volumes?.forEach((volume, i) => {
      volume.projected?.sources?.forEach((source, j) => {
        if (!source.serviceAccountToken) return;
        const at = spec.child('volumes').index(i).child('projected', 'sources').index(j);
        const why = 'must not be specified when serviceAccountName is not set';
        errors.push(forbiddenField(at.child('serviceAccountToken'), why));
      });
    });
  }
  for (const list of ['containers', 'initContainers'] as const) {
    given[list]?.forEach((container, i) => {
      errors.push(...validateImageSpace(container, spec.child(list).index(i)));
    });
  }
  return errors;
}

export const validatePodUpdate = (pod: Pod, old: Pod): FieldError[] => [
  ...validateAlways(pod),
  ...validatePodAnnotationUpdate(pod.metadata.annotations, old.metadata.annotations, annotations),
  ...validateSpecUpdate(pod.spec ?? NO_CONTAINERS, old.spec ?? NO_CONTAINERS),
];

export function validatePodStatusUpdate(pod: Pod, old: Pod): FieldError[] {
  const { nominatedNodeName, podIPs = [], containerStatuses, initContainerStatuses } = pod.status ?? {};
  const errors: FieldError[] = [];
  if (nominatedNodeName && nominatedNodeName !== old.status?.nominatedNodeName) {
    const wrong = isDNS1123Subdomain(nominatedNodeName);
    errors.push(...wrong.map((e) => invalid(status.child('nominatedNodeName'), nominatedNodeName, e)));
  }
  errors.push(
    ...validateTransition(pod, containerStatuses, old.status?.containerStatuses, 'containerStatuses'),
    ...validateTransition(
      pod,
      initContainerStatuses,
      old.status?.initContainerStatuses,
      'initContainerStatuses',
    ),
    ...podIPs.flatMap(({ ip }, i) => validateIP(ip, status.child('podIPs').index(i))),
  );
  return errors;
}

/** A container that ended for good stays ended. upstream: ValidateContainerStateTransition */
function validateTransition(
  { spec: podSpec }: Pod,
  now: readonly ContainerStatus[] = [],
  before: readonly ContainerStatus[] = [],
  name: string,
): FieldError[] {
  const policy = podSpec?.restartPolicy;
  if (policy === 'Always') return [];
  const sidecars = new Set(
    podSpec?.initContainers?.filter((c) => c.restartPolicy === 'Always').map((c) => c.name),
  );
  return before.flatMap((old, i) => {
    const ended = old.state?.terminated;
    if (!ended || sidecars.has(old.name) || (ended.exitCode !== 0 && policy === 'OnFailure')) return [];
    const revived = now.some((next) => next.name === old.name && !next.state?.terminated);
    const at = status.child(name).index(i).child('state');
    return revived ? [forbiddenField(at, 'may not be transitioned to non-terminated state')] : [];
  });
}
