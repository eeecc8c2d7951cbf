import { describe, expect, it } from 'vitest';
import { CelEnvironment, CostBudget, toCel } from '.';
import { celType } from './messages';

const environment = new CelEnvironment({ variables: { object: 'dyn', params: 'dyn' } });
const object = toCel({
  metadata: { name: 'web', namespace: 'shop', labels: { app: 'web', tier: 'front' } },
  spec: {
    replicas: 3,
    ratio: 1.5,
    names: ['a', 'b'],
    containers: [
      { name: 'main', image: 'nginx:1.29', resources: { limits: { memory: '1Gi' } } },
      { name: 'side', image: 'busybox', resources: { limits: { memory: '512Mi' } } },
    ],
    text: 'x'.repeat(20_000),
  },
});

const evaluate = (expression: string) =>
  environment.compile(expression).evaluate({ object, params: null }, new CostBudget());

function errorOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('nothing was thrown');
}

describe('expressions over an object', () => {
  it.each<[string, unknown]>([
    ['object.spec.replicas <= 3', true],
    ['object.spec.replicas / 2', 1n],
    ['object.spec.ratio * 2.0', 3],
    ["object.spec.replicas == '3'", false],
    ['params == null', true],
    ['has(object.spec.paused)', false],
    ['object.?spec.?paused.orValue(false)', false],
    ["object.metadata.labels.all(key, key != 'secret')", true],
    ["object.metadata.namespace == 'shop'", true],
    ["object.spec.containers.exists(c, c.image.endsWith(':latest'))", false],
    ["object.spec.containers.map(c, c.name).join(', ')", 'main, side'],
    ["object.spec.containers.filter(c, !c.image.contains(':')).size()", 1n],
    ["'b' in object.spec.names", true],
  ])('%s', (expression, value) => expect(evaluate(expression)).toEqual(value));
});

