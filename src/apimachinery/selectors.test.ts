import { describe, expect, it } from 'vitest';
import { checkFieldSelector, parseFieldSelector } from './field-selectors';
import { labelSelectorFrom, labelSelectorFromMap, parseLabelSelector } from './selectors';

const web = { app: 'web', tier: 'front', 'app.kubernetes.io/name': 'x', size: '5' };

describe('parseLabelSelector', () => {
  it.each([
    ['', true],
    ['app=web', true],
    ['app==web', true],
    ['app = web', true],
    ['app!=web', false],
    ['missing!=web', true],
    ['app in (web,api)', true],
    ['app notin (web, api)', false],
    ['missing notin (a)', true],
    ['app', true],
    ['!app', false],
    ['! missing', true],
    ['app=web,tier=back', false],
    ['app=web,tier=front,!missing', true],
    ['app.kubernetes.io/name in (x)', true],
    ['size>4', true],
    ['size<5', false],
    ['app=', false],
    ['in in (in)', false],
  ])('%j matches: %s', (text, expected) => {
    expect(parseLabelSelector(text).matches(web)).toBe(expected);
  });

  it('prints canonically, by key', () => {
    expect(parseLabelSelector('z in (b, a ,c),  !y,x==1,w').text).toBe('w,x==1,!y,z in (a,b,c)');
    expect(parseLabelSelector('x in (,a)').text).toBe('x in (,a)');
  });

  it.each([
    ['a in b', "unable to parse requirement: found 'b' expected: '('"],
    ['a,', "found '', expected: identifier after ','"],
    ['a b', "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt"],
    ['a=b c', "found 'c', expected: ',' or 'end of string'"],
    ['=a', "found '=', expected: !, identifier, or 'end of string'"],
    ['!x=a', "found '=', expected: ',' or 'end of string'"],
    ['a in (x y)', "unable to parse requirement: found 'y', expected: ',' or ')'"],
    [
      'a>b',
      `unable to parse requirement: values[0]: Invalid value: "b": for 'Gt', 'Lt' operators, the value must be an integer`,
    ],
    [
      'a=-x',
      `unable to parse requirement: values[0][a]: Invalid value: "-x": a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')`,
    ],
    [
      '-a',
      `unable to parse requirement: <nil>: Invalid value: "-a": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')`,
    ],
  ])('refuses %j as upstream does', (text, message) => {
    expect(() => parseLabelSelector(text)).toThrow(expect.objectContaining({ message, code: 400 }));
  });
});

describe('labelSelectorFrom', () => {
  it('matches nothing without a selector and everything with an empty one', () => {
    expect(labelSelectorFrom(undefined).matches(web)).toBe(false);
    expect(labelSelectorFrom({}).matches(undefined)).toBe(true);
  });
  it('joins labels and expressions', () => {
    const selector = labelSelectorFrom({
      matchLabels: { app: 'web' },
      matchExpressions: [
        { key: 'tier', operator: 'In', values: ['front', 'back'] },
        { key: 'canary', operator: 'DoesNotExist' },
      ],
    });
    expect(selector.text).toBe('app=web,!canary,tier in (back,front)');
    expect(selector.matches(web)).toBe(true);
    expect(selector.matches({ ...web, canary: '' })).toBe(false);
  });
  it('refuses operators that do not exist', () => {
    expect(() => labelSelectorFrom({ matchExpressions: [{ key: 'a', operator: 'Is' }] })).toThrow(
      '"Is" is not a valid label selector operator',
    );
  });
  it('takes a plain map', () => {
    expect(labelSelectorFromMap({ tier: 'front', app: 'web' }).text).toBe('app=web,tier=front');
  });
});

describe('parseFieldSelector', () => {
  const read = (field: string) => ({ 'status.phase': 'Running', 'metadata.name': 'a,b' })[field] ?? '';
  it.each([
    ['', true],
    ['status.phase=Running', true],
    ['status.phase==Running', true],
    ['status.phase!=Running', false],
    ['metadata.name=a\\,b,status.phase=Running', true],
    ['spec.nodeName=', true],
  ])('%j matches: %s', (text, expected) => {
    expect(parseFieldSelector(text).matches(read)).toBe(expected);
  });
  it.each([
    ['status.phase', "invalid selector: 'status.phase'; can't understand 'status.phase'"],
    ['a=b\\c', 'invalid field selector: invalid escape sequence: \\c'],
    ['a=b=c', 'invalid field selector: unescaped character in value: 61'],
  ])('refuses %j as upstream does', (text, message) => {
    expect(() => parseFieldSelector(text)).toThrow(expect.objectContaining({ message, code: 400 }));
  });
  it('refuses fields that the kind does not select by', () => {
    const selector = parseFieldSelector('spec.bogus=1');
    expect(() => checkFieldSelector(selector, ['status.phase'])).toThrow(
      'field label not supported: spec.bogus',
    );
    expect(() => checkFieldSelector(selector, [])).toThrow(
      '"spec.bogus" is not a known field selector: only "metadata.name", "metadata.namespace"',
    );
  });
  it('tells the one value that it demands', () => {
    expect(parseFieldSelector('metadata.name=x').exact('metadata.name')).toBe('x');
    expect(parseFieldSelector('metadata.name!=x').exact('metadata.name')).toBeUndefined();
  });
});
