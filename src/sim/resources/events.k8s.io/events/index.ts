/**
 * events.k8s.io/v1: the same events under other names of fields, and with stricter rules for who writes them so.
 * https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/event-v1/
 */
// upstream: pkg/apis/events/v1/conversion.go, pkg/apis/core/validation/events.go ValidateEventCreate, ValidateEventUpdate
import { deepEqual, type FieldError, field, invalid, required } from '@/apimachinery';
import type { Event } from '@/kube/kinds';
import { events as coreEvents } from '../../core/events';
import type { ResourceDefinition } from '../../definition';
import { fill } from '../../shared/fill';
import { fromStored, toStored } from './convert';

const UNSET = 'needs to be unset';
const IMMUTABLE = 'field is immutable';
/** What an update may not change: everything but the series. */
const FIXED = [
  'involvedObject',
  'reason',
  'message',
  'source',
  'firstTimestamp',
  'lastTimestamp',
  'count',
  'type',
  'eventTime',
  'action',
  'related',
  'reportingComponent',
  'reportingInstance',
] as const;

export const events: ResourceDefinition<Event> = {
  ...coreEvents,
  group: 'events.k8s.io',
  selectableFields: {
    ...Object.fromEntries(
      Object.entries(coreEvents.selectableFields).flatMap(([name, read]) =>
        name.startsWith('involvedObject.') ? [[name.replace('involvedObject', 'regarding'), read]] : [],
      ),
    ),
    reason: (event) => event.reason ?? '',
    reportingController: (event) => event.reportingComponent ?? '',
    type: (event) => event.type ?? '',
  },
  strategy: {
    ...coreEvents.strategy,
    defaults: (event) => fill(event, { deprecatedSource: {}, regarding: {} } as Partial<Event>),
    validateCreate,
    validateUpdate: (event, old) => [
      ...(deepEqual(event.series, old.series) ? [] : seriesErrors(event)),
      ...FIXED.flatMap((name) =>
        deepEqual(event[name], old[name])
          ? []
          : [
              invalid(
                field(name === 'reportingComponent' ? 'reportingController' : name),
                event[name],
                IMMUTABLE,
              ),
            ],
      ),
    ],
  },
  table: {
    ...coreEvents.table,
    row: (event, nowMs) => coreEvents.table.row(toStored(event) as Event, nowMs),
  },
  storedAs: { group: '', toStored, fromStored },
};

function validateCreate(event: Event): FieldError[] {
  const mustBeUnset = (name: string, isSet: boolean) => (isSet ? [invalid(field(name), '', UNSET)] : []);
  const { type = '', source, firstTimestamp, lastTimestamp, count } = event;
  return [
    ...seriesErrors(event),
    ...(event.eventTime ? [] : [required(field('eventTime'))]),
    ...(type === 'Normal' || type === 'Warning'
      ? []
      : [invalid(field('type'), '', `has invalid value: ${type}`)]),
    ...mustBeUnset('firstTimestamp', Boolean(firstTimestamp)),
    ...mustBeUnset('lastTimestamp', Boolean(lastTimestamp)),
    ...mustBeUnset('count', Boolean(count)),
    ...mustBeUnset('source', Boolean(source?.component || source?.host)),
  ];
}

function seriesErrors({ series }: Event): FieldError[] {
  if (!series) return [];
  return [
    ...((series.count ?? 0) < 2 ? [invalid(field('series.count'), '', 'should be at least 2')] : []),
    ...(series.lastObservedTime ? [] : [required(field('series.lastObservedTime'))]),
  ];
}
