/** upstream: pkg/apis/networking/validation ValidateIngressCreate, ValidateIngressUpdate */
import {
  type FieldError,
  type FieldPath,
  field,
  invalid,
  isDNS1123Subdomain,
  notSupported,
  regexError,
  required,
} from '@/apimachinery';
import type { Ingress } from '@/kube/kinds';
import { isIP } from '../../shared/ip';
import { each } from '../../shared/validate';
import { validateBackend } from '../backend';

type Spec = NonNullable<Ingress['spec']>;
type Rule = NonNullable<Spec['rules']>[number];
type Path = NonNullable<Rule['http']>['paths'][number];
type Tls = NonNullable<Spec['tls']>[number];

export const CLASS_ANNOTATION = 'kubernetes.io/ingress.class';
const PATH_TYPES = ['Exact', 'ImplementationSpecific', 'Prefix'];
const FORBIDDEN_SEQUENCES = ['//', '/./', '/../', '%2f', '%2F'];
const FORBIDDEN_SUFFIXES = ['/..', '/.'];
const WILDCARD = /^\*\.[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const WILDCARD_ERROR =
  "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character";
const MAX_NAME = 253;

export function validateIngress({ spec = {} }: Ingress): FieldError[] {
  const path = field('spec');
  const { rules = [], tls = [], defaultBackend, ingressClassName } = spec;
  const errors: FieldError[] = [];
  if (rules.length === 0 && !defaultBackend) {
    errors.push(invalid(path, null, 'either `defaultBackend` or `rules` must be specified'));
  }
  if (defaultBackend) errors.push(...validateBackend(defaultBackend, path.child('defaultBackend')));
  errors.push(
    ...rules.flatMap((rule, i) => validateRule(rule, path.child('rules').index(i))),
    ...tls.flatMap((entry, i) => validateTls(entry, path.child('tls').index(i))),
  );
  if (ingressClassName !== undefined) {
    const at = path.child('ingressClassName');
    errors.push(...each(isDNS1123Subdomain(ingressClassName), at, ingressClassName));
  }
  return errors;
}

/** Only at creation: older objects may have both. */
export function classTwice({ metadata, spec }: Ingress): FieldError[] {
  const value = metadata.annotations?.[CLASS_ANNOTATION];
  if (value === undefined || spec?.ingressClassName === undefined) return [];
  const at = field('annotations').child(CLASS_ANNOTATION);
  return [invalid(at, value, 'can not be set when the class field is also set')];
}

function validateRule({ host = '', http }: Rule, path: FieldPath): FieldError[] {
  const at = path.child('host');
  const errors = isIP(host) ? [invalid(at, host, 'must be a DNS name, not an IP address')] : [];
  if (host !== '') errors.push(...validateHost(host, at));
  if (!http) return errors;
  const paths = path.child('http', 'paths');
  if (!http.paths?.length) return [...errors, required(paths)];
  return [...errors, ...http.paths.flatMap((entry, i) => validatePath(entry, paths.index(i)))];
}

function validateHost(host: string, path: FieldPath): FieldError[] {
  if (!host.includes('*')) return each(isDNS1123Subdomain(host), path, host);
  if (host.length > MAX_NAME) return [invalid(path, host, `must be no more than ${MAX_NAME} characters`)];
  if (WILDCARD.test(host)) return [];
  return [invalid(path, host, regexError(WILDCARD_ERROR, WILDCARD.source.slice(1, -1), '*.example.com'))];
}

function validatePath({ path: text = '', pathType, backend }: Path, path: FieldPath): FieldError[] {
  if (!pathType) return [required(path.child('pathType'), 'pathType must be specified')];
  if (!PATH_TYPES.includes(pathType)) {
    const wrong = notSupported(path.child('pathType'), pathType, PATH_TYPES);
    return [wrong, ...validateBackend(backend, path.child('backend'))];
  }
  const refuse = (why: string) => invalid(path.child('path'), text, why);
  const errors: FieldError[] = [];
  const exact = pathType !== 'ImplementationSpecific';
  if (!text.startsWith('/') && (exact || text !== '')) errors.push(refuse('must be an absolute path'));
  if (exact) {
    for (const part of FORBIDDEN_SEQUENCES) {
      if (text.includes(part)) errors.push(refuse(`must not contain '${part}'`));
    }
    for (const end of FORBIDDEN_SUFFIXES) {
      if (text.endsWith(end)) errors.push(refuse(`cannot end with '${end}'`));
    }
  }
  return [...errors, ...validateBackend(backend ?? {}, path.child('backend'))];
}

function validateTls({ hosts = [], secretName }: Tls, path: FieldPath): FieldError[] {
  return [
    ...hosts.flatMap((host, i) => validateHost(host, path.child('hosts').index(i))),
    ...(secretName ? each(isDNS1123Subdomain(secretName), path.child('secretName'), secretName) : []),
  ];
}
