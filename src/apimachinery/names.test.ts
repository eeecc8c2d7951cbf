import { describe, expect, it } from 'vitest';
import { humanDuration } from './duration';
import { field, formatBadValue } from './field';
import { validateAnnotations } from './metadata';
import {
  isConfigMapKey,
  isDNS1123Label,
  isDNS1123Subdomain,
  isPathSegmentName,
  isQualifiedName,
  isValidPortName,
  nameErrors,
  validateName,
} from './names';

const LABEL_ERROR =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
const SUBDOMAIN_ERROR =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

describe('names', () => {
  it.each([
    ['web-1', []],
    ['Web', [LABEL_ERROR]],
    ['a.b', ['must not contain dots']],
    ['', [LABEL_ERROR]],
    ['a'.repeat(64), ['must be no more than 63 characters']],
    ['a\n', [LABEL_ERROR]],
  ])('DNS-1123 label %j', (name, errors) => expect(isDNS1123Label(name)).toEqual(errors));

  it('gives the field error that kubectl shows', () => {
    expect(validateName('dns-subdomain', 'My_Pod', field('metadata', 'name'))).toEqual([
      {
        type: 'FieldValueInvalid',
        field: 'metadata.name',
        message: `Invalid value: ${formatBadValue('My_Pod')}: ${SUBDOMAIN_ERROR}`,
      },
    ]);
    expect(isDNS1123Subdomain('a.b-c.d')).toEqual([]);
  });

  it('lets a generateName end in a dash', () => {
    expect(nameErrors('dns-label', 'web-', true)).toEqual([]);
    expect(nameErrors('dns-label', 'web-')).toEqual([LABEL_ERROR]);
  });

  it.each([
    ['app.kubernetes.io/name', 0],
    ['a/b/c', 1],
    ['/x', 1],
    ['x/', 2],
    ['X.y/z', 1],
  ])('qualified name %j has %d errors', (name, count) => expect(isQualifiedName(name)).toHaveLength(count));

  it('knows keys, ports and path segments', () => {
    expect(isConfigMapKey('..data')).toEqual(["must not start with '..'"]);
    expect(isValidPortName('-1--2')).toEqual([
      'must contain at least one letter (a-z)',
      'must not contain consecutive hyphens',
      'must not begin or end with a hyphen',
    ]);
    expect(isPathSegmentName('a/b%')).toEqual(["may not contain '/'", "may not contain '%'"]);
    expect(isPathSegmentName('..')).toEqual(["may not be '..'"]);
  });
});

describe('validateAnnotations', () => {
  it('looks at keys in lower case, and at the size of all', () => {
    const path = field('metadata', 'annotations');
    expect(validateAnnotations({ 'Example.com/Note': 'x', 'a b': '' }, path)).toHaveLength(1);
    expect(validateAnnotations({ a: 'x'.repeat(256 * 1024) }, path).map((e) => e.message)).toEqual([
      'Too long: may not be more than 262144 bytes',
    ]);
  });
});

describe('humanDuration', () => {
  const s = 1000;
  const h = 3600 * s;
  const d = 24 * h;
  it.each([
    [-3 * s, '<invalid>'],
    [-1.5 * s, '0s'],
    [0, '0s'],
    [119 * s, '119s'],
    [120 * s, '2m'],
    [150 * s, '2m30s'],
    [600 * s, '10m'],
    [179 * 60 * s, '179m'],
    [3 * h, '3h'],
    [3.5 * h, '3h30m'],
    [8.5 * h, '8h'],
    [47 * h, '47h'],
    [48 * h, '2d'],
    [49 * h, '2d1h'],
    [8 * d, '8d'],
    [729 * d, '729d'],
    [730 * d, '2y'],
    [731 * d, '2y1d'],
    [8 * 365 * d, '8y'],
  ])('%d ms is %s', (ms, text) => expect(humanDuration(ms)).toBe(text));
});
