/** `echo` and `printf`, for the shell and as programs. */
import type { Process } from '../kernel/process';
import { C_ESCAPES } from '../shell/quoting';

/** bash interprets escapes only after -e; ash takes the options too; dash always interprets and knows only -n. */
export async function echo(
  process: Process,
  args: readonly string[],
  flavor: { bash?: boolean; dash?: boolean } = {},
): Promise<number> {
  let newline = true;
  let escapes = flavor.dash === true;
  let at = 0;
  for (; at < args.length; at++) {
    const word = args[at] ?? '';
    if (!(flavor.dash === true ? /^-n$/ : /^-[neE]+$/).test(word)) break;
    if (word.includes('n')) newline = false;
    if (word.includes('e')) escapes = true;
    if (word.includes('E')) escapes = false;
  }
  const text = args.slice(at).join(' ');
  if (!escapes) await process.print(1, newline ? `${text}\n` : text);
  else {
    const { out, stopped } = unescapeText(text, true);
    await write(process, newline && !stopped ? `${out}\n` : out);
  }
  return 0;
}

/** C escapes; `\c` stops all output. */
export function unescapeText(text: string, zeroOctal = false): { out: string; stopped: boolean } {
  let out = '';
  for (let i = 0; i < text.length; i++) {
    const c = text.charAt(i);
    if (c !== '\\' || i + 1 >= text.length) {
      out += c;
      continue;
    }
    const rest = text.slice(i + 1, i + 11);
    if (rest.startsWith('c')) return { out, stopped: true };
    const code = /^(?:x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{1,4})|U([0-9a-fA-F]{1,8}))/.exec(rest);
    const octal = (zeroOctal ? /^0([0-7]{0,3})/ : /^([0-7]{1,3})/).exec(rest);
    if (code) {
      out += String.fromCodePoint(
        Math.min(0x10ffff, Number.parseInt(code[1] ?? code[2] ?? code[3] ?? '0', 16)),
      );
      i += code[0].length;
    } else if (octal) {
      out += rawByte(Number.parseInt(octal[1] || '0', 8) & 0xff);
      i += octal[0].length;
    } else {
      const known = C_ESCAPES[rest.charAt(0)];
      out += known ?? `\\${rest.charAt(0)}`;
      i += 1;
    }
  }
  return { out, stopped: false };
}

const RAW = 0xdc00;
const RAW_BYTES = /[\udc80-\udcff]/;

/** A byte that an escape asked for: above ASCII it travels as a lone surrogate and leaves as that byte. */
const rawByte = (value: number): string => String.fromCharCode(value < 0x80 ? value : RAW + value);

const encoder = new TextEncoder();

async function write(process: Process, text: string): Promise<void> {
  if (!RAW_BYTES.test(text)) return process.print(1, text);
  const bytes: number[] = [];
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    if (code >= RAW + 0x80 && code <= RAW + 0xff) bytes.push(code - RAW);
    else bytes.push(...encoder.encode(char));
  }
  return process.write(1, Uint8Array.from(bytes));
}

