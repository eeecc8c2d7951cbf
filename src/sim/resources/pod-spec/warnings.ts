/** What is allowed, but hardly meant. upstream: pkg/api/pod/warnings.go warningsForPodSpecAndMeta */
import { type FieldPath, field, isDNS1123Label, own, parseQuantity } from '@/apimachinery';
import type { ContainerSpec, Pod, PodSpec, PodTemplateSpec } from '@/kube/kinds';
import { unsimulatedWarnings } from './unsimulated';

const REPLACED_LABELS: Readonly<Record<string, string>> = {
  'beta.kubernetes.io/arch': 'deprecated since v1.14; use "kubernetes.io/arch" instead',
  'beta.kubernetes.io/os': 'deprecated since v1.14; use "kubernetes.io/os" instead',
  'failure-domain.beta.kubernetes.io/region':
    'deprecated since v1.17; use "topology.kubernetes.io/region" instead',
  'failure-domain.beta.kubernetes.io/zone':
    'deprecated since v1.17; use "topology.kubernetes.io/zone" instead',
  'beta.kubernetes.io/instance-type':
    'deprecated since v1.17; use "node.kubernetes.io/instance-type" instead',
};

export function podWarnings({ metadata, spec }: Pod): string[] {
  const wrong = metadata.name ? isDNS1123Label(metadata.name) : [];
  const name =
    "metadata.name: this is used in the Pod's hostname, which can result in surprising behavior; a DNS label is recommended";
  return [
    ...(wrong.length > 0 ? [`${name}: [${wrong.join(' ')}]`] : []),
    ...(spec ? specWarnings(spec, field('spec')) : []),
  ];
}

export const templateWarnings = (template: PodTemplateSpec | undefined): string[] =>
  template?.spec ? specWarnings(template.spec, field('spec', 'template', 'spec')) : [];

function specWarnings(spec: PodSpec, path: FieldPath): string[] {
  const grace = path.child('terminationGracePeriodSeconds');
  return [
    ...Object.keys(spec.nodeSelector ?? {})
      .filter((key) => own(REPLACED_LABELS, key))
      .map((key) => `${path.child('nodeSelector').key(key)}: ${REPLACED_LABELS[key]}`),
    ...(['initContainers', 'containers'] as const).flatMap((list) =>
      (spec[list] ?? []).flatMap((container, i) => containerWarnings(container, path.child(list).index(i))),
    ),
    ...((spec.terminationGracePeriodSeconds ?? 0) < 0
      ? [`${grace}: must be >= 0; negative values are invalid and will be treated as 1`]
      : []),
    ...unsimulatedWarnings(spec, path),
  ];
}

function containerWarnings(
  { env = [], ports = [], resources = {} }: ContainerSpec,
  path: FieldPath,
): string[] {
  const names = new Set<string>();
  const hidden = env.flatMap(({ name }, i) => {
    const again = names.has(name);
    names.add(name);
    const at = path.child('env').index(i);
    return again
      ? [`${at}: hides previous definition of ${JSON.stringify(name)}, which may be dropped when using apply`]
      : [];
  });
  const fractional = (['limits', 'requests'] as const).flatMap((list) => {
    const memory = parseQuantity(resources[list]?.memory ?? '0');
    if (memory.nanos % 1_000_000_000n === 0n) return [];
    const at = path.child('resources', list).key('memory');
    return [`${at}: fractional byte value ${JSON.stringify(memory.text)} is invalid, must be an integer`];
  });
  return [...hidden, ...fractional, ...portWarnings(ports, path.child('ports'))];
}

function portWarnings(ports: NonNullable<ContainerSpec['ports']>, path: FieldPath): string[] {
  const seen = new Map<string, FieldPath>();
  return ports.flatMap(({ containerPort, protocol, hostPort = 0, hostIP = '' }, i) => {
    const id = `${containerPort}/${protocol}/${hostPort}/${hostIP}`;
    const first = seen.get(id);
    if (!first) seen.set(id, path.index(i));
    return first ? [`${path.index(i)}: duplicate port definition with ${first}`] : [];
  });
}
