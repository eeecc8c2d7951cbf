/**
 * Cluster IPs and node ports. Nothing is kept of what was given out: the services that live are the record, so that
 * a restore or an undo can never leave an address lost.
 * upstream: pkg/registry/core/service/storage/alloc.go; ipallocator, portallocator
 */
import { type FieldError, field, internalError, invalid, invalidObject, type Rng } from '@/apimachinery';
import type { Service, ServicePort } from '@/kube/kinds';
import type { StrategyContext } from '../../definition';
import type { ServiceSpec } from './defaults';
import { HEADLESS, needsClusterIp, needsHealthCheckPort, needsNodePort } from './prepare';

const CLUSTER_CIDR = '10.96.0.0/12';
const BASE = 10 * 2 ** 24 + 96 * 2 ** 16;
const SIZE = 2 ** 20;
/** The low part of each range is left to those who ask for a value. upstream: calculateRangeOffset */
const STATIC_IPS = 256;
const FIRST_PORT = 30_000;
const LAST_PORT = 32_767;
const STATIC_PORTS = 86;
const ALREADY = 'already allocated';

export function allocate(service: Service, old: Service | undefined, context: StrategyContext): Service {
  const given = service.spec ?? {};
  const { name = '' } = service.metadata;
  const others = (context.list('', 'services') as readonly Service[]).filter(
    (s) => s.metadata.uid !== service.metadata.uid,
  );
  let spec = needsClusterIp(given) ? withFamilies(given, old?.spec, name) : given;
  if (needsClusterIp(spec) && spec.clusterIPs?.[0] !== HEADLESS) {
    spec = withClusterIp(spec, name, { others, rng: context.rng, kept: old?.spec?.clusterIPs ?? [] });
  }
  if (needsNodePort(spec)) spec = withNodePorts(spec, name, { others, rng: context.rng, old: old?.spec });
  return spec === given ? service : { ...service, spec };
}

const refuse = (name: string, ...errors: FieldError[]) =>
  invalidObject({ group: '', kind: 'Service' }, name, errors);

// ------------------------------------------------------------------------------------------------ families

/** The cluster has IPv4 alone. upstream: initIPFamilyFields */
function withFamilies(spec: ServiceSpec, old: ServiceSpec | undefined, name: string): ServiceSpec {
  const headlessFree = spec.clusterIP === HEADLESS && Object.keys(spec.selector ?? {}).length === 0;
  const inferred = headlessFree ? 'RequireDualStack' : 'SingleStack';
  const policy = spec.ipFamilyPolicy ?? old?.ipFamilyPolicy ?? inferred;
  const errors: FieldError[] = [];
  const policyPath = field('spec', 'ipFamilyPolicy');
  let families = spec.ipFamilies ?? [];
  if (policy === 'SingleStack') {
    const several = "must be 'RequireDualStack' or 'PreferDualStack' when multiple";
    if (spec.clusterIPs?.length === 2)
      errors.push(invalid(policyPath, policy, `${several} cluster IPs are specified`));
    if (families.length === 2)
      errors.push(invalid(policyPath, policy, `${several} IP families are specified`));
  }
  for (const [i, ip] of (spec.clusterIPs ?? []).entries()) {
    if (ip === HEADLESS || i < families.length) continue;
    if (ip.includes(':')) {
      errors.push(
        invalid(
          field('spec', 'clusterIPs').index(i),
          spec.clusterIPs,
          'IPv6 is not configured on this cluster',
        ),
      );
    } else families = [...families, 'IPv4'];
  }
  if (errors.length > 0) throw refuse(name, ...errors);
  if (headlessFree) {
    const first = families[0] ?? 'IPv4';
    const both = families.length < 2 && policy !== 'SingleStack';
    const all = both ? [first, first === 'IPv4' ? 'IPv6' : 'IPv4'] : families.length > 0 ? families : [first];
    return { ...spec, ipFamilyPolicy: policy, ipFamilies: all };
  }
  if (policy === 'RequireDualStack') {
    errors.push(invalid(policyPath, policy, 'this cluster is not configured for dual-stack services'));
  }
  families.forEach((family, i) => {
    if (family !== 'IPv4') {
      errors.push(invalid(field('spec', 'ipFamilies').index(i), family, 'not configured on this cluster'));
    }
  });
  if (errors.length > 0) throw refuse(name, ...errors);
  if (spec.ipFamilyPolicy === policy && families.length > 0 && families === spec.ipFamilies) return spec;
  return { ...spec, ipFamilyPolicy: policy, ipFamilies: families.length > 0 ? families : ['IPv4'] };
}

// ------------------------------------------------------------------------------------------------ addresses

interface Pool {
  readonly others: readonly Service[];
  readonly rng: Rng;
}

