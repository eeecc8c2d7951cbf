/** upstream: pkg/apis/certificates/validation */
import {
  duplicate,
  type FieldError,
  field,
  forbiddenField,
  invalid,
  isDNS1123Label,
  isDNS1123Subdomain,
  notSupported,
  required,
  semanticEqual,
} from '@/apimachinery';
import type { CertificateSigningRequest } from '@/kube/kinds';
import { readCertificateRequest } from '../../../certificates';
import { repeated } from '../../shared/validate';

export type Status = NonNullable<CertificateSigningRequest['status']>;
export type Condition = NonNullable<Status['conditions']>[number];

const USAGES = [
  'any',
  'cert sign',
  'client auth',
  'code signing',
  'content commitment',
  'crl sign',
  'data encipherment',
  'decipher only',
  'digital signature',
  'email protection',
  'encipher only',
  'ipsec end system',
  'ipsec tunnel',
  'ipsec user',
  'key agreement',
  'key encipherment',
  'microsoft sgc',
  'netscape sgc',
  'ocsp signing',
  's/mime',
  'server auth',
  'signing',
  'timestamping',
];
const DECISIONS = ['Approved', 'Denied'];
const ONLY_TRUE = [...DECISIONS, 'Failed'];
const STATUSES = ['False', 'True', 'Unknown'];
const MIN_EXPIRATION = 600;
const LEGACY_SIGNER = 'kubernetes.io/legacy-unknown';

export function validateRequest({ spec, status }: CertificateSigningRequest): FieldError[] {
  const path = field('spec');
  const { request = '', usages = [], signerName = '', expirationSeconds } = spec ?? {};
  const errors: FieldError[] = [];
  try {
    readCertificateRequest(atob(request));
  } catch (error) {
    errors.push(invalid(path.child('request'), request, (error as Error).message));
  }
  const at = path.child('usages');
  if (usages.length === 0) errors.push(required(at));
  usages.forEach((usage, i) => {
    if (!USAGES.includes(usage)) errors.push(notSupported(at.index(i), usage, USAGES));
  });
  errors.push(
    ...repeated(
      usages,
      (usage) => usage,
      (usage, i) => duplicate(at.index(i), usage),
    ),
    ...validateSigner(signerName),
    ...validateConditions(status?.conditions ?? []),
  );
  if (expirationSeconds !== undefined && expirationSeconds < MIN_EXPIRATION) {
    const why = `may not specify a duration less than ${MIN_EXPIRATION} seconds (10 minutes)`;
    errors.push(invalid(path.child('expirationSeconds'), expirationSeconds, why));
  }
  return errors;
}

/** "example.com/name". upstream: ValidateSignerName */
function validateSigner(name: string): FieldError[] {
  const path = field('spec', 'signerName');
  if (name === '') return [required(path)];
  if (name === LEGACY_SIGNER) {
    return [invalid(path, name, 'the legacy signerName is not allowed via this API version')];
  }
  const [domain = '', last = '', ...more] = name.split('/');
  if (last === '' || more.length > 0) {
    const form = "must be a fully qualified domain and path of the form 'example.com/signer-name'";
    return [invalid(path, name, form)];
  }
  const labels = domain.split('.');
  const wrong = (text: string, parts: readonly string[], rule: (part: string) => string[]) => {
    const part = parts.find((candidate) => rule(candidate).length > 0);
    if (part === undefined) return [];
    return rule(part).map((why) => invalid(path, text, `validating label ${JSON.stringify(part)}: ${why}`));
  };
  return [
    ...wrong(domain, labels, isDNS1123Label),
    ...(labels.length < 2
      ? [invalid(path, domain, 'should be a domain with at least two segments separated by dots')]
      : []),
    ...wrong(last, last.split('.'), isDNS1123Subdomain),
  ];
}

function validateConditions(conditions: readonly Condition[]): FieldError[] {
  const path = field('status', 'conditions');
  const errors = conditions.flatMap(({ type, status }, i) => {
    const at = path.index(i);
    const allowed = ONLY_TRUE.includes(type) ? ['True'] : STATUSES;
    return [
      ...(type ? [] : [required(at.child('type'))]),
      ...(status ? [] : [required(at.child('status'))]),
      ...(status && !allowed.includes(status) ? [notSupported(at.child('status'), status, allowed)] : []),
    ];
  });
  const last = conditions.findLastIndex(({ type }) => DECISIONS.includes(type));
  if (DECISIONS.every((decision) => conditions.some(({ type }) => type === decision))) {
    const why = 'Approved and Denied conditions are mutually exclusive';
    errors.push(invalid(path.index(last).child('type'), conditions[last]?.type, why));
  }
  return [
    ...errors,
    ...repeated(
      conditions,
      ({ type }) => type,
      ({ type }, i) => duplicate(path.index(i).child('type'), type),
    ),
  ];
}

const ofType = ({ status }: CertificateSigningRequest, type: string): readonly Condition[] =>
  (status?.conditions ?? []).filter((condition) => condition.type === type);

/** What the part of the API that a change came through may not touch. */
export function validateChange(
  request: CertificateSigningRequest,
  old: CertificateSigningRequest,
  may: { readonly decide?: boolean; readonly certify?: boolean },
): FieldError[] {
  const path = field('status', 'conditions');
  const errors = [...validateRequest(request)];
  for (const type of ONLY_TRUE) {
    const [before, after] = [ofType(old, type), ofType(request, type)];
    const refuse = (what: string) =>
      errors.push(
        forbiddenField(path, `updates may not ${what} a condition of type ${JSON.stringify(type)}`),
      );
    if (after.length < before.length) refuse('remove');
    else if (may.decide || !DECISIONS.includes(type)) continue;
    else if (after.length > before.length) refuse('add');
    else if (!semanticEqual(before, after)) refuse('modify');
  }
  const certificate = old.status?.certificate ?? '';
  if ((request.status?.certificate ?? '') !== certificate) {
    const at = field('status', 'certificate');
    if (!may.certify) errors.push(forbiddenField(at, 'updates may not set certificate content'));
    else if (certificate !== '') {
      errors.push(forbiddenField(at, 'updates may not modify existing certificate content'));
    }
  }
  return errors;
}
