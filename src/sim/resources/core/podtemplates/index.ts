/** Templates that stand by themselves; nothing of Kubernetes itself reads them. */
import { field } from '@/apimachinery';
import type { PodTemplate } from '@/kube/kinds';
import type { ResourceDefinition } from '../../definition';
import { defaultPodTemplate, templateWarnings, validatePodTemplate } from '../../pod-spec';
import { fill, mapField } from '../../shared/fill';
import { column, containerCells, formatLabels, NAME, nameOf } from '../../shared/table';

export const podTemplates: ResourceDefinition<PodTemplate> = {
  group: '',
  version: 'v1',
  kind: 'PodTemplate',
  plural: 'podtemplates',
  singular: 'podtemplate',
  shortNames: [],
  categories: [],
  namespaced: true,
  selectableFields: {},
  strategy: {
    nameRule: 'dns-subdomain',
    returnsDeletedObject: true,
    allowCreateOnUpdate: true,
    tracksGeneration: true,
    defaults: (object) => mapField(fill(object, { template: {} }), 'template', defaultPodTemplate),
    prepareForCreate: (object, { warn }) => {
      templateWarnings(object.template).forEach(warn);
      return object;
    },
    validate: ({ template = {} }) => validatePodTemplate(template, field('template')),
  },
  subresources: [],
  table: {
    columns: [
      NAME,
      column('Containers', 'Names of each container in the template.'),
      column('Images', 'Images referenced by each container in the template.'),
      column('Pod Labels', 'The labels for the pod template.'),
    ],
    row: (object) => [
      nameOf(object),
      ...containerCells(object.template?.spec),
      formatLabels(object.template?.metadata?.labels),
    ],
  },
};
