/** The downward API: fields of the pod and its resources as text. https://kubernetes.io/docs/concepts/workloads/pods/downward-api/ */
// upstream: pkg/fieldpath/fieldpath.go, pkg/api/v1/resource/helpers.go
import { own, parseQuantity, quantityMilliValue, quantityValue } from '@/apimachinery';
import type { ContainerSpec, Node, Pod } from '@/kube';

export interface DownwardView {
  readonly pod: Pod;
  readonly podIP: string;
  readonly hostIP: string;
  readonly node: Node | undefined;
}

/** A reference that cannot be resolved, with the kubelet's words. */
export class DownwardError extends Error {
  override readonly name = 'DownwardError';
}

export function fieldValue(path: string, view: DownwardView): string {
  const { pod, podIP, hostIP } = view;
  const { metadata, spec } = pod;
  const [, map, key] = /^metadata\.(labels|annotations)\['([^']*)'\]$/.exec(path) ?? [];
  if (map === 'labels') return own(metadata.labels, key ?? '') ?? '';
  if (map === 'annotations') return own(metadata.annotations, key ?? '') ?? '';
  switch (path) {
    case 'metadata.name':
      return metadata.name ?? '';
    case 'metadata.namespace':
      return metadata.namespace ?? '';
    case 'metadata.uid':
      return metadata.uid ?? '';
    case 'metadata.labels':
      return formatMap(metadata.labels);
    case 'metadata.annotations':
      return formatMap(metadata.annotations);
    case 'spec.nodeName':
      return spec?.nodeName ?? '';
    case 'spec.serviceAccountName':
      return spec?.serviceAccountName ?? '';
    case 'status.podIP':
    case 'status.podIPs':
      return podIP;
    case 'status.hostIP':
    case 'status.hostIPs':
      return hostIP;
    default:
      throw new DownwardError(`unsupported fieldPath: ${path}`);
  }
}

/** key="escaped value", sorted, one a line. */
const formatMap = (map: Readonly<Record<string, string>> | undefined): string =>
  Object.entries(map ?? {})
    .map(([key, value]) => `${key}=${JSON.stringify(value)}`)
    .toSorted()
    .join('\n');

export interface ResourceReference {
  readonly resource: string;
  readonly divisor?: string;
}

/** A request or limit, divided and rounded up; a limit that is not set is what the node can give. */
export function resourceValue(
  { resource, divisor }: ResourceReference,
  container: ContainerSpec,
  view: DownwardView,
): string {
  const [, list, name = ''] = /^(requests|limits)\.(.+)$/.exec(resource) ?? [];
  if (list === undefined) throw new DownwardError(`unsupported container resource : ${resource}`);
  const { limits = {}, requests = {} } = container.resources ?? {};
  const given =
    list === 'limits'
      ? (own(limits, name) ?? own(view.node?.status?.allocatable, name))
      : own(requests, name);
  const unit = divisor === undefined || divisor === '0' || divisor === '' ? '1' : divisor;
  const [amount, by] = [parseQuantity(given ?? '0'), parseQuantity(unit)];
  if (name === 'cpu') return String(Math.ceil(quantityMilliValue(amount) / quantityMilliValue(by)));
  return String(Math.ceil(quantityValue(amount) / quantityValue(by)));
}
