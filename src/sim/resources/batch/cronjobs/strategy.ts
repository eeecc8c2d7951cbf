/** upstream: pkg/registry/batch/cronjob/strategy.go; pkg/apis/batch/v1/defaults.go SetDefaults_CronJob */
import { semanticEqual } from '@/apimachinery';
import type { CronJob } from '@/kube/kinds';
import type { StatusStrategy, Strategy } from '../../definition';
import { templateWarnings } from '../../pod-spec';
import { fill, mapField } from '../../shared/fill';
import { keepStatus, statusOnly } from '../../shared/strategy';
import { defaultTemplateOf } from '../jobs/defaults';
import { nameWarnings } from '../name-warnings';
import { validateCronJob } from './validate';

const templateOf = ({ spec }: CronJob) => spec?.jobTemplate.spec?.template;

export const strategy: Strategy<CronJob> = {
  nameRule: 'dns-subdomain',
  tracksGeneration: true,
  // Jobs get their own defaults when they are made.
  defaults: (cronJob) =>
    mapField(fill(cronJob, { status: {} }), 'spec', (spec) =>
      mapField(
        fill(spec, {
          concurrencyPolicy: 'Allow',
          suspend: false,
          successfulJobsHistoryLimit: 3,
          failedJobsHistoryLimit: 1,
        }),
        'jobTemplate',
        (template) => mapField(template, 'spec', defaultTemplateOf),
      ),
    ),
  prepareForCreate: (cronJob, { warn }) => {
    nameWarnings(cronJob).forEach(warn);
    templateWarnings(templateOf(cronJob)).forEach(warn);
    return { ...cronJob, status: {} };
  },
  prepareForUpdate: (cronJob, old, { warn }) => {
    const template = templateOf(cronJob);
    if (!semanticEqual(template, templateOf(old))) templateWarnings(template).forEach(warn);
    return keepStatus(cronJob, old);
  },
  validate: validateCronJob,
};

export const status: StatusStrategy<CronJob> = statusOnly<CronJob>();