function withClusterIp(
  spec: ServiceSpec,
  name: string,
  pool: Pool & { kept: readonly string[] },
): ServiceSpec {
  const wanted = spec.clusterIPs?.[0] ?? '';
  // An address is for life: another one is refused by the validation, whether or not it could be had.
  if (wanted !== '' && pool.kept.length > 0) return spec;
  const taken = new Set(pool.others.flatMap((s) => s.spec?.clusterIPs ?? []));
  if (wanted === '') {
    const ip = freeIp(taken, pool.rng);
    return { ...spec, clusterIP: ip, clusterIPs: [ip] };
  }
  const why = !inRange(wanted)
    ? `the provided IP (${wanted}) is not in the valid range. The range of valid IPs is ${CLUSTER_CIDR}`
    : taken.has(wanted)
      ? `provided IP is ${ALREADY}`
      : undefined;
  if (why) {
    const text = `failed to allocate IP ${wanted}: ${why}`;
    throw refuse(name, invalid(field('spec', 'clusterIPs'), spec.clusterIPs, text));
  }
  return spec.clusterIP === wanted ? spec : { ...spec, clusterIP: wanted };
}

const ipAt = (offset: number): string => {
  const address = BASE + offset;
  return [24, 16, 8, 0].map((shift) => (address >>> shift) & 0xff).join('.');
};

/** The network's own and its last address are nobody's. */
function inRange(ip: string): boolean {
  const offset = ip.split('.').reduce((sum, part) => sum * 256 + Number(part), 0) - BASE;
  return offset > 0 && offset < SIZE - 1;
}

function freeIp(taken: ReadonlySet<string>, rng: Rng): string {
  const ip = probe(
    SIZE - 1 - STATIC_IPS,
    rng,
    (i) => ipAt(STATIC_IPS + i),
    (candidate) => !taken.has(candidate),
  );
  if (ip === undefined) throw internalError('failed to allocate a serviceIP: range is full');
  return ip;
}

/** A random place, then the next ones, until one is free. */
function probe<T>(size: number, rng: Rng, at: (i: number) => T, free: (value: T) => boolean): T | undefined {
  const start = rng.int(size);
  for (let step = 0; step < size; step++) {
    const value = at((start + step) % size);
    if (free(value)) return value;
  }
  return undefined;
}

// ------------------------------------------------------------------------------------------------ node ports

function withNodePorts(
  spec: ServiceSpec,
  name: string,
  pool: Pool & { old: ServiceSpec | undefined },
): ServiceSpec {
  const taken = new Set(pool.others.flatMap((s) => nodePortsOf(s.spec ?? {})));
  const own = new Set(pool.old ? nodePortsOf(pool.old) : []);
  const mine = new Set<number>();
  const byPort = new Map<number, number>();
  const automatic = spec.type === 'NodePort' || spec.allocateLoadBalancerNodePorts !== false;
  const claim = (port: number, path: string): number => {
    const inBounds = port >= FIRST_PORT && port <= LAST_PORT;
    const why = inBounds
      ? `provided port is ${ALREADY}`
      : `provided port is not in the valid range. The range of valid ports is ${FIRST_PORT}-${LAST_PORT}`;
    if (!own.has(port) && (!inBounds || taken.has(port))) throw refuse(name, invalid(field(path), port, why));
    mine.add(port);
    return port;
  };
  const next = (): number => {
    const port = freePort(
      (candidate) => !taken.has(candidate) && !own.has(candidate) && !mine.has(candidate),
      pool.rng,
    );
    mine.add(port);
    return port;
  };
  const ports = (spec.ports ?? []).map((port, i, all): ServicePort => {
    if (!port.nodePort && !automatic) return port;
    // The same port over another protocol shares the node port.
    const asked = port.nodePort || all.find((p) => p.port === port.port && p.nodePort)?.nodePort;
    const nodePort = asked ? claim(asked, `spec.ports[${i}].nodePort`) : (byPort.get(port.port) ?? next());
    byPort.set(port.port, nodePort);
    return port.nodePort === nodePort ? port : { ...port, nodePort };
  });
  const out = ports.every((port, i) => port === spec.ports?.[i]) ? spec : { ...spec, ports };
  if (!needsHealthCheckPort(out) || out.healthCheckNodePort) return out;
  return { ...out, healthCheckNodePort: next() };
}

const nodePortsOf = (spec: ServiceSpec): number[] =>
  [...(spec.ports ?? []).map((p) => p.nodePort ?? 0), spec.healthCheckNodePort ?? 0].filter(
    (port) => port > 0,
  );

function freePort(free: (port: number) => boolean, rng: Rng): number {
  const dynamic = LAST_PORT - FIRST_PORT + 1 - STATIC_PORTS;
  const port =
    probe(dynamic, rng, (i) => FIRST_PORT + STATIC_PORTS + i, free) ??
    probe(STATIC_PORTS, rng, (i) => FIRST_PORT + i, free);
  if (port === undefined) throw internalError('failed to allocate a nodePort: range is full');
  return port;
}
