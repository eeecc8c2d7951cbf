/** upstream: pkg/apis/core/validation ValidateService, ValidateServiceUpdate */
import {
  duplicate,
  type FieldError,
  type FieldPath,
  field,
  forbiddenField,
  invalid,
  isDNS1123Subdomain,
  isQualifiedName,
  notSupported,
  required,
  validateLabels,
} from '@/apimachinery';
import type { Service, ServicePort } from '@/kube/kinds';
import { isIP, validateIP, validateNonSpecialIP } from '../../shared/ip';
import {
  dnsLabel,
  dnsSubdomain,
  each,
  oneOf,
  PROTOCOLS,
  portNumber,
  portNumberOrName,
  repeated,
} from '../../shared/validate';
import type { ServiceSpec } from './defaults';
import { HEADLESS, needsHealthCheckPort, needsNodePort } from './prepare';
import { validateFamilies, validateFamilyUpdate } from './validate-families';

const TYPES = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'];
const AFFINITIES = ['ClientIP', 'None'];
const TRAFFIC = ['Cluster', 'Local'];
const MAX_AFFINITY_SECONDS = 86_400;
const KUBELET_PORT = 10_250;
const ONLY_BALANCED = "may only be used when `type` is 'LoadBalancer'";
const ONLY_CHECKED = "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'";

const path = field('spec');
const isHeadless = (spec: ServiceSpec) => spec.clusterIPs?.length === 1 && spec.clusterIPs[0] === HEADLESS;

export function validateService({ spec = {} }: Service): FieldError[] {
  const { ports = [], type = '' } = spec;
  const errors: FieldError[] = [];
  if (ports.length === 0 && !isHeadless(spec) && type !== 'ExternalName')
    errors.push(required(path.child('ports')));
  errors.push(
    ...validateByType(spec),
    ...validatePorts(ports, path.child('ports')),
    ...validateLabels(spec.selector, path.child('selector')),
    ...validateAffinity(spec),
    ...validateFamilies(spec),
    ...(spec.externalIPs ?? []).flatMap((ip, i) =>
      validateExternalIp(ip, path.child('externalIPs').index(i)),
    ),
    ...oneOf(type, TYPES, path.child('type')),
  );
  if (type === 'ClusterIP') {
    ports.forEach(({ nodePort }, i) => {
      const at = path.child('ports').index(i).child('nodePort');
      if (nodePort) errors.push(forbiddenField(at, "may not be used when `type` is 'ClusterIP'"));
    });
  }
  return [...errors, ...validateRepeatedPorts(ports), ...validateBalancer(spec), ...validateTraffic(spec)];
}

function validateByType(spec: ServiceSpec): FieldError[] {
  const first = path.child('clusterIPs').index(0);
  switch (spec.type) {
    case 'LoadBalancer': {
      const why = `may not expose port ${KUBELET_PORT} externally since it is used by kubelet`;
      const exposed = (spec.ports ?? []).flatMap(({ port }, i) =>
        port === KUBELET_PORT ? [invalid(path.child('ports').index(i), port, why)] : [],
      );
      return isHeadless(spec)
        ? [...exposed, invalid(first, HEADLESS, "may not be set to 'None' for LoadBalancer services")]
        : exposed;
    }
    case 'NodePort':
      return isHeadless(spec)
        ? [invalid(first, HEADLESS, "may not be set to 'None' for NodePort services")]
        : [];
    case 'ExternalName':
      return validateExternalName(spec);
    default:
      return [];
  }
}

function validateExternalName(spec: ServiceSpec): FieldError[] {
  const why = 'may not be set for ExternalName services';
  const errors = (['clusterIPs', 'ipFamilies', 'ipFamilyPolicy'] as const)
    .filter((name) => (spec[name]?.length ?? 0) > 0)
    .map((name) => forbiddenField(path.child(name), why));
  // A trailing dot says that the name is complete.
  const name = (spec.externalName ?? '').replace(/\.$/, '');
  const at = path.child('externalName');
  return [...errors, ...(name ? dnsSubdomain(name, at) : [required(at)])];
}

function validatePorts(ports: readonly ServicePort[], at: FieldPath): FieldError[] {
  const names = new Set<string>();
  return ports.flatMap((port, i) => {
    const place = at.index(i);
    const { name, appProtocol } = port;
    const errors: FieldError[] = [];
    if (!name && ports.length > 1) errors.push(required(place.child('name')));
    else if (name) {
      errors.push(...dnsLabel(name, place.child('name')));
      if (names.has(name)) errors.push(duplicate(place.child('name'), name));
      names.add(name);
    }
    errors.push(
      ...portNumber(port.port ?? 0, place.child('port')),
      ...oneOf(port.protocol, PROTOCOLS, place.child('protocol')),
      ...portNumberOrName(port.targetPort ?? 0, place.child('targetPort')),
    );
    if (appProtocol !== undefined)
      errors.push(...each(isQualifiedName(appProtocol), place.child('appProtocol'), appProtocol));
    return errors;
  });
}

const validateRepeatedPorts = (ports: readonly ServicePort[]): FieldError[] => [
  ...repeated(
    ports,
    ({ protocol, nodePort }) => (nodePort ? `${protocol}/${nodePort}` : ''),
    ({ nodePort }, i) => duplicate(path.child('ports').index(i).child('nodePort'), nodePort),
  ),
  ...repeated(
    ports,
    ({ protocol, port }) => `${protocol}/${port}`,
    ({ protocol, port }, i) => duplicate(path.child('ports').index(i), { port, protocol }),
  ),
];

