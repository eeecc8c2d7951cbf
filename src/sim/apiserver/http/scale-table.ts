/** Columns of autoscaling/v1 Scale, which stands on no kind of its own. */
// upstream: pkg/printers/internalversion/printers.go scaleColumnDefinitions
import { humanDuration, type KubeObject, parseTime } from '@/apimachinery';
import type { TableDefinition } from '../../resources/definition';

interface Scale extends KubeObject {
  readonly spec?: { readonly replicas?: number };
  readonly status?: { readonly replicas?: number };
}

const scaleTable: TableDefinition<Scale> = {
  columns: [
    { name: 'Name', type: 'string', format: 'name', description: 'Name must be unique within a namespace.' },
    { name: 'Desired', type: 'integer', description: 'desired number of instances for the scaled object.' },
    {
      name: 'Available',
      type: 'integer',
      description: 'actual number of observed instances of the scaled object.',
    },
    { name: 'Age', type: 'string', description: 'CreationTimestamp of the scaled object.' },
  ],
  row: ({ metadata, spec, status }, nowMs) => [
    metadata.name ?? '',
    spec?.replicas ?? 0,
    status?.replicas ?? 0,
    metadata.creationTimestamp ? humanDuration(nowMs - parseTime(metadata.creationTimestamp)) : '<unknown>',
  ],
};

export const SCALE_TABLE = scaleTable as TableDefinition;