describe("Kubernetes' functions", () => {
  it.each<[string, unknown]>([
    ["object.spec.containers[0].image.matches('^nginx:[0-9.]+$')", true],
    ["matches('abc', 'b')", true],
    ["'abc 123 45'.find('[0-9]+')", '123'],
    ["'abc 123 45'.findAll('[0-9]+')", ['123', '45']],
    ["'abc 123 45'.findAll('[0-9]+', 1)", ['123']],
    ["'abc'.find('[0-9]+')", ''],
    ['[1, 2, 3].sum()', 6n],
    ['[1.5, 2.5].sum()', 4],
    ['[3, 1, 2].min()', 1n],
    ["['b', 'c', 'a'].max()", 'c'],
    ['[1, 2, 2].isSorted()', true],
    ['[2, 1].isSorted()', false],
    ["object.spec.names.indexOf('b')", 1n],
    ['[1, 2, 1].lastIndexOf(1)', 2n],
    ["object.spec.names.indexOf('z')", -1n],
    ['sets.contains([1, 2], [2])', true],
    ['sets.equivalent([1, 2, 2], [2, 1])', true],
    ['sets.intersects(object.spec.names, [])', false],
    ["quantity('1.5').isGreaterThan(quantity('1500m'))", false],
    ["quantity('1Gi') == quantity('1024Mi')", true],
    ["quantity('2').add(quantity('500m')).sub(1).compareTo(quantity('1500m'))", 0n],
    ["quantity('3').asInteger()", 3n],
    ["quantity('500m').isInteger()", false],
    ["quantity('500m').asApproximateFloat()", 0.5],
    ["quantity('-1').sign()", -1n],
    ["isQuantity('many')", false],
    ["object.spec.containers.all(c, quantity(c.resources.limits.memory).isLessThan(quantity('2Gi')))", true],
    ["url('https://user@example.com:80/a%20b?x=1&x=2').getHost()", 'example.com:80'],
    ["url('https://[::1]:80/').getHostname()", '::1'],
    ["url('https://example.com:80/').getPort()", '80'],
    ["url('https://example.com/a%20b').getEscapedPath()", '/a%20b'],
    ["url('https://example.com/?x=1&x=2').getQuery()['x'][1]", '2'],
    ["url('/only/a/path').getScheme()", ''],
    ["isURL('https://example.com')", true],
    ["isURL('not a url')", false],
    ["isURL('example.com')", false],
    ["ip('10.0.0.1').family()", 4n],
    ["string(ip('2001:DB8:0::1'))", '2001:db8::1'],
    ["string(ip('::'))", '::'],
    ["string(ip('1:0:0:2:0:0:0:3'))", '1:0:0:2::3'],
    ["ip('::1') == ip('0:0:0:0:0:0:0:1')", true],
    ["isIP('010.0.0.1') || isIP('::ffff:1.2.3.4') || isIP('1::2::3') || isIP('1.2.3')", false],
    ["ip('127.0.0.1').isLoopback() && ip('::').isUnspecified()", true],
    ["ip('10.0.0.1').isGlobalUnicast() && !ip('169.254.1.1').isGlobalUnicast()", true],
    ["ip('169.254.1.1').isLinkLocalUnicast() && ip('ff02::1').isLinkLocalMulticast()", true],
    ["cidr('10.0.0.0/8').containsIP('10.1.2.3') && !cidr('10.0.0.0/8').containsIP(ip('11.0.0.1'))", true],
    ["cidr('10.0.0.0/8').containsCIDR('10.1.0.0/16')", true],
    ["cidr('10.1.0.0/16').containsCIDR(cidr('10.0.0.0/8'))", false],
    ["string(cidr('10.1.2.3/8').masked())", '10.0.0.0/8'],
    ["cidr('::/0').containsIP('10.0.0.1')", false],
    ["cidr('fd00::/8').prefixLength()", 8n],
    ["isCIDR('10.0.0.0/33') || isCIDR('10.0.0.0')", false],
    ["'abc'.charAt(1)", 'b'],
    ["'a.b.c'.replace('.', '-')", 'a-b-c'],
    ["'a.b.c'.replace('.', '-', 1)", 'a-b.c'],
    ["'abc'.replace('', '-')", '-a-b-c-'],
    ["'abc'.replace('', '-', 2)", '-a-bc'],
    ["'%s has %d, %.1f%%'.format(['web', 3, 12.34])", 'web has 3, 12.3%'],
    ["'%s'.format([object.spec.names])", '[a, b]'],
    ["'%s %x %X %b %o'.format([{'k': 1}, 255, 'hi', true, 8])", '{k: 1} ff 6869 1 10'],
    ["'%e'.format([1234.5])", '1.234500e+03'],
    ["'%s'.format([timestamp('2026-01-02T03:04:05Z')])", '2026-01-02T03:04:05Z'],
  ])('%s', (expression, value) => expect(evaluate(expression)).toEqual(value));

  it.each([
    ["ip('1.2.3')", 'IP Address "1.2.3" parse error during conversion from string'],
    ['[].min()', 'min called on empty list'],
    [
      "quantity('many').isInteger()",
      "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
    ],
    ["quantity('500m').asInteger()", 'cannot convert value to integer'],
    ["'a'.matches('(')", 'error parsing regexp: missing closing ): `(`'],
    [
      "'%d'.format(['three'])",
      'error during formatting: decimal clause can only be used on integers, was given string',
    ],
    ["'%s %s'.format(['a'])", 'index 1 out of range'],
  ])('%s fails: %s', (expression, why) => expect(errorOf(() => evaluate(expression))).toBe(why));
});

describe('what cannot be computed', () => {
  it.each([
    ['object.spec.missing > 1', 'no such key: missing'],
    ['object.spec.names[2]', 'index out of bounds: 2'],
    ["object.spec.replicas > 'three'", 'no such overload'],
    ['object.spec.replicas / 0', 'division by zero'],
    ['object.spec.names && true', 'no such overload'],
  ])('%s: %s', (expression, why) => expect(errorOf(() => evaluate(expression))).toBe(why));
});

