/** https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/ */
import type { CronJob } from '@/kube/kinds';
import type { ResourceDefinition } from '../../definition';
import { status, strategy } from './strategy';
import { table } from './table';

export const cronJobs: ResourceDefinition<CronJob> = {
  group: 'batch',
  version: 'v1',
  kind: 'CronJob',
  plural: 'cronjobs',
  singular: 'cronjob',
  shortNames: ['cj'],
  categories: ['all'],
  namespaced: true,
  selectableFields: {},
  strategy,
  status,
  subresources: [],
  table,
};
