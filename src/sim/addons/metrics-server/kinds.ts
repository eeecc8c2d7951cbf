/** The kinds of metrics.k8s.io: read-only, made anew at each reading. */
// upstream: k8s.io/metrics/pkg/apis/metrics/v1beta1; kubernetes-sigs/metrics-server pkg/api
import { addQuantity, type KubeObject, parseQuantity } from '@/apimachinery';
import type { ResourceDefinition } from '../../resources';

export type Usage = Readonly<Record<'cpu' | 'memory', string>>;

export interface NodeMetrics extends KubeObject {
  readonly timestamp: string;
  readonly window: string;
  readonly usage: Usage;
}

export interface PodMetrics extends KubeObject {
  readonly timestamp: string;
  readonly window: string;
  readonly containers: readonly { readonly name: string; readonly usage: Usage }[];
}

const READ_ONLY: Pick<ResourceDefinition, 'group' | 'version' | 'verbs' | 'shortNames' | 'categories'> = {
  group: 'metrics.k8s.io',
  version: 'v1beta1',
  verbs: ['get', 'list'],
  shortNames: [],
  categories: [],
};
const ZERO = parseQuantity('0');
const STRATEGY: ResourceDefinition['strategy'] = {
  nameRule: 'dns-subdomain',
  tracksGeneration: false,
  defaults: (object) => object,
  validate: () => [],
};
const column = (name: string, description: string, format: string) =>
  ({ name, type: 'string', format, description }) as const;
const COLUMNS: ResourceDefinition['table']['columns'] = [
  column('Name', 'Name of the resource', 'name'),
  column('cpu', '', 'quantity'),
  column('memory', '', 'quantity'),
  column('Window', '', 'duration'),
];

const ofResource = (usages: readonly Usage[], name: keyof Usage): string =>
  usages.map((usage) => parseQuantity(usage[name])).reduce(addQuantity, ZERO).text;

export const nodeMetrics: ResourceDefinition = {
  ...READ_ONLY,
  kind: 'NodeMetrics',
  plural: 'nodes',
  singular: '',
  namespaced: false,
  selectableFields: {},
  strategy: STRATEGY,
  subresources: [],
  table: {
    columns: COLUMNS,
    row(object) {
      const { metadata, usage, window } = object as NodeMetrics;
      return [metadata.name ?? '', usage.cpu, usage.memory, window];
    },
  },
};

export const podMetrics: ResourceDefinition = {
  ...READ_ONLY,
  kind: 'PodMetrics',
  plural: 'pods',
  singular: '',
  namespaced: true,
  selectableFields: {},
  strategy: STRATEGY,
  subresources: [],
  table: {
    columns: COLUMNS,
    row(object) {
      const { metadata, containers, window } = object as PodMetrics;
      const usages = containers.map(({ usage }) => usage);
      return [metadata.name ?? '', ofResource(usages, 'cpu'), ofResource(usages, 'memory'), window];
    },
  },
};
