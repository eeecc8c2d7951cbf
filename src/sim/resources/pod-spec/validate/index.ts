/** Validation of a pod's spec, alone and in a template. upstream: pkg/apis/core/validation ValidatePodSpec, ValidatePodTemplateSpec */
import {
  duplicate,
  type FieldError,
  type FieldPath,
  forbiddenField,
  invalid,
  isDNS1123Subdomain,
  isQualifiedName,
  type LabelMatcher,
  notSupported,
  rangeError,
  required,
  validateAnnotations,
  validateLabels,
} from '@/apimachinery';
import type { PodSpec, PodTemplateSpec } from '@/kube/kinds';
import { dnsLabel, each, oneOf } from '../../shared/validate';
import { validatePodAnnotations } from './annotations';
import { validatePodClaims } from './claims';
import { validateContainers, validateEphemeralContainers, validateInitContainers } from './containers';
import { validateDns, validateHostAliases, validateHostNetwork } from './network';
import { validatePodResources } from './pod-resources';
import { validateContainerResource, validateResources } from './resources';
import { validateAffinity, validateSpreadConstraints, validateTolerations } from './scheduling';
import { validatePodSecurityContext } from './security';
import type { PodFacts } from './types';
import { validateVolumes } from './volumes';
import { validateHostProcess, validateOperatingSystem } from './windows';

export { validateAppArmorMatch, validatePodAnnotations, validatePodAnnotationUpdate } from './annotations';
export { validateImageSpace } from './containers';
export { noBacksteps } from './paths';
export { mayOvercommit, validateAmount, validateContainerResource, validateResourceName } from './resources';
export { validateNodeSelector, validateTolerations } from './scheduling';

const MAX_INT32 = 2 ** 31 - 1;
const RESTART_POLICIES = ['Always', 'OnFailure', 'Never'];
const DNS_POLICIES = ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None'];

/** Containers that are added to a pod that runs. */
export const validateDebugContainers = (spec: PodSpec, path: FieldPath): FieldError[] =>
  validateEphemeralContainers(spec, factsOf(spec), path);

const factsOf = (spec: PodSpec): PodFacts => ({
  volumes: new Map((spec.volumes ?? []).map((volume) => [volume.name, volume])),
  gracePeriodSeconds: spec.terminationGracePeriodSeconds ?? 0,
  restartPolicy: spec.restartPolicy ?? '',
  claimNames: new Set((spec.resourceClaims ?? []).flatMap(({ name }) => name || [])),
});

export function validatePodSpec(spec: PodSpec, isPod: boolean, path: FieldPath): FieldError[] {
  const at = (name: keyof PodSpec) => path.child(name);
  const facts = factsOf(spec);
  const grace =
    spec.terminationGracePeriodSeconds === undefined ? [required(at('terminationGracePeriodSeconds'))] : [];
  return [
    ...grace,
    ...validateVolumes(spec.volumes ?? [], at('volumes')),
    ...validatePodClaims(spec, at('resourceClaims')),
    ...validateContainers(spec, facts, at('containers')),
    ...validateInitContainers(spec, facts, at('initContainers')),
    ...validateEphemeralContainers(spec, facts, at('ephemeralContainers')),
    ...validatePodResources(spec, facts.claimNames, at('resources')),
    ...validateHostNetwork(spec, isPod, path),
    ...oneOf(spec.restartPolicy, RESTART_POLICIES, at('restartPolicy')),
    ...oneOf(spec.dnsPolicy, DNS_POLICIES, at('dnsPolicy')),
    ...validateLabels(spec.nodeSelector, at('nodeSelector')),
    ...validatePodSecurityContext(spec, at('securityContext')),
    ...validateAffinity(spec.affinity, at('affinity')),
    ...validateDns(spec, at('dnsConfig')),
    ...validateReadinessGates(spec, at('readinessGates')),
    ...validateSchedulingGates(spec, at('schedulingGates')),
    ...validateSpreadConstraints(spec.topologySpreadConstraints ?? [], at('topologySpreadConstraints')),
    ...validateHostProcess(spec, path),
    ...validateHostUsers(spec, path),
    ...validateNames(spec, path),
    ...validateTolerations(spec.tolerations ?? [], at('tolerations')),
    ...validateHostAliases(spec.hostAliases ?? [], at('hostAliases')),
    ...(spec.preemptionPolicy === undefined
      ? []
      : oneOf(spec.preemptionPolicy, ['PreemptLowerPriority', 'Never'], at('preemptionPolicy'))),
    ...validateOverhead(spec, at('overhead')),
    ...validateOperatingSystem(spec, path),
  ];
}