describe('what is no expression', () => {
  const mark = (column: number) => `${'.'.repeat(column)}^`;
  it.each([
    ['foo > 1', 1, "undeclared reference to 'foo' (in container '')"],
    ['foo(1)', 4, "undeclared reference to 'foo' (in container '')"],
    ["'a'.foo()", 8, "undeclared reference to 'foo' (in container '')"],
    ["'a'.json()", 9, "undeclared reference to 'json' (in container '')"],
    ["'a' + 1", 5, "found no matching overload for '_+_' applied to '(string, int)'"],
    ["-'a'", 1, "found no matching overload for '-_' applied to '(string)'"],
    ["1 in 'a'", 3, "found no matching overload for '@in' applied to '(int, string)'"],
    ['size(1)', 5, "found no matching overload for 'size' applied to '(int)'"],
    ["'a'.contains([1])", 13, "found no matching overload for 'contains' applied to 'string.(list(int))'"],
    ["[1, 'a'] == []", 5, "expected type 'int' but found 'string'"],
    ['(1 + 2', 7, "Syntax error: missing ')' at '<EOF>'"],
  ])('%s', (expression, column, why) => {
    expect(errorOf(() => environment.compile(expression))).toBe(
      `compilation failed: ERROR: <input>:1:${column}: ${why}\n | ${expression}\n | ${mark(column - 1)}`,
    );
  });

  it('is shown with its own line', () => {
    expect(errorOf(() => environment.compile('object.a &&\n\tfoo'))).toBe(
      `compilation failed: ERROR: <input>:2:2: undeclared reference to 'foo' (in container '')\n |  foo\n | .^`,
    );
  });

  it('may not name the functions that stand in for the library’s', () => {
    for (const name of ['matchesRe2', 'joinBounded', '__evaluator']) {
      expect(errorOf(() => environment.compile(`${name}()`))).toContain(`undeclared reference to '${name}'`);
    }
  });
});

describe('the cost of an expression', () => {
  const TOO_MUCH = 'operation cancelled: actual cost limit exceeded';
  const digits = '[0,1,2,3,4,5,6,7,8,9]';
  const nested = (depth: number): string =>
    depth === 0 ? 'true' : `${digits}.all(x${depth}, ${nested(depth - 1)})`;
  const doubled = (times: number) =>
    `[object.spec.text]${'.map(x, x + x)'.repeat(times)}.all(x, x.size() > 0)`;

  it.each([
    ['loops in loops', nested(8)],
    ['texts that grow', doubled(40)],
    [
      'a text put into itself',
      "['a'].map(x, object.spec.text.replace('x', object.spec.text))[0].replace('x', object.spec.text) == ''",
    ],
    [
      'regular expressions over much',
      `${digits}.all(a, ${digits}.all(b, ${digits}.all(c, !object.spec.text.matches('y'))))`,
    ],
    ['a limit that an operator would swallow', `${nested(8)} || true`],
  ])('ends %s', (_, expression) => expect(errorOf(() => evaluate(expression))).toBe(TOO_MUCH));

  it('is charged to the budget of the request', () => {
    const budget = new CostBudget();
    const before = budget.left;
    const program = environment.compile(nested(2));
    program.evaluate({ object, params: null }, budget);
    const once = before - budget.left;
    program.evaluate({ object, params: null }, budget);
    expect(before - budget.left).toBe(2 * once);
    expect(once).toBeGreaterThan(100);
    expect(once).toBeLessThan(1000);
  });

  it('ends whole objects compared', () => {
    const big = Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`k${i}`, 'v']));
    const program = environment.compile(
      `${digits}.all(a, ${digits}.all(b, ${digits}.all(c, object == params)))`,
    );
    const variables = { object: big, params: { ...big } };
    expect(errorOf(() => program.evaluate(variables, new CostBudget()))).toBe(TOO_MUCH);
  });

  it('lets lists of thousands pass', () => {
    const many = { items: Array.from({ length: 5000 }, (_, i) => BigInt(i)) };
    const program = environment.compile('object.items.map(i, i * 2).filter(i, i > 10).all(i, i > 10)');
    expect(program.evaluate({ object: many }, new CostBudget())).toBe(true);
  });
});

it.each([
  ['list<string>', 'list(string)'],
  ['map<string, list<int>>', 'map(string, list(int))'],
  ['optional<dyn>', 'optional_type(dyn)'],
  ['google.protobuf.Timestamp', 'timestamp'],
  ['null', 'null_type'],
])('the library’s type %s is %s to a reader', (name, shown) => expect(celType(name)).toBe(shown));
