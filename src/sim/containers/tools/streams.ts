/** Tools that pass bytes or lines along as they come; head and tail have their own file. */
import type { Tool } from '../kernel/kernel';
import type { Descriptor, OpenFile } from '../kernel/open-file';
import type { Process } from '../kernel/process';
import {
  cannotOpen,
  complain,
  concat,
  inputs,
  isBusybox,
  lines,
  numberOf,
  Output,
  parseOptions,
  readAll,
  ToolError,
  tool,
} from './io';

const CHUNK = 1 << 16;
const text = new TextEncoder();

const cat = tool(async (process, args) => {
  const { flags, operands } = parseOptions(process, args, 'neAbsvETut');
  const numbered = flags.has('n') || flags.has('b');
  const failed = { status: 0 };
  let number = 0;
  for await (const { file } of inputs(process, operands, failed)) {
    if (!numbered && !flags.has('A') && !flags.has('e') && !flags.has('E')) {
      for (let chunk = await file.read(process, CHUNK); chunk; chunk = await file.read(process, CHUNK))
        await process.write(1, chunk);
      continue;
    }
    const ends = flags.has('A') || flags.has('e') || flags.has('E') ? '$' : '';
    for await (const { text: line, terminated } of lines(process, file)) {
      const prefix = numbered && !(flags.has('b') && line === '') ? `${String(++number).padStart(6)}\t` : '';
      await process.print(1, `${prefix}${line}${terminated ? `${ends}\n` : ''}`);
    }
  }
  return failed.status;
});

const tee = tool(async (process, args) => {
  const { flags, operands } = parseOptions(process, args, 'ai', { append: 'a' });
  const append = flags.has('a');
  const targets: Descriptor[] = [];
  let status = 0;
  for (const name of operands) {
    try {
      targets.push(process.box.open(process, name, { write: true, create: true, append, truncate: !append }));
    } catch (error) {
      await complain(process, cannotOpen(process, name, error));
      status = 1;
    }
  }
  for (let chunk = await process.read(0); chunk; chunk = await process.read(0)) {
    await process.write(1, chunk);
    for (const { file } of targets) await file.write(process, chunk);
  }
  for (const target of targets) target.close();
  return status;
});

const yes = tool(async (process, args) => {
  const line = text.encode(`${args.join(' ') || 'y'}\n`);
  const block = concat(Array.from({ length: Math.max(1, Math.floor(4096 / line.length)) }, () => line));
  for (;;) {
    await process.charge(50);
    await process.write(1, block);
  }
});

const wc = tool(async (process, args) => {
  const { flags, operands } = parseOptions(process, args, 'lwcmL', {
    lines: 'l',
    words: 'w',
    bytes: 'c',
    chars: 'm',
  });
  const shown = (['l', 'w', 'c', 'm', 'L'] as const).filter((flag) => flags.has(flag));
  const columns = shown.length > 0 ? shown : (['l', 'w', 'c'] as const);
  const failed = { status: 0 };
  const total = { l: 0, w: 0, c: 0, m: 0, L: 0 };
  const width =
    columns.length === 1 && operands.length <= 1 ? 0 : isBusybox(process) ? 9 : operands.length === 0 ? 7 : 1;
  const print = (counts: typeof total, name: string) =>
    process.print(
      1,
      `${columns.map((column) => String(counts[column]).padStart(width)).join(isBusybox(process) && width > 0 ? ' ' : ' ')}${name ? ` ${name}` : ''}\n`,
    );
  for await (const { name, file } of inputs(process, operands, failed)) {
    const all = await readAll(process, file);
    const content = new TextDecoder().decode(all);
    const counts = {
      l: content.split('\n').length - 1,
      w: content.split(/\s+/).filter(Boolean).length,
      c: all.length,
      m: [...content].length,
      L: Math.max(0, ...content.split('\n').map((line) => line.length)),
    };
    for (const key of ['l', 'w', 'c', 'm', 'L'] as const) total[key] += counts[key];
    await print(counts, operands.length > 0 ? name : '');
  }
  if (operands.length > 1) await print(total, 'total');
  return failed.status;
});

