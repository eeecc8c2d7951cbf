/** Events and writes as the story tells them. */
import { parseTime } from '@/apimachinery';
import type { AuditEvent } from '@/clusters';
import { allResources, type Event, uidOf } from '@/kube';
import { short } from './describe';
import { idOf, type ViewEvent, type ViewWrite } from './protocol';

/** @param ownerOf the controller of an object, as far as it is known */
export function viewEvent(event: Event, ownerOf: (id: string) => string | undefined): ViewEvent {
  const { involvedObject, firstTimestamp, lastTimestamp, eventTime, series, metadata } = event;
  const about = idOf(involvedObject.kind ?? '', involvedObject.namespace, involvedObject.name ?? '');
  const first = firstTimestamp ?? eventTime ?? metadata.creationTimestamp ?? '';
  const last = series?.lastObservedTime ?? lastTimestamp ?? first;
  const host = event.source?.host;
  return {
    id: uidOf(event),
    at: parseTime(last) || 0,
    first: parseTime(first) || 0,
    count: series?.count ?? event.count ?? 1,
    warning: event.type === 'Warning',
    reason: event.reason ?? '',
    message: short(event.message ?? ''),
    component: event.reportingComponent || event.source?.component || '',
    ...(host ? { host } : {}),
    about,
    owners: chainOf(about, ownerOf),
  };
}

const MAX_DEPTH = 5;

function chainOf(about: string, ownerOf: (id: string) => string | undefined): string[] {
  const chain: string[] = [];
  for (let id = ownerOf(about); id !== undefined && chain.length < MAX_DEPTH; id = ownerOf(id))
    chain.push(id);
  return chain;
}

const KINDS = new Map(allResources.map(({ plural, kind }) => [plural, kind]));

export function viewWrite({ objectRef, userAgent, ...write }: AuditEvent): ViewWrite {
  const { resource, namespace, name = '', subresource } = objectRef;
  return {
    first: write.first,
    last: write.last,
    ...(write.cause === undefined ? {} : { cause: write.cause }),
    at: write.at,
    verb: write.verb,
    user: write.user,
    agent: short(userAgent),
    about: idOf(KINDS.get(resource) ?? resource, namespace, name),
    ...(subresource ? { subresource } : {}),
  };
}
