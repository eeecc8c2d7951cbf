/** upstream: pkg/registry/apps/replicaset/strategy.go; pkg/apis/apps/v1/defaults.go SetDefaults_ReplicaSet */
import { semanticEqual } from '@/apimachinery';
import type { ReplicaSet } from '@/kube/kinds';
import type { StatusStrategy, Strategy } from '../../definition';
import { defaultPodTemplate, templateWarnings } from '../../pod-spec';
import { fill, mapField } from '../../shared/fill';
import { keepStatus, statusOnly } from '../../shared/strategy';
import { validateReplicaSet, validateReplicaSetStatus, validateReplicaSetUpdate } from './validate';

const NO_REPLICAS = { replicas: 0 };

export const strategy: Strategy<ReplicaSet> = {
  nameRule: 'dns-subdomain',
  tracksGeneration: true,
  defaults: (replicaSet) =>
    mapField(fill(replicaSet, { status: NO_REPLICAS }), 'spec', (spec) =>
      mapField(fill(spec, { replicas: 1 }), 'template', defaultPodTemplate),
    ),
  prepareForCreate: (replicaSet, context) => {
    templateWarnings(replicaSet.spec?.template).forEach(context.warn);
    return { ...replicaSet, status: NO_REPLICAS };
  },
  prepareForUpdate: (replicaSet, old, context) => {
    const template = replicaSet.spec?.template;
    if (!semanticEqual(template, old.spec?.template)) templateWarnings(template).forEach(context.warn);
    return keepStatus(replicaSet, old);
  },
  validate: validateReplicaSet,
  validateUpdate: validateReplicaSetUpdate,
};

export const status: StatusStrategy<ReplicaSet> = {
  ...statusOnly<ReplicaSet>(),
  validateUpdate: validateReplicaSetStatus,
};
