/** Tools on lines of text. */

import { own } from '@/apimachinery';
import { byBytes } from '../fs/paths';
import type { Tool } from '../kernel/kernel';
import type { Process } from '../kernel/process';
import { compile, grepWith } from './grep';
import { inputs, isBusybox, lines, Output, parseOptions, readAll, ToolError, tool } from './io';

/** "1,3-5,7-" as a test of positions, counted from 1. */
function ranges(text: string): (position: number) => boolean {
  const parts = text.split(',').map((part) => {
    const match = /^(\d*)(-?)(\d*)$/.exec(part);
    if (!match || part === '' || part === '-') throw new ToolError(`invalid range '${part}'`);
    const from = match[1] === '' ? 1 : Number(match[1]);
    return {
      from,
      to: match[2] === '' ? from : match[3] === '' ? Number.POSITIVE_INFINITY : Number(match[3]),
    };
  });
  return (position) => parts.some(({ from, to }) => position >= from && position <= to);
}

const cut = tool(async (process, args) => {
  const { flags, values, operands } = parseOptions(process, args, 'd:f:c:b:sn', {
    delimiter: 'd',
    fields: 'f',
    characters: 'c',
    'only-delimited': 's',
  });
  const spec = values.get('f') ?? values.get('c') ?? values.get('b');
  if (spec === undefined)
    throw new ToolError(
      isBusybox(process)
        ? 'expected a list of bytes, characters, or fields'
        : 'you must specify a list of bytes, characters, or fields',
    );
  const wanted = ranges(spec);
  const delimiter = values.get('d') ?? '\t';
  const failed = { status: 0 };
  for await (const { file } of inputs(process, operands, failed))
    for await (const { text } of lines(process, file)) {
      if (!values.has('f')) {
        await process.print(1, `${[...text].filter((_c, i) => wanted(i + 1)).join('')}\n`);
        continue;
      }
      const fields = text.split(delimiter);
      if (fields.length === 1 && flags.has('s')) continue;
      await process.print(
        1,
        `${fields.length === 1 ? text : fields.filter((_f, i) => wanted(i + 1)).join(delimiter)}\n`,
      );
    }
  return failed.status;
});

const CLASSES: Readonly<Record<string, string>> = {
  upper: 'A-Z',
  lower: 'a-z',
  digit: '0-9',
  alpha: 'A-Za-z',
  alnum: 'A-Za-z0-9',
  space: ' \\t\\n\\r\\v\\f',
  blank: ' \\t',
  punct: '!-/:-@[-`{-~',
  cntrl: '\u0000-\u001f',
  print: ' -~',
  graph: '!-~',
  xdigit: '0-9A-Fa-f',
};

function charactersOf(text: string): string[] {
  const spec = text.replace(/\[:(\w+):\]/g, (all, name: string) => own(CLASSES, name) ?? all);
  const out: string[] = [];
  for (let i = 0; i < spec.length; i++) {
    let c = spec.charAt(i);
    if (c === '\\' && i + 1 < spec.length) {
      const octal = /^[0-7]{1,3}/.exec(spec.slice(i + 1))?.[0];
      c = octal
        ? String.fromCharCode(Number.parseInt(octal, 8))
        : ({ n: '\n', t: '\t', r: '\r', v: '\v', f: '\f', a: '\u0007', b: '\b' }[spec.charAt(i + 1)] ??
          spec.charAt(i + 1));
      i += octal?.length ?? 1;
    }
    if (spec.charAt(i + 1) === '-' && i + 2 < spec.length) {
      const end = spec.charCodeAt(i + 2);
      for (let code = c.charCodeAt(0); code <= end; code++) out.push(String.fromCharCode(code));
      i += 2;
    } else out.push(c);
  }
  return out;
}

const tr = tool(async (process, args) => {
  const { flags, operands } = parseOptions(process, args, '+dscCt', {
    delete: 'd',
    'squeeze-repeats': 's',
    complement: 'c',
  });
  const [from = '', to] = operands;
  if (operands.length === 0 || (to === undefined && !flags.has('d') && !flags.has('s')))
    throw new ToolError('missing operand');
  const source = charactersOf(from);
  const target = to === undefined ? [] : charactersOf(to);
  const complement = flags.has('c') || flags.has('C');
  const set = new Set(source);
  const inSource = (c: string) => set.has(c) !== complement;
  const map = new Map(source.map((c, i) => [c, target[Math.min(i, target.length - 1)] ?? c]));
  const squeezed = new Set(
    flags.has('s') ? (target.length > 0 && !flags.has('d') ? target : flags.has('d') ? target : source) : [],
  );
  const decoder = new TextDecoder();
  let last = '';
  for (let chunk = await process.read(0); chunk; chunk = await process.read(0)) {
    let out = '';
    for (const c of decoder.decode(chunk, { stream: true })) {
      if (flags.has('d') && inSource(c)) continue;
      const mapped =
        flags.has('d') || !inSource(c) || target.length === 0
          ? c
          : complement
            ? (target.at(-1) ?? c)
            : (map.get(c) ?? c);
      const squeezes =
        complement && flags.has('s') && target.length === 0 ? inSource(mapped) : squeezed.has(mapped);
      if (squeezes && mapped === last) continue;
      out += mapped;
      last = mapped;
    }
    await process.charge(chunk.length >> 6);
    await process.print(1, out);
  }
  return 0;
});

