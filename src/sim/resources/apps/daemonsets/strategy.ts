/** upstream: pkg/registry/apps/daemonset/strategy.go; pkg/apis/apps/v1/defaults.go SetDefaults_DaemonSet */
import { semanticEqual } from '@/apimachinery';
import type { DaemonSet } from '@/kube/kinds';
import type { StatusStrategy, Strategy } from '../../definition';
import { defaultPodTemplate, templateWarnings } from '../../pod-spec';
import { fill, mapField } from '../../shared/fill';
import { keepStatus, statusOnly } from '../../shared/strategy';
import { validateDaemonSet, validateDaemonSetStatus, validateDaemonSetUpdate } from './validate';

type UpdateStrategy = NonNullable<NonNullable<DaemonSet['spec']>['updateStrategy']>;

const NOWHERE = {
  currentNumberScheduled: 0,
  desiredNumberScheduled: 0,
  numberMisscheduled: 0,
  numberReady: 0,
};
/** Counts the changes of the template; a field of its own in versions that are gone. */
const TEMPLATE_GENERATION = 'deprecated.daemonset.template.generation';

const defaults = (daemonSet: DaemonSet): DaemonSet =>
  mapField(fill(daemonSet, { status: NOWHERE }), 'spec', (spec) =>
    mapField(
      mapField(
        fill(spec, { updateStrategy: {}, revisionHistoryLimit: 10 }),
        'updateStrategy',
        defaultUpdateStrategy,
      ),
      'template',
      defaultPodTemplate,
    ),
  );

function defaultUpdateStrategy(strategy: UpdateStrategy): UpdateStrategy {
  const out = fill(strategy, { type: 'RollingUpdate' });
  if (out.type !== 'RollingUpdate') return out;
  return mapField(fill(out, { rollingUpdate: {} }), 'rollingUpdate', (update) =>
    fill(update, { maxUnavailable: 1, maxSurge: 0 }),
  );
}

export const strategy: Strategy<DaemonSet> = {
  nameRule: 'dns-subdomain',
  tracksGeneration: true,
  defaults,
  prepareForCreate: (daemonSet, { warn }) => {
    templateWarnings(daemonSet.spec?.template).forEach(warn);
    return withTemplateGeneration({ ...daemonSet, status: NOWHERE }, 1);
  },
  prepareForUpdate: (daemonSet, old, { warn }) => {
    const template = daemonSet.spec?.template;
    const changed = !semanticEqual(template, old.spec?.template);
    if (changed) templateWarnings(template).forEach(warn);
    const before = Number(old.metadata.annotations?.[TEMPLATE_GENERATION] ?? 1);
    return withTemplateGeneration(keepStatus(daemonSet, old), changed ? before + 1 : before);
  },
  validate: validateDaemonSet,
  validateUpdate: validateDaemonSetUpdate,
};

export const status: StatusStrategy<DaemonSet> = {
  ...statusOnly<DaemonSet>(),
  validateUpdate: validateDaemonSetStatus,
};

const withTemplateGeneration = (daemonSet: DaemonSet, count: number): DaemonSet =>
  mapField(daemonSet, 'metadata', (metadata) => ({
    ...metadata,
    annotations: { ...metadata.annotations, [TEMPLATE_GENERATION]: String(count) },
  }));
