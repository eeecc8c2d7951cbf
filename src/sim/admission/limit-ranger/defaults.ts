/** Requests and limits that containers get which say nothing themselves. */
// upstream: plugin/pkg/admission/limitranger/admission.go mergePodResourceRequirements
import type { ContainerSpec, LimitRange, Pod } from '@/kube/kinds';
import { specOf, withSpec } from '../pod';

const ANNOTATION = 'kubernetes.io/limit-ranger';

type Quantities = Readonly<Record<string, string>>;

interface Defaults {
  readonly requests: Quantities;
  readonly limits: Quantities;
}

/** The pod with the defaults of one LimitRange, and an annotation that tells of them. */
export function withDefaults(pod: Pod, range: LimitRange): Pod {
  const items = range.spec?.limits.filter(({ type }) => type === 'Container') ?? [];
  const defaults: Defaults = {
    requests: Object.assign({}, ...items.map((item) => item.defaultRequest)),
    limits: Object.assign({}, ...items.map((item) => item.default)),
  };
  const told: string[] = [];
  const fill = (kind: string) => (container: ContainerSpec) => {
    const { name, resources } = container;
    const requests = missing(resources?.requests, defaults.requests);
    const limits = missing(resources?.limits, defaults.limits);
    if (requests.length > 0) told.push(`${requests.join(', ')} request for ${kind} ${name}`);
    if (limits.length > 0) told.push(`${limits.join(', ')} limit for ${kind} ${name}`);
    return requests.length + limits.length === 0 ? container : filled(container, defaults);
  };
  const { containers, initContainers } = specOf(pod);
  const changes = {
    containers: containers.map(fill('container')),
    ...(initContainers ? { initContainers: initContainers.map(fill('init container')) } : {}),
  };
  if (told.length === 0) return pod;
  const annotations = {
    ...pod.metadata.annotations,
    [ANNOTATION]: `LimitRanger plugin set: ${told.join('; ')}`,
  };
  return { ...withSpec(pod, changes), metadata: { ...pod.metadata, annotations } };
}

const missing = (given: Quantities | undefined, defaults: Quantities): string[] =>
  Object.keys(defaults)
    .filter((name) => given?.[name] === undefined)
    .sort();

function filled(container: ContainerSpec, { requests, limits }: Defaults): ContainerSpec {
  const { resources } = container;
  const both = {
    requests: { ...requests, ...resources?.requests },
    limits: { ...limits, ...resources?.limits },
  };
  const present = Object.entries(both).filter(([, list]) => Object.keys(list).length > 0);
  return { ...container, resources: { ...resources, ...Object.fromEntries(present) } };
}
