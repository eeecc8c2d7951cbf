/** Evaluates bash's `[[ ... ]]`; file and string tests are `test`'s own. */
import { RE2JS } from 're2js';
import { unaryTest } from '../tools/test';
import type { Condition } from './ast';
import { matches, unescapePattern } from './pattern';
import type { Shell } from './shell';
import { ShellError } from './state';

export async function holds(shell: Shell, condition: Condition): Promise<boolean> {
  switch (condition.kind) {
    case 'and':
      return (await holds(shell, condition.left)) && holds(shell, condition.right);
    case 'or':
      return (await holds(shell, condition.left)) || holds(shell, condition.right);
    case 'not':
      return !(await holds(shell, condition.operand));
    case 'unary': {
      const operand = await shell.expander.text(condition.operand);
      if (condition.op === '-v') return shell.state.get(operand) !== undefined;
      return unaryTest(shell.process, condition.op, operand);
    }
    case 'binary':
      return binary(shell, condition);
  }
}

async function binary(shell: Shell, { op, left, right }: Condition & { kind: 'binary' }): Promise<boolean> {
  const a = await shell.expander.text(left);
  if (op === '=' || op === '==' || op === '!=')
    return matches(await shell.expander.pattern(right), a) === (op !== '!=');
  if (op === '=~') return matchesRegex(shell, a, await shell.expander.pattern(right));
  const b = await shell.expander.text(right);
  if (op === '<') return a < b;
  if (op === '>') return a > b;
  if (op === '-nt' || op === '-ot' || op === '-ef') return false;
  const [x, y] = await Promise.all(
    [a, b].map((text) => shell.expander.arithmetic([{ kind: 'quoted', text }])),
  );
  return compareNumbers(op, x ?? 0, y ?? 0);
}

export function compareNumbers(op: string, x: number, y: number): boolean {
  switch (op) {
    case '-eq':
      return x === y;
    case '-ne':
      return x !== y;
    case '-lt':
      return x < y;
    case '-le':
      return x <= y;
    case '-gt':
      return x > y;
    default:
      return x >= y;
  }
}

function matchesRegex(shell: Shell, text: string, pattern: string): boolean {
  try {
    const matcher = RE2JS.compile(unescapePattern(pattern)).matcher(text);
    const found = matcher.find();
    const groups = found
      ? Array.from({ length: matcher.groupCount() + 1 }, (_, i) => matcher.group(i) ?? '')
      : [];
    shell.state.setArray('BASH_REMATCH', groups);
    return found;
  } catch {
    throw new ShellError('syntax error in regular expression', 2);
  }
}
