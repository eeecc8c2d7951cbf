/** upstream: pkg/registry/batch/job/strategy.go */
import { semanticEqual } from '@/apimachinery';
import type { Job } from '@/kube/kinds';
import type { StatusStrategy, Strategy } from '../../definition';
import { templateWarnings } from '../../pod-spec';
import { keepStatus, statusOnly } from '../../shared/strategy';
import { nameWarnings } from '../name-warnings';
import { defaults } from './defaults';
import { CONTROLLER_UID, generatedLabels } from './labels';
import { validateJobStatus } from './status';
import { validateJob, validateJobUpdate } from './validate';

export const strategy: Strategy<Job> = {
  nameRule: 'dns-subdomain',
  tracksGeneration: true,
  // Of old: batch/v1 leaves the pods behind unless the request says what to do. kubectl always says.
  garbageCollection: 'Orphan',
  defaults,
  prepareForCreate: (job, { warn }) => {
    nameWarnings(job).forEach(warn);
    templateWarnings(job.spec?.template).forEach(warn);
    return { ...defaults(withGeneratedSelector(job)), status: {} };
  },
  prepareForUpdate: (job, old, { warn }) => {
    const template = job.spec?.template;
    if (!semanticEqual(template, old.spec?.template)) templateWarnings(template).forEach(warn);
    return keepStatus(job, old);
  },
  validate: validateJob,
  validateUpdate: validateJobUpdate,
};

export const status: StatusStrategy<Job> = { ...statusOnly<Job>(), validateUpdate: validateJobStatus };

/** The selector finds the pods of this very job; who wants another one says so with manualSelector. */
function withGeneratedSelector(job: Job): Job {
  const { spec } = job;
  if (!spec || spec.manualSelector) return job;
  const { template, selector } = spec;
  const generated = generatedLabels(job);
  return {
    ...job,
    spec: {
      ...spec,
      // A user's own values stay, for validation to refuse.
      template: {
        ...template,
        metadata: { ...template.metadata, labels: { ...generated, ...template.metadata?.labels } },
      },
      selector: {
        ...selector,
        matchLabels: { [CONTROLLER_UID]: generated[CONTROLLER_UID] ?? '', ...selector?.matchLabels },
      },
    },
  };
}