interface SortKey {
  readonly from: number;
  readonly to: number;
  readonly flags: string;
}

const sort = tool(async (process, args) => {
  const keys: SortKey[] = [];
  const rest = args.flatMap((arg, i) => {
    const spec = /^-k(.*)$/.exec(arg)?.[1];
    if (spec === undefined) return args[i - 1] === '-k' ? [] : [arg];
    const match = /^(\d+)(?:\.\d+)?([bdfgiMhnrV]*)(?:,(\d+)(?:\.\d+)?([bdfgiMhnrV]*))?$/.exec(
      spec || (args[i + 1] ?? ''),
    );
    if (!match) throw new ToolError(`bad field specification '${spec}'`);
    keys.push({
      from: Number(match[1]),
      to: match[3] ? Number(match[3]) : Number.POSITIVE_INFINITY,
      flags: `${match[2]}${match[4] ?? ''}`,
    });
    return [];
  });
  const { flags, values, operands } = parseOptions(process, rest, 'nrufbhVgMst:o:zcd', {
    numeric: 'n',
    'numeric-sort': 'n',
    reverse: 'r',
    unique: 'u',
    'field-separator': 't',
    'ignore-case': 'f',
  });
  const all: string[] = [];
  const failed = { status: 0 };
  for await (const { file } of inputs(process, operands, failed))
    for await (const { text } of lines(process, file)) all.push(text);
  await process.charge(all.length);
  const separator = values.get('t');
  const fieldsOf = (line: string) =>
    separator === undefined ? (line.match(/\s*\S+/g) ?? []) : line.split(separator);
  const pick = (line: string, key: SortKey) =>
    fieldsOf(line)
      .slice(key.from - 1, key.to)
      .join(separator ?? '');
  const global = [...flags].join('');
  const compareLines = (a: string, b: string): number => {
    for (const key of keys.length > 0 ? keys : [undefined]) {
      const how = key && key.flags !== '' ? key.flags : global;
      const order = compareBy(key ? pick(a, key) : a, key ? pick(b, key) : b, how);
      if (order !== 0) return how.includes('r') ? -order : order;
    }
    return flags.has('u') || flags.has('s') ? 0 : flags.has('r') ? byBytes(b, a) : byBytes(a, b);
  };
  all.sort(compareLines);
  const kept = flags.has('u')
    ? all.filter((line, i) => i === 0 || compareLines(all[i - 1] ?? '', line) !== 0)
    : all;
  const output = values.get('o');
  const text = kept.map((line) => `${line}\n`).join('');
  if (output === undefined) await process.print(1, text);
  else
    process.box.vfs.writeFile(process.resolve(output), new TextEncoder().encode(text), { who: process.user });
  return failed.status;
});

function compareBy(a: string, b: string, how: string): number {
  if (how.includes('n') || how.includes('g')) return numeric(a) - numeric(b);
  if (how.includes('h')) return human(a) - human(b);
  if (how.includes('V')) return a.localeCompare(b, 'en', { numeric: true });
  const [x, y] = how.includes('f') ? [a.toUpperCase(), b.toUpperCase()] : [a, b];
  return how.includes('b') ? byBytes(x.trimStart(), y.trimStart()) : byBytes(x, y);
}

const numeric = (text: string): number => Number(/^\s*[-+]?\d*\.?\d+/.exec(text)?.[0] ?? 0);
const human = (text: string): number =>
  numeric(text) * 1024 ** ' KMGT'.indexOf(/\d\s*([KMGT])/i.exec(text)?.[1]?.toUpperCase() ?? ' ');

const uniq = tool(async (process, args) => {
  const { flags, values, operands } = parseOptions(process, args, 'cdiuf:s:w:', {
    count: 'c',
    repeated: 'd',
    unique: 'u',
    'ignore-case': 'i',
  });
  const failed = { status: 0 };
  const output = new Output(process);
  const skip = Number(values.get('f') ?? 0);
  const key = (text: string) => {
    const rest = skip > 0 ? text.split(/\s+/).slice(skip).join(' ') : text;
    return flags.has('i') ? rest.toLowerCase() : rest;
  };
  let current: { text: string; count: number } | undefined;
  const emit = async () => {
    if (!current || (flags.has('d') && current.count < 2) || (flags.has('u') && current.count > 1)) return;
    await output.line(flags.has('c') ? `${String(current.count).padStart(7)} ${current.text}` : current.text);
  };
  for await (const { file } of inputs(process, operands.slice(0, 1), failed))
    for await (const { text } of lines(process, file)) {
      if (current && key(current.text) === key(text)) {
        current.count++;
        continue;
      }
      await emit();
      current = { text, count: 1 };
    }
  await emit();
  await output.flush();
  return failed.status;
});

