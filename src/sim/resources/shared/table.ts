/**
 * What tables of several kinds have in common. Rows always hold the wide cells: the server sends them, and kubectl
 * leaves out the columns of priority 1 unless it is asked for them.
 * upstream: pkg/printers/internalversion/printers.go
 */
import { humanAge, type KubeObject, type LabelSelector, labelSelectorFrom } from '@/apimachinery';
import type { PodSpec } from '@/kube/kinds';
import type { Column } from '../definition';

export const NONE = '<none>';
export const UNKNOWN = '<unknown>';
export const UNSET = '<unset>';

export const NAME: Column = {
  name: 'Name',
  type: 'string',
  format: 'name',
  description: 'Name must be unique within a namespace. Is required when creating resources.',
};
export const AGE: Column = {
  name: 'Age',
  type: 'string',
  description:
    'CreationTimestamp is a timestamp representing the server time when this object was created. It is represented in RFC3339 form and is in UTC.',
};

/** For kinds that have no columns of their own. upstream: apiserver/pkg/registry/rest/table.go */
export const CREATED_AT: Column = {
  name: 'Created At',
  type: 'date',
  description: AGE.description,
};

export const column = (name: string, description: string, type: Column['type'] = 'string'): Column => ({
  name,
  type,
  description,
});
export const wide = (name: string, description: string): Column => ({
  name,
  type: 'string',
  description,
  priority: 1,
});

export const TEMPLATE_COLUMNS: readonly Column[] = [
  wide('Containers', 'Names of each container in the template.'),
  wide('Images', 'Images referenced by each container in the template.'),
];

/** Names and images of a template's containers, each as one cell. */
export function containerCells(spec: PodSpec | undefined): [string, string] {
  const containers = spec?.containers ?? [];
  return [containers.map((c) => c.name).join(','), containers.map((c) => c.image ?? '').join(',')];
}

export const nameOf = (object: KubeObject): string => object.metadata.name ?? '';
export const ageOf = (object: KubeObject, nowMs: number): string =>
  humanAge(object.metadata.creationTimestamp, nowMs);

/** labels.FormatLabels: "a=1,b=2", sorted, or "<none>". */
export function formatLabels(labels: Readonly<Record<string, string>> | undefined): string {
  const pairs = Object.entries(labels ?? {}).map(([key, value]) => `${key}=${value}`);
  return pairs.length === 0 ? NONE : pairs.sort().join(',');
}

/** metav1.FormatLabelSelector: "<none>" for an empty selector, "<error>" for one that cannot be read. */
export function formatLabelSelector(selector: LabelSelector | undefined): string {
  try {
    return labelSelectorFrom(selector).text || NONE;
  } catch {
    return '<error>';
  }
}

const SHOWN = 3;
/** "a,b,c + 2 more..." */
export function withMore(items: readonly string[], whenEmpty: string): string {
  const text = items.slice(0, SHOWN).join(',');
  if (items.length > SHOWN) return `${text} + ${items.length - SHOWN} more...`;
  return text === '' ? whenEmpty : text;
}

/** An IPv6 address in brackets before its port. */
export const hostPort = (host: string, port: number): string =>
  host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
