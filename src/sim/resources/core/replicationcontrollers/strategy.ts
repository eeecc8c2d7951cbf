/** upstream: pkg/registry/core/replicationcontroller/strategy.go; pkg/apis/core/v1/defaults.go SetDefaults_ReplicationController */
import { semanticEqual } from '@/apimachinery';
import type { ReplicationController } from '@/kube/kinds';
import type { StatusStrategy, Strategy } from '../../definition';
import { defaultPodTemplate, templateWarnings } from '../../pod-spec';
import { fill, mapField } from '../../shared/fill';
import { keepStatus, statusOnly } from '../../shared/strategy';
import { validateController, validateControllerStatus } from './validate';

const NO_REPLICAS = { replicas: 0 };
const isEmpty = (labels: object | undefined): boolean => Object.keys(labels ?? {}).length === 0;

/** The template's labels select, and label the controller too, where nothing else is said. */
function defaults(controller: ReplicationController): ReplicationController {
  const { metadata } = controller;
  const labels = controller.spec?.template?.metadata?.labels;
  const labelled =
    labels && isEmpty(metadata.labels) ? { ...controller, metadata: { ...metadata, labels } } : controller;
  return mapField(fill(labelled, { spec: {}, status: NO_REPLICAS }), 'spec', (spec) => {
    const selecting = labels && isEmpty(spec.selector) ? { ...spec, selector: labels } : spec;
    return mapField(fill(selecting, { replicas: 1 }), 'template', defaultPodTemplate);
  });
}

export const strategy: Strategy<ReplicationController> = {
  nameRule: 'dns-subdomain',
  tracksGeneration: true,
  garbageCollection: 'Orphan',
  defaults,
  prepareForCreate: (controller, { warn }) => {
    templateWarnings(controller.spec?.template).forEach(warn);
    return { ...controller, status: NO_REPLICAS };
  },
  prepareForUpdate: (controller, old, { warn }) => {
    const template = controller.spec?.template;
    if (!semanticEqual(template, old.spec?.template)) templateWarnings(template).forEach(warn);
    return keepStatus(controller, old);
  },
  validate: validateController,
};

export const status: StatusStrategy<ReplicationController> = {
  ...statusOnly<ReplicationController>(),
  validateUpdate: validateControllerStatus,
};
