/** upstream: pkg/registry/apps/statefulset/strategy.go; pkg/apis/apps/v1/defaults.go SetDefaults_StatefulSet */
import { semanticEqual } from '@/apimachinery';
import type { StatefulSet } from '@/kube/kinds';
import { defaults as defaultClaim } from '../../core/persistentvolumeclaims/defaults';
import type { StatusStrategy, Strategy } from '../../definition';
import { defaultPodTemplate, templateWarnings } from '../../pod-spec';
import { fill, mapField, mapList } from '../../shared/fill';
import { keepStatus, statusOnly } from '../../shared/strategy';
import { validateStatefulSet, validateStatefulSetStatus, validateStatefulSetUpdate } from './validate';

type Spec = NonNullable<StatefulSet['spec']>;
type UpdateStrategy = NonNullable<Spec['updateStrategy']>;
type ClaimTemplate = NonNullable<Spec['volumeClaimTemplates']>[number];

const NO_REPLICAS = { availableReplicas: 0, replicas: 0 };

const defaults = (statefulSet: StatefulSet): StatefulSet =>
  mapField(fill(statefulSet, { status: NO_REPLICAS }), 'spec', (spec) => {
    const out = fill(spec, {
      podManagementPolicy: 'OrderedReady',
      updateStrategy: {},
      persistentVolumeClaimRetentionPolicy: {},
      replicas: 1,
      revisionHistoryLimit: 10,
    });
    const updated = mapField(out, 'updateStrategy', defaultUpdateStrategy);
    const retained = mapField(updated, 'persistentVolumeClaimRetentionPolicy', (policy) =>
      fill(policy, { whenDeleted: 'Retain', whenScaled: 'Retain' }),
    );
    const templated = mapField(retained, 'template', defaultPodTemplate);
    return mapList(templated, 'volumeClaimTemplates', (claim: ClaimTemplate) =>
      defaultClaim(fill(claim, { apiVersion: 'v1', kind: 'PersistentVolumeClaim' })),
    );
  });

function defaultUpdateStrategy(strategy: UpdateStrategy): UpdateStrategy {
  // Who names the type without more gets no more.
  const out = strategy.type ? strategy : fill(strategy, { type: 'RollingUpdate', rollingUpdate: {} });
  if (out.type !== 'RollingUpdate') return out;
  return mapField(out, 'rollingUpdate', (update) => fill(update, { partition: 0, maxUnavailable: 1 }));
}

export const strategy: Strategy<StatefulSet> = {
  nameRule: 'dns-subdomain',
  tracksGeneration: true,
  defaults,
  prepareForCreate: (statefulSet, { warn }) => {
    templateWarnings(statefulSet.spec?.template).forEach(warn);
    return { ...statefulSet, status: NO_REPLICAS };
  },
  prepareForUpdate: (statefulSet, old, { warn }) => {
    const template = statefulSet.spec?.template;
    if (!semanticEqual(template, old.spec?.template)) templateWarnings(template).forEach(warn);
    return keepStatus(statefulSet, old);
  },
  validate: validateStatefulSet,
  validateUpdate: validateStatefulSetUpdate,
};

export const status: StatusStrategy<StatefulSet> = {
  ...statusOnly<StatefulSet>(),
  validateUpdate: validateStatefulSetStatus,
};
