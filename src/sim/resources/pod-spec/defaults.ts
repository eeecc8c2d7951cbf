/**
 * Defaults of a pod's spec, alone and in the templates of workloads.
 * upstream: pkg/apis/core/v1/defaults.go SetDefaults_PodSpec, SetDefaults_Container, SetDefaults_Probe ...
 */
import type { ContainerSpec, Pod, PodSpec, PodTemplateSpec } from '@/kube/kinds';
import { fill, fillZero, isUnset, mapField, mapList, withField } from '../shared/fill';
import { aggregateContainers, isPodLevel } from './aggregate';
import { defaultPullPolicy } from './image';
import { mayOvercommit } from './validate';
import { defaultVolume } from './volume-defaults';

type Probe = NonNullable<ContainerSpec['livenessProbe']>;
type HttpGet = NonNullable<Probe['httpGet']>;
type Lifecycle = NonNullable<ContainerSpec['lifecycle']>;
type LifecycleHandler = NonNullable<Lifecycle['postStart']>;
type EnvVar = NonNullable<ContainerSpec['env']>[number];
type EphemeralContainer = NonNullable<PodSpec['ephemeralContainers']>[number];

const NO_RESOURCES = {};
const NO_SECURITY_CONTEXT = {};
const NO_METADATA = {};

/** Defaults of a spec wherever it stands. */
export function defaultPodSpec(spec: PodSpec): PodSpec {
  let out = fill(spec, {
    dnsPolicy: 'ClusterFirst',
    restartPolicy: 'Always',
    schedulerName: 'default-scheduler',
    securityContext: NO_SECURITY_CONTEXT,
    terminationGracePeriodSeconds: 30,
    // The deprecated name and the current one mirror each other.
    serviceAccount: spec.serviceAccountName,
    serviceAccountName: spec.serviceAccount,
  });
  if (out.serviceAccountName !== undefined) out = withField(out, 'serviceAccount', out.serviceAccountName);
  out = mapList(out, 'containers', defaultContainer);
  out = mapList(out, 'initContainers', defaultContainer);
  out = mapList(out, 'ephemeralContainers', defaultEphemeralContainer);
  return mapList(out, 'volumes', defaultVolume);
}

export const defaultPodTemplate = (template: PodTemplateSpec): PodTemplateSpec =>
  mapField(fill(template, { metadata: NO_METADATA }), 'spec', defaultPodSpec);

/** Defaults that only a pod itself gets, not a template. upstream: SetDefaults_Pod */
export function defaultPod(pod: Pod): Pod {
  return mapField(pod, 'spec', (given) => {
    let spec = fill(defaultPodSpec(given), { enableServiceLinks: true });
    if (spec.hostNetwork) {
      spec = mapList(spec, 'containers', hostPorts);
      spec = mapList(spec, 'initContainers', hostPorts);
    }
    spec = mapList(spec, 'containers', requestsFromLimits);
    return podRequests(mapList(spec, 'initContainers', requestsFromLimits));
  });
}

function defaultContainer(container: ContainerSpec): ContainerSpec {
  let out = fill(container, {
    imagePullPolicy: defaultPullPolicy(container.image),
    resources: NO_RESOURCES,
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
  });
  out = mapList(out, 'ports', (port: NonNullable<ContainerSpec['ports']>[number]) =>
    fill(port, { protocol: 'TCP' }),
  );
  out = mapList(out, 'env', defaultEnvVar);
  out = mapField(out, 'livenessProbe', defaultProbe);
  out = mapField(out, 'readinessProbe', defaultProbe);
  out = mapField(out, 'startupProbe', defaultProbe);
  return mapField(out, 'lifecycle', defaultLifecycle);
}

const defaultEphemeralContainer = (container: EphemeralContainer): EphemeralContainer =>
  defaultContainer(container as ContainerSpec) as EphemeralContainer;

const defaultEnvVar = (variable: EnvVar): EnvVar =>
  mapField(variable, 'valueFrom', (from) =>
    mapField(from, 'fieldRef', (ref) => fill(ref, { apiVersion: 'v1' })),
  );

function defaultProbe(probe: Probe): Probe {
  const out = fillZero(probe, {
    timeoutSeconds: 1,
    periodSeconds: 10,
    successThreshold: 1,
    failureThreshold: 3,
  });
  return mapField(mapField(out, 'httpGet', defaultHttpGet), 'grpc', (grpc) =>
    grpc.service === undefined ? { ...grpc, service: '' } : grpc,
  );
}

const defaultHttpGet = (get: HttpGet): HttpGet => fill(get, { path: '/', scheme: 'HTTP' });

const defaultHandler = (handler: LifecycleHandler): LifecycleHandler =>
  mapField(handler, 'httpGet', defaultHttpGet);

const defaultLifecycle = (lifecycle: Lifecycle): Lifecycle =>
  mapField(mapField(lifecycle, 'postStart', defaultHandler), 'preStop', defaultHandler);

/** With the host's network a container's ports are the host's. */
const hostPorts = (container: ContainerSpec): ContainerSpec =>
  mapList(container, 'ports', (port: NonNullable<ContainerSpec['ports']>[number]) =>
    port.hostPort ? port : { ...port, hostPort: port.containerPort },
  );

/**
 * A pod that is limited as a whole asks for what its containers do, or else for its limits.
 * upstream: defaultPodRequests
 */
function podRequests(spec: PodSpec): PodSpec {
  const { limits = {}, requests } = spec.resources ?? {};
  if (Object.keys(limits).length === 0) return spec;
  const needed = Object.entries(aggregateContainers(spec, 'requests'))
    .filter(([name]) => isPodLevel(name) && mayOvercommit(name))
    .map(([name, { text }]) => [name, text]);
  const allowed = Object.entries(limits).filter(([name]) => isPodLevel(name));
  const all = { ...Object.fromEntries(allowed), ...Object.fromEntries(needed), ...requests };
  return Object.keys(all).length === 0 ? spec : { ...spec, resources: { ...spec.resources, requests: all } };
}

/** A limit without a request is the request. */
function requestsFromLimits(container: ContainerSpec): ContainerSpec {
  const { limits, requests = {} } = container.resources ?? {};
  const missing = Object.entries(limits ?? {}).filter(([name]) => isUnset(requests[name]));
  if (missing.length === 0) return container;
  return {
    ...container,
    resources: { ...container.resources, requests: { ...requests, ...Object.fromEntries(missing) } },
  };
}
