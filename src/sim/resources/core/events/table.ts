/** `kubectl get events`. upstream: pkg/printers/internalversion/printers.go printEvent */
import { humanAge } from '@/apimachinery';
import type { Event } from '@/kube/kinds';
import type { TableDefinition } from '../../definition';
import { column, NAME, nameOf, wide } from '../../shared/table';

export const table: TableDefinition<Event> = {
  columns: [
    column('Last Seen', 'The time at which the most recent occurrence of this event was recorded.'),
    column('Type', 'Type of this event (Normal, Warning), new types could be added in the future'),
    column(
      'Reason',
      "This should be a short, machine understandable string that gives the reason for the transition into the object's current status.",
    ),
    column('Object', 'The object that this event is about.'),
    wide(
      'Subobject',
      'If referring to a piece of an object instead of an entire object, this string should contain a valid JSON/Go field access statement.',
    ),
    wide('Source', 'The component reporting this event. Should be a short machine understandable string.'),
    column('Message', 'A human-readable description of the status of this operation.'),
    wide(
      'First Seen',
      'The time at which the event was first recorded. (Time of server receipt is in TypeMeta.)',
    ),
    wide('Count', 'The number of times this event has occurred.'),
    { ...NAME, priority: 1 },
  ],
  row: (event, nowMs) => {
    const { involvedObject, series } = event;
    const first = humanAge(event.firstTimestamp ?? event.eventTime, nowMs);
    const last = event.lastTimestamp ? humanAge(event.lastTimestamp, nowMs) : first;
    const kind = (involvedObject.kind ?? '').toLowerCase();
    return [
      series ? humanAge(series.lastObservedTime, nowMs) : last,
      event.type ?? '',
      event.reason ?? '',
      involvedObject.name ? `${kind}/${involvedObject.name}` : kind,
      involvedObject.fieldPath ?? '',
      source(event),
      (event.message ?? '').trim(),
      first,
      // The first event is not part of the series that follows it.
      series ? (series.count ?? 0) + 1 : event.count || 1,
      nameOf(event),
    ];
  },
};

function source(event: Event): string {
  const component = event.source?.component || event.reportingComponent || '';
  const host = event.source?.host || event.reportingInstance || '';
  return host === '' ? component : `${component}, ${host}`;
}