const validateReadinessGates = ({ readinessGates = [] }: PodSpec, path: FieldPath): FieldError[] =>
  readinessGates.flatMap(({ conditionType }, i) =>
    each(isQualifiedName(conditionType), path.index(i).child('conditionType'), conditionType),
  );

function validateSchedulingGates({ schedulingGates = [] }: PodSpec, path: FieldPath): FieldError[] {
  const seen = new Set<string>();
  return schedulingGates.flatMap(({ name }, i) => {
    const errors = each(isQualifiedName(name), path.index(i), name);
    if (seen.has(name)) errors.push(duplicate(path.index(i), name));
    seen.add(name);
    return errors;
  });
}

const validateOverhead = ({ overhead }: PodSpec, path: FieldPath): FieldError[] =>
  overhead
    ? validateResources({ limits: overhead }, new Set(), { path, validateName: validateContainerResource })
    : [];

function validateHostUsers(spec: PodSpec, path: FieldPath): FieldError[] {
  if (spec.hostUsers !== false) return [];
  const why = 'when `pod.Spec.HostUsers` is false';
  return [
    ...(spec.hostNetwork ? [forbiddenField(path.child('hostNetwork'), why)] : []),
    ...(spec.hostPID ? [forbiddenField(path.child('HostPID'), why)] : []),
    ...(spec.hostIPC ? [forbiddenField(path.child('HostIPC'), why)] : []),
  ];
}

function validateNames(spec: PodSpec, path: FieldPath): FieldError[] {
  const { serviceAccountName, nodeName, activeDeadlineSeconds: deadline, hostname, subdomain } = spec;
  const { priorityClassName, runtimeClassName } = spec;
  const subdomainAt = (value: string | undefined, name: keyof PodSpec) =>
    value ? each(isDNS1123Subdomain(value), path.child(name), value) : [];
  return [
    ...subdomainAt(serviceAccountName, 'serviceAccountName'),
    ...subdomainAt(nodeName, 'nodeName'),
    ...(deadline !== undefined && (deadline < 1 || deadline > MAX_INT32)
      ? [invalid(path.child('activeDeadlineSeconds'), deadline, rangeError(1, MAX_INT32))]
      : []),
    ...(hostname ? dnsLabel(hostname, path.child('hostname')) : []),
    ...(subdomain ? dnsLabel(subdomain, path.child('subdomain')) : []),
    ...subdomainAt(priorityClassName, 'priorityClassName'),
    ...(runtimeClassName === undefined
      ? []
      : each(isDNS1123Subdomain(runtimeClassName), path.child('runtimeClassName'), runtimeClassName)),
  ];
}

/** A template by itself. */
export function validatePodTemplate(template: PodTemplateSpec, path: FieldPath): FieldError[] {
  const { metadata = {}, spec = { containers: [] } } = template;
  return [
    ...validateLabels(metadata.labels, path.child('labels')),
    ...validateAnnotations(metadata.annotations ?? {}, path.child('annotations')),
    ...validatePodAnnotations(metadata.annotations, spec, path.child('annotations')),
    ...validatePodSpec(spec, false, path.child('spec')),
    ...(spec.ephemeralContainers?.length
      ? [
          forbiddenField(
            path.child('spec', 'ephemeralContainers'),
            'ephemeral containers not allowed in pod template',
          ),
        ]
      : []),
  ];
}

/** A template whose pods run forever and are found by a selector. upstream: ValidatePodTemplateSpecForReplicaSet */
export function validateSelectedTemplate(
  template: PodTemplateSpec,
  selector: LabelMatcher,
  path: FieldPath,
  owner = 'ReplicaSet',
): FieldError[] {
  const labels = template.metadata?.labels;
  const restartPolicy = template.spec?.restartPolicy;
  return [
    ...(selector.empty || selector.matches(labels)
      ? []
      : [
          invalid(
            path.child('metadata', 'labels'),
            labels ?? {},
            '`selector` does not match template `labels`',
          ),
        ]),
    ...validatePodTemplate(template, path),
    ...(restartPolicy === 'Always'
      ? []
      : [notSupported(path.child('spec', 'restartPolicy'), restartPolicy ?? '', ['Always'])]),
    ...(template.spec?.activeDeadlineSeconds === undefined
      ? []
      : [
          forbiddenField(
            path.child('spec', 'activeDeadlineSeconds'),
            `activeDeadlineSeconds in ${owner} is not Supported`,
          ),
        ]),
  ];
}