const tac = tool(async (process, args) => {
  const failed = { status: 0 };
  for await (const { file } of inputs(process, args, failed)) {
    const parts = new TextDecoder().decode(await readAll(process, file)).split('\n');
    if (parts.at(-1) === '') parts.pop();
    await process.print(
      1,
      parts
        .reverse()
        .map((line) => `${line}\n`)
        .join(''),
    );
  }
  return failed.status;
});

const less = tool(async (process, args) => {
  const failed = { status: 0 };
  for await (const { file } of inputs(
    process,
    args.filter((arg) => !arg.startsWith('-')),
    failed,
  ))
    for (let chunk = await file.read(process, 1 << 16); chunk; chunk = await file.read(process, 1 << 16))
      await process.write(1, chunk);
  return failed.status;
});

const expr = tool(async (process, args) => {
  const value = await exprOf(process, args);
  await process.print(1, `${value}\n`);
  return value === '' || value === '0' ? 1 : 0;
});

/** Left to right by precedence, as expr(1) has it: | & comparisons + - * / % and ":". */
async function exprOf(process: Process, args: readonly string[]): Promise<string> {
  let at = 0;
  const LEVELS: readonly (readonly string[])[] = [
    ['|'],
    ['&'],
    ['<', '<=', '=', '==', '!=', '>=', '>'],
    ['+', '-'],
    ['*', '/', '%'],
    [':'],
  ];
  const number = (text: string): number => {
    if (!/^-?\d+$/.test(text))
      throw new ToolError(isBusybox(process) ? 'syntax error' : 'non-integer argument', 2);
    return Number(text);
  };
  const primary = (): string => {
    const token = args[at++];
    if (token === undefined)
      throw new ToolError(isBusybox(process) ? 'syntax error' : 'syntax error: missing argument', 2);
    if (token === '(') {
      const value = level(0);
      at++;
      return value;
    }
    if (token === 'length') return String((args[at++] ?? '').length);
    if (token === 'substr')
      return (args[at++] ?? '').substr(number(args[at++] ?? '1') - 1, number(args[at++] ?? '0'));
    return token;
  };
  const level = (n: number): string => {
    const operators = LEVELS[n];
    if (!operators) return primary();
    let left = level(n + 1);
    while (operators.includes(args[at] ?? '')) left = applyExpr(args[at++] ?? '', left, level(n + 1), number);
    return left;
  };
  const value = level(0);
  if (at < args.length) throw new ToolError('syntax error', 2);
  return value;
}

function applyExpr(op: string, a: string, b: string, number: (text: string) => number): string {
  if (op === '|') return a !== '' && a !== '0' ? a : b;
  if (op === '&') return a !== '' && a !== '0' && b !== '' && b !== '0' ? a : '0';
  if (op === ':') return matchStart(a, b);
  const integers = /^-?\d+$/.test(a) && /^-?\d+$/.test(b);
  const order = integers ? number(a) - number(b) : byBytes(a, b);
  switch (op) {
    case '<':
      return String(Number(order < 0));
    case '<=':
      return String(Number(order <= 0));
    case '=':
    case '==':
      return String(Number(order === 0));
    case '!=':
      return String(Number(order !== 0));
    case '>=':
      return String(Number(order >= 0));
    case '>':
      return String(Number(order > 0));
    case '+':
      return String(number(a) + number(b));
    case '-':
      return String(number(a) - number(b));
    case '*':
      return String(number(a) * number(b));
    default:
      if (number(b) === 0) throw new ToolError('division by zero', 2);
      return String(op === '/' ? Math.trunc(number(a) / number(b)) : number(a) % number(b));
  }
}

function matchStart(text: string, pattern: string): string {
  const matcher = compile(`^\\(${pattern.replace(/^\^/, '')}\\)`, 'basic').matcher(text);
  if (!matcher.find()) return pattern.includes('\\(') ? '' : '0';
  return pattern.includes('\\(') ? (matcher.group(2) ?? '') : String(matcher.group(1)?.length ?? 0);
}

export const TEXT_TOOLS: Readonly<Record<string, Tool>> = {
  cut,
  tr,
  sort,
  uniq,
  tac,
  less,
  expr,
  more: less,
  grep: grepWith('basic'),
  egrep: grepWith('extended'),
  fgrep: grepWith('fixed'),
};
