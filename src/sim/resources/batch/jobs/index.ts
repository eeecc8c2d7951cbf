/** https://kubernetes.io/docs/concepts/workloads/controllers/job/ */
import type { Job } from '@/kube/kinds';
import type { ResourceDefinition } from '../../definition';
import { status, strategy } from './strategy';
import { table } from './table';

export const jobs: ResourceDefinition<Job> = {
  group: 'batch',
  version: 'v1',
  kind: 'Job',
  plural: 'jobs',
  singular: 'job',
  shortNames: [],
  categories: ['all'],
  namespaced: true,
  selectableFields: { 'status.successful': (job) => `${job.status?.succeeded ?? 0}` },
  strategy,
  status,
  subresources: [],
  table,
};
