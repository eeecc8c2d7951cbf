/** https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/event-v1/ */
import type { Event } from '@/kube/kinds';
import type { ResourceDefinition } from '../../definition';
import { fill } from '../../shared/fill';
import { table } from './table';
import { validateEvent } from './validate';

export const events: ResourceDefinition<Event> = {
  group: '',
  version: 'v1',
  kind: 'Event',
  plural: 'events',
  singular: 'event',
  shortNames: ['ev'],
  categories: [],
  namespaced: true,
  selectableFields: {
    'involvedObject.kind': (event) => event.involvedObject.kind ?? '',
    'involvedObject.namespace': (event) => event.involvedObject.namespace ?? '',
    'involvedObject.name': (event) => event.involvedObject.name ?? '',
    'involvedObject.uid': (event) => event.involvedObject.uid ?? '',
    'involvedObject.apiVersion': (event) => event.involvedObject.apiVersion ?? '',
    'involvedObject.resourceVersion': (event) => event.involvedObject.resourceVersion ?? '',
    'involvedObject.fieldPath': (event) => event.involvedObject.fieldPath ?? '',
    reason: (event) => event.reason ?? '',
    reportingComponent: (event) => event.reportingComponent ?? '',
    source: (event) => event.source?.component || event.reportingComponent || '',
    type: (event) => event.type ?? '',
  },
  strategy: {
    nameRule: 'dns-subdomain',
    garbageCollection: 'Unsupported',
    // upstream: kube-apiserver --event-ttl
    ttlSeconds: 3_600,
    tracksGeneration: false,
    allowCreateOnUpdate: true,
    // Go prints these even when nobody wrote them.
    defaults: (event) =>
      event.reportingComponent === undefined || event.reportingInstance === undefined
        ? fill(
            { reportingComponent: '', reportingInstance: '', ...event },
            { source: {}, involvedObject: {} },
          )
        : fill(event, { source: {}, involvedObject: {} }),
    validate: validateEvent,
  },
  subresources: [],
  table,
};