const seq = tool(async (process, args) => {
  const { flags, values, operands } = parseOptions(
    process,
    args.map((arg) => (/^-\d/.test(arg) ? `\u0000${arg}` : arg)),
    's:wf:',
    { separator: 's' },
  );
  const numbers = operands.map((operand) => Number(operand.replace('\u0000', '')));
  if (numbers.length === 0 || numbers.length > 3 || numbers.some(Number.isNaN))
    throw new ToolError('missing operand');
  const [first, step, last] =
    numbers.length === 1
      ? [1, 1, numbers[0] ?? 0]
      : numbers.length === 2
        ? [numbers[0] ?? 1, 1, numbers[1] ?? 0]
        : [numbers[0] ?? 1, numbers[1] ?? 1, numbers[2] ?? 0];
  if (step === 0) throw new ToolError('increment must not be zero');
  const places = Math.max(...operands.map((operand) => operand.split('.')[1]?.length ?? 0));
  const width = flags.has('w') ? Math.max(first.toFixed(places).length, last.toFixed(places).length) : 0;
  const separator = values.get('s') ?? '\n';
  let out = '';
  let any = false;
  for (let i = 0; ; i++) {
    const value = first + i * step;
    if (step > 0 ? value > last + 1e-9 : value < last - 1e-9) break;
    out += (any ? separator : '') + value.toFixed(places).padStart(width, '0');
    any = true;
    if (process.tick()) await process.giveWay();
    if (out.length > CHUNK) {
      await process.print(1, out);
      out = '';
    }
  }
  await process.print(1, any ? `${out}\n` : '');
  return 0;
});

const rev = tool(async (process, args) => {
  const failed = { status: 0 };
  const output = new Output(process);
  for await (const { file } of inputs(process, args, failed))
    for await (const { text: line } of lines(process, file)) await output.line([...line].reverse().join(''));
  await output.flush();
  return failed.status;
});

const dd = tool(async (process, args) => {
  const settings = new Map(args.map((arg) => [arg.split('=')[0] ?? '', arg.slice(arg.indexOf('=') + 1)]));
  const size = Math.min(16 << 20, numberOf(settings.get('bs') ?? settings.get('ibs') ?? '512'));
  const count = settings.has('count') ? numberOf(settings.get('count') ?? '') : Number.POSITIVE_INFINITY;
  const from = settings.get('if');
  const to = settings.get('of');
  const input = from === undefined ? undefined : process.box.open(process, from);
  const truncate = !(settings.get('conv') ?? '').includes('notrunc');
  const output =
    to === undefined ? undefined : process.box.open(process, to, { write: true, create: true, truncate });
  const skip = numberOf(settings.get('skip') ?? '0') * size;
  if (skip > 0) input?.file.seek?.(skip);
  output?.file.seek?.(numberOf(settings.get('seek') ?? '0') * size);
  const counts = { full: 0, part: 0, bytes: 0 };
  let problem: unknown;
  try {
    for (let block = 0; block < count; block++) {
      const chunk = await readBlock(process, input?.file ?? process.fd(0), size);
      if (chunk.length === 0) break;
      await (output?.file ?? process.fd(1)).write(process, chunk);
      counts.bytes += chunk.length;
      if (chunk.length === size) counts.full++;
      else counts.part++;
      if (chunk.length < size) break;
    }
  } catch (error) {
    problem = error;
  }
  input?.close();
  output?.close();
  if (problem)
    await complain(
      process,
      `error writing '${to ?? 'standard output'}': ${problem instanceof Error ? problem.message : String(problem)}`,
    );
  if (settings.get('status') !== 'none') {
    const records = `${counts.full}+${counts.part} records`;
    await process.print(2, `${records} in\n${records} out\n${counts.bytes} bytes copied\n`);
  }
  return problem ? 1 : 0;
});

async function readBlock(process: Process, file: OpenFile, size: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let have = 0;
  while (have < size) {
    const chunk = await file.read(process, size - have);
    if (!chunk) break;
    parts.push(chunk);
    have += chunk.length;
  }
  return parts.length === 1 ? (parts[0] ?? new Uint8Array(0)) : concat(parts, have);
}

export const STREAM_TOOLS: Readonly<Record<string, Tool>> = { cat, tee, yes, wc, seq, rev, dd };