function validateAffinity({ sessionAffinity, sessionAffinityConfig: config }: ServiceSpec): FieldError[] {
  const errors = oneOf(sessionAffinity, AFFINITIES, path.child('sessionAffinity'));
  const at = path.child('sessionAffinityConfig');
  if (sessionAffinity === 'None') {
    return config ? [...errors, forbiddenField(at, 'must not be set when session affinity is None')] : errors;
  }
  if (sessionAffinity !== 'ClientIP') return errors;
  const why = 'when session affinity type is ClientIP';
  if (!config) return [...errors, required(at, why)];
  if (!config.clientIP) return [...errors, required(at.child('clientIP'), why)];
  const seconds = config.clientIP.timeoutSeconds;
  const timeout = at.child('clientIP', 'timeoutSeconds');
  if (seconds === undefined) return [...errors, required(timeout, why)];
  if (seconds > 0 && seconds <= MAX_AFFINITY_SECONDS) return errors;
  const range = `must be greater than 0 and less than ${MAX_AFFINITY_SECONDS}`;
  return [...errors, invalid(timeout, seconds, range)];
}

const validateExternalIp = (ip: string, at: FieldPath): FieldError[] =>
  isIP(ip) ? validateNonSpecialIP(ip, at) : validateIP(ip, at);

const CIDR = /^[0-9a-fA-F:.]+\/\d{1,3}$/;

function validateBalancer(spec: ServiceSpec): FieldError[] {
  const balanced = spec.type === 'LoadBalancer';
  const { loadBalancerSourceRanges: ranges = [], allocateLoadBalancerNodePorts, loadBalancerClass } = spec;
  const errors: FieldError[] = [];
  if (ranges.length > 0) {
    // Upstream writes this field with a capital.
    const at = path.child('LoadBalancerSourceRanges');
    if (!balanced) errors.push(forbiddenField(at, ONLY_BALANCED));
    if (!ranges.every((range) => CIDR.test(range.trim()))) {
      const why = 'must be a list of IP ranges. For example, 10.240.0.0/24,10.250.0.0/24 ';
      errors.push(invalid(at, `[${ranges.join(' ')}]`, why));
    }
  }
  if (allocateLoadBalancerNodePorts !== undefined && !balanced) {
    errors.push(forbiddenField(path.child('allocateLoadBalancerNodePorts'), ONLY_BALANCED));
  }
  if (loadBalancerClass !== undefined) {
    const at = path.child('loadBalancerClass');
    errors.push(
      ...(balanced
        ? each(isQualifiedName(loadBalancerClass), at, loadBalancerClass)
        : [forbiddenField(at, ONLY_BALANCED)]),
    );
  }
  return errors;
}

/** upstream: validateServiceExternalTrafficFieldsValue, validateServiceInternalTrafficFieldsValue */
function validateTraffic(spec: ServiceSpec): FieldError[] {
  const { externalTrafficPolicy: external, internalTrafficPolicy: internal, healthCheckNodePort = 0 } = spec;
  const errors: FieldError[] = [];
  const published = needsNodePort(spec) || (spec.type === 'ClusterIP' && (spec.externalIPs ?? []).length > 0);
  const at = path.child('externalTrafficPolicy');
  if (published) errors.push(...oneOf(external, TRAFFIC, at));
  else if (external) errors.push(invalid(at, external, 'may only be set for externally-accessible services'));
  if (!needsHealthCheckPort(spec) && healthCheckNodePort !== 0) {
    errors.push(invalid(path.child('healthCheckNodePort'), healthCheckNodePort, ONLY_CHECKED));
  }
  if (internal !== undefined && !TRAFFIC.includes(internal)) {
    errors.push(notSupported(path.child('internalTrafficPolicy'), internal, TRAFFIC));
  } else if (internal === undefined && spec.type !== 'ExternalName') {
    errors.push(required(path.child('internalTrafficPolicy')));
  }
  return errors;
}

export const validateServiceUpdate = (service: Service, old: Service): FieldError[] => [
  ...validateFamilyUpdate(service.spec ?? {}, old.spec ?? {}),
  ...validateClassUpdate(service.spec ?? {}, old.spec ?? {}),
  ...validateService(service),
];

function validateClassUpdate(spec: ServiceSpec, old: ServiceSpec): FieldError[] {
  if (spec.type !== 'LoadBalancer' || old.type !== 'LoadBalancer') return [];
  if (spec.loadBalancerClass === old.loadBalancerClass) return [];
  return [
    invalid(path.child('loadBalancerClass'), spec.loadBalancerClass ?? null, 'may not change once set'),
  ];
}

export const validateServiceStatus = ({ status }: Service): FieldError[] =>
  (status?.loadBalancer?.ingress ?? []).flatMap(({ ip, hostname }, i) => {
    const at = field('status', 'loadBalancer', 'ingress').index(i);
    const errors = ip ? validateIP(ip, at.child('ip')) : [];
    if (!hostname) return errors;
    errors.push(...each(isDNS1123Subdomain(hostname), at.child('hostname'), hostname));
    if (isIP(hostname)) {
      errors.push(invalid(at.child('hostname'), hostname, 'must be a DNS name, not an IP address'));
    }
    return errors;
  });
