/** Containers of every sort. upstream: pkg/apis/core/validation validateContainers, validateInitContainers, validateEphemeralContainers */
import {
  duplicate,
  type FieldError,
  type FieldPath,
  forbiddenField,
  invalid,
  isValidPortName,
  notFoundField,
  required,
} from '@/apimachinery';
import type { ContainerSpec, PodSpec } from '@/kube/kinds';
import { dnsLabel, each, oneOf, PROTOCOLS, portNumber } from '../../shared/validate';
import { validateEnv, validateEnvFrom } from './env';
import { validateDevices, validateMounts } from './mounts';
import { LIVENESS_OR_STARTUP, READINESS, validateLifecycle, validateProbe } from './probes';
import { validateContainerResource, validateResources } from './resources';
import { validateSecurityContext } from './security';
import type { ContainerPort, EphemeralContainer, PodFacts } from './types';

const PULL_POLICIES = ['Always', 'IfNotPresent', 'Never'];
const MESSAGE_POLICIES = ['File', 'FallbackToLogsOnError'];
const ONLY_SIDECARS = 'may not be set for init containers without restartPolicy=Always';
const NOT_EPHEMERAL = 'cannot be set for an Ephemeral Container';

export function validateContainers(spec: PodSpec, facts: PodFacts, path: FieldPath): FieldError[] {
  const { containers = [] } = spec;
  if (containers.length === 0) return [required(path)];
  const names = new Set<string>();
  const errors = containers.flatMap((container, i) => {
    const at = path.index(i);
    const own = validateCommon(container, facts, at);
    if (names.has(container.name)) own.push(duplicate(at.child('name'), container.name));
    names.add(container.name);
    own.push(...validateRunning(container, facts, at));
    if (container.restartPolicy !== undefined && !container.restartPolicyRules) {
      own.push(
        ...oneOf(container.restartPolicy, ['Always', 'Never', 'OnFailure'], at.child('restartPolicy')),
      );
    }
    return own;
  });
  return [...errors, ...validateHostPorts(containers, path)];
}

export function validateInitContainers(spec: PodSpec, facts: PodFacts, path: FieldPath): FieldError[] {
  const names = new Set(spec.containers?.map((c) => c.name));
  return (spec.initContainers ?? []).flatMap((container, i) => {
    const at = path.index(i);
    const { name, restartPolicy } = container;
    const errors = validateCommon(container, facts, at);
    if (restartPolicy !== undefined) {
      errors.push(...oneOf(restartPolicy, ['Always', 'Never', 'OnFailure'], at.child('restartPolicy')));
    }
    if (names.has(name)) errors.push(duplicate(at.child('name'), name));
    names.add(name);
    // Init containers run one after another: each has the ports to itself.
    errors.push(...validateHostPorts([container], path));
    if (restartPolicy === 'Always') return [...errors, ...validateRunning(container, facts, at)];
    for (const field of ['lifecycle', 'livenessProbe', 'readinessProbe', 'startupProbe'] as const) {
      if (container[field]) errors.push(forbiddenField(at.child(field), ONLY_SIDECARS));
    }
    return errors;
  });
}

export function validateEphemeralContainers(spec: PodSpec, facts: PodFacts, path: FieldPath): FieldError[] {
  const others = new Set([...(spec.containers ?? []), ...(spec.initContainers ?? [])].map((c) => c.name));
  const names = new Set(others);
  return (spec.ephemeralContainers ?? []).flatMap((container, i) => {
    const at = path.index(i);
    const errors = [
      ...validateCommon(container as ContainerSpec, facts, at),
      ...validateImageSpace(container, at),
    ];
    if (names.has(container.name)) errors.push(duplicate(at.child('name'), container.name));
    names.add(container.name);
    const target = container.targetContainerName;
    if (target && !others.has(target)) errors.push(notFoundField(at.child('targetContainerName'), target));
    for (const field of ['ports', 'livenessProbe', 'readinessProbe', 'startupProbe', 'lifecycle'] as const) {
      if (container[field] !== undefined) errors.push(forbiddenField(at.child(field), NOT_EPHEMERAL));
    }
    if (Object.keys(container.resources ?? {}).length > 0) {
      errors.push(forbiddenField(at.child('resources'), NOT_EPHEMERAL));
    }
    container.volumeMounts?.forEach(({ subPath, subPathExpr }, j) => {
      const mount = at.child('volumeMounts').index(j);
      if (subPath) errors.push(forbiddenField(mount.child('subPath'), NOT_EPHEMERAL));
      if (subPathExpr) errors.push(forbiddenField(mount.child('subPathExpr'), NOT_EPHEMERAL));
    });
    return errors;
  });
}