const DIRECTIVE = /%(?:%|([-+ #0]*)(\*|\d+)?(?:\.(\*|\d+))?([diouxXfFeEgGcsbq]))/g;
const MAX_WIDTH = 4096;

/** `assign` serves bash's `printf -v name`. */
export async function printf(
  process: Process,
  args: readonly string[],
  assign?: (name: string, value: string) => void,
): Promise<number> {
  const into = args[0] === '-v' && assign ? args[1] : undefined;
  const [format, ...given] = into !== undefined ? args.slice(2) : args[0] === '--' ? args.slice(1) : args;
  if (format === undefined) {
    await process.print(2, 'printf: usage: printf format [arguments]\n');
    return 2;
  }
  const state = { at: 0, status: 0, errors: '' };
  const text = unescapeText(format.replaceAll('\\%', '%')).out;
  let out = '';
  do {
    const before = state.at;
    let stopped = false;
    out += text.replace(
      DIRECTIVE,
      (
        all,
        flags: string | undefined,
        width: string | undefined,
        precision: string | undefined,
        kind: string | undefined,
      ) => {
        if (stopped) return '';
        if (all === '%%' || kind === undefined) return '%';
        const star = (value: string | undefined) =>
          value === '*' ? Number(given[state.at++] ?? 0) : value === undefined ? undefined : Number(value);
        const wide = star(width) ?? 0;
        const exact = star(precision);
        const arg = given[state.at++];
        const piece = convert(arg, { kind, flags: flags ?? '', precision: exact }, state);
        if (kind === 'b' && unescapeText(arg ?? '', true).stopped) stopped = true;
        return pad(piece, Math.min(MAX_WIDTH, Math.abs(wide)), wide < 0 ? `${flags}-` : (flags ?? ''), kind);
      },
    );
    if (state.at === before || stopped) break;
    await process.charge(1);
  } while (state.at < given.length);
  if (state.errors !== '') await process.print(2, state.errors);
  if (into !== undefined && assign) assign(into, out);
  else await write(process, out);
  return state.status;
}

function convert(
  arg: string | undefined,
  { kind, flags, precision }: { kind: string; flags: string; precision: number | undefined },
  state: { status: number; errors: string },
): string {
  if (kind === 's') return (arg ?? '').slice(0, precision);
  if (kind === 'b') return unescapeText(arg ?? '', true).out;
  if (kind === 'c') return (arg ?? '').charAt(0);
  if (kind === 'q')
    return /^[\w./:=@%+,-]+$/.test(arg ?? '') ? (arg ?? '') : `'${(arg ?? '').replaceAll("'", "'\\''")}'`;
  const value = numeric(arg ?? '');
  if (Number.isNaN(value)) {
    state.status = 1;
    state.errors += `printf: ${arg}: invalid number\n`;
  }
  const number = Number.isNaN(value) ? 0 : value;
  const sign =
    number < 0 || Object.is(number, -0) ? '-' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '';
  const size = Math.abs(number);
  if ('fFeEgG'.includes(kind)) return sign + float(size, kind, precision ?? 6);
  const integer = Math.trunc(number);
  if (kind === 'd' || kind === 'i')
    return (
      (integer === 0 && sign === '-' ? '' : sign) + String(Math.trunc(size)).padStart(precision ?? 0, '0')
    );
  const unsigned = BigInt.asUintN(64, BigInt(integer));
  const digits = unsigned.toString(kind === 'o' ? 8 : kind === 'u' ? 10 : 16).padStart(precision ?? 0, '0');
  const prefix =
    flags.includes('#') && integer !== 0 ? (kind === 'o' ? '0' : kind === 'u' ? '' : `0${kind}`) : '';
  return prefix + (kind === 'X' ? digits.toUpperCase() : digits);
}

function numeric(text: string): number {
  if (text === '') return 0;
  if (/^["']/.test(text)) return text.codePointAt(1) ?? 0;
  if (/^[+-]?0[0-7]+$/.test(text)) return Number.parseInt(text, 8);
  return Number(text);
}

function float(value: number, kind: string, precision: number): string {
  const places = Math.min(100, precision);
  if (kind === 'f' || kind === 'F') return value.toFixed(places);
  const exponent = (text: string) => text.replace(/e([+-])(\d)$/, 'e$10$2');
  if (kind === 'e' || kind === 'E') return exponent(value.toExponential(places));
  const short = Number(value.toPrecision(Math.max(1, places)));
  return short !== 0 && (short < 1e-4 || short >= 10 ** places)
    ? exponent(short.toExponential())
    : String(short);
}

function pad(text: string, width: number, flags: string, kind: string): string {
  if (flags.includes('-')) return text.padEnd(width);
  if (!flags.includes('0') || 'scbq'.includes(kind)) return text.padStart(width);
  const sign = /^[-+ ]/.exec(text)?.[0] ?? '';
  return sign + text.slice(sign.length).padStart(width - sign.length, '0');
}
