/**
 * Events come in two forms: the old one, without eventTime, and the one of events.k8s.io.
 * upstream: pkg/apis/core/validation/events.go legacyValidateEvent
 */
import { type FieldError, type FieldPath, field, invalid, isQualifiedName, required } from '@/apimachinery';
import type { Event } from '@/kube/kinds';

const NOT_THE_SAME = 'does not match event.namespace';
const SHORT = 128;
const LONG = 1024;

export function validateEvent(event: Event): FieldError[] {
  const { namespace = '' } = event.metadata;
  const about = event.involvedObject.namespace ?? '';
  // Events about cluster-scoped objects live in the default namespace.
  const home = event.eventTime ? ['default', 'kube-system'] : ['', 'default'];
  const matches = about === '' ? home.includes(namespace) : Boolean(event.eventTime) || about === namespace;
  const errors = matches ? [] : [invalid(field('involvedObject', 'namespace'), about, NOT_THE_SAME)];
  return event.eventTime ? [...errors, ...validateNewForm(event)] : errors;
}

function validateNewForm(event: Event): FieldError[] {
  const controller = event.reportingComponent ?? '';
  const message = event.message ?? '';
  const errors = [
    ...present(controller, field('reportingController')),
    ...isQualifiedName(controller).map((e) => invalid(field('reportingController'), controller, e)),
    ...short(event.reportingInstance, field('reportingInstance')),
    ...short(event.action, field('action')),
    ...short(event.reason, field('reason')),
  ];
  if (message.length > LONG) {
    errors.push(invalid(field('message'), '', `can have at most ${LONG} characters`));
  }
  return errors;
}

const present = (text: string, path: FieldPath): FieldError[] => (text === '' ? [required(path)] : []);
const short = (text = '', path: FieldPath): FieldError[] => [
  ...present(text, path),
  ...(text.length > SHORT ? [invalid(path, '', `can have at most ${SHORT} characters`)] : []),
];