/** Pods, not templates, must name their images exactly. */
export const validateImageSpace = (
  { image = '' }: ContainerSpec | EphemeralContainer,
  path: FieldPath,
): FieldError[] =>
  image === image.trim()
    ? []
    : [invalid(path.child('image'), image, 'must not have leading or trailing whitespace')];

/** upstream: validateContainerCommon */
function validateCommon(container: ContainerSpec, facts: PodFacts, path: FieldPath): FieldError[] {
  const { name, image, ports = [], env = [], envFrom = [], resources = {} } = container;
  return [
    ...(name ? dnsLabel(name, path.child('name')) : [required(path.child('name'))]),
    ...(image ? [] : [required(path.child('image'))]),
    ...oneOf(container.terminationMessagePolicy, MESSAGE_POLICIES, path.child('terminationMessagePolicy')),
    ...validatePorts(ports, path.child('ports')),
    ...validateEnv(env, path.child('env')),
    ...validateEnvFrom(envFrom, path.child('envFrom')),
    ...validateMounts(container, facts, path.child('volumeMounts')),
    ...validateDevices(container, facts, path.child('volumeDevices')),
    ...oneOf(container.imagePullPolicy, PULL_POLICIES, path.child('imagePullPolicy')),
    ...validateResources(resources, facts.claimNames, {
      path: path.child('resources'),
      validateName: validateContainerResource,
    }),
    ...validateResize(container, facts, path.child('resizePolicy')),
    ...validateSecurityContext(container.securityContext, path.child('securityContext')),
  ];
}

/** What only containers that stay have: hooks and probes. */
function validateRunning(container: ContainerSpec, facts: PodFacts, path: FieldPath): FieldError[] {
  const { lifecycle, livenessProbe, readinessProbe, startupProbe } = container;
  return [
    ...(lifecycle ? validateLifecycle(lifecycle, facts.gracePeriodSeconds, path.child('lifecycle')) : []),
    ...validateProbe(livenessProbe, LIVENESS_OR_STARTUP, path.child('livenessProbe')),
    ...validateProbe(readinessProbe, READINESS, path.child('readinessProbe')),
    ...validateProbe(startupProbe, LIVENESS_OR_STARTUP, path.child('startupProbe')),
  ];
}

function validateResize(
  { resizePolicy = [] }: ContainerSpec,
  facts: PodFacts,
  path: FieldPath,
): FieldError[] {
  const seen = new Set<string>();
  return resizePolicy.flatMap(({ resourceName, restartPolicy }, i) => {
    const errors = seen.has(resourceName) ? [duplicate(path.index(i), resourceName)] : [];
    seen.add(resourceName);
    errors.push(...oneOf(resourceName, ['cpu', 'memory'], path));
    errors.push(...oneOf(restartPolicy, ['NotRequired', 'RestartContainer'], path));
    if (facts.restartPolicy === 'Never' && restartPolicy !== 'NotRequired') {
      errors.push(invalid(path, restartPolicy, "must be 'NotRequired' when `restartPolicy` is 'Never'"));
    }
    return errors;
  });
}

function validatePorts(ports: readonly ContainerPort[], path: FieldPath): FieldError[] {
  const names = new Set<string>();
  return ports.flatMap(({ name, containerPort, hostPort, protocol }, i) => {
    const at = path.index(i);
    const errors: FieldError[] = [];
    if (name) {
      const wrong = isValidPortName(name);
      if (wrong.length > 0) errors.push(...each(wrong, at.child('name'), name));
      else if (names.has(name)) errors.push(duplicate(at.child('name'), name));
      else names.add(name);
    }
    if (!containerPort) errors.push(required(at.child('containerPort')));
    else errors.push(...portNumber(containerPort, at.child('containerPort')));
    if (hostPort) errors.push(...portNumber(hostPort, at.child('hostPort')));
    return [...errors, ...oneOf(protocol, PROTOCOLS, at.child('protocol'))];
  });
}

function validateHostPorts(containers: readonly ContainerSpec[], path: FieldPath): FieldError[] {
  const seen = new Set<string>();
  return containers.flatMap(({ ports = [] }, i) =>
    ports.flatMap(({ protocol, hostIP = '', hostPort }, j) => {
      if (!hostPort) return [];
      const id = `${protocol}/${hostIP}/${hostPort}`;
      if (seen.has(id)) return [duplicate(path.index(i).child('ports').index(j).child('hostPort'), id)];
      seen.add(id);
      return [];
    }),
  );
}
