/** The two ends of a file: head and tail, and tail that follows what is written or waits for what is not there yet. */
import type { Tool } from '../kernel/kernel';
import type { Descriptor, OpenFile } from '../kernel/open-file';
import type { Process } from '../kernel/process';
import {
  cannotOpen,
  complain,
  inputs,
  isBusybox,
  numberOf,
  parseOptions,
  readAll,
  ToolError,
  tool,
} from './io';

const CHUNK = 1 << 16;
const FOLLOW_MS = 1000;
const RETRY_MS = 1000;
const NL = 0x0a;

/** `head -5` and `tail -5` are older spellings of -n 5. */
const withCount = (args: readonly string[]): string[] =>
  args.flatMap((arg) => (/^-\d+$/.test(arg) ? ['-n', arg.slice(1)] : [arg]));

async function banner(process: Process, name: string, first: boolean): Promise<void> {
  await process.print(1, `${first ? '' : '\n'}==> ${name === '-' ? 'standard input' : name} <==\n`);
}

const head = tool(async (process, args) => {
  const { flags, values, operands } = parseOptions(process, withCount(args), 'n:c:qv', {
    lines: 'n',
    bytes: 'c',
    quiet: 'q',
    verbose: 'v',
  });
  const bytes = values.has('c');
  const count = numberOf(values.get('c') ?? values.get('n') ?? '10');
  const failed = { status: 0 };
  let first = true;
  for await (const { name, file } of inputs(process, operands, failed)) {
    if ((operands.length > 1 && !flags.has('q')) || flags.has('v')) await banner(process, name, first);
    first = false;
    if (count < 0) await headBut(process, file, { bytes, count: -count });
    else await headOf(process, file, { bytes, count });
  }
  return failed.status;
});

async function headOf(
  process: Process,
  file: OpenFile,
  { bytes, count }: { bytes: boolean; count: number },
): Promise<void> {
  let left = count;
  while (left > 0) {
    const chunk = await file.read(process, bytes ? Math.min(left, CHUNK) : CHUNK);
    if (!chunk) return;
    let end = bytes ? chunk.length : 0;
    if (bytes) left -= chunk.length;
    else {
      while (left > 0 && end < chunk.length) {
        const newline = chunk.indexOf(NL, end);
        if (newline < 0) {
          end = chunk.length;
          break;
        }
        end = newline + 1;
        left--;
      }
    }
    await process.write(1, chunk.subarray(0, end));
  }
}

async function headBut(
  process: Process,
  file: OpenFile,
  { bytes, count }: { bytes: boolean; count: number },
): Promise<void> {
  const all = await readAll(process, file);
  if (bytes) return process.write(1, all.subarray(0, Math.max(0, all.length - count)));
  const parts = new TextDecoder().decode(all).split('\n');
  if (parts.at(-1) === '') parts.pop();
  const kept = parts.slice(0, Math.max(0, parts.length - count));
  await process.print(1, kept.map((line) => `${line}\n`).join(''));
}

const tail = tool(async (process, args) => {
  const { flags, values, operands } = parseOptions(process, withCount(args), 'n:c:fFqvs:', {
    lines: 'n',
    bytes: 'c',
    follow: 'f',
    quiet: 'q',
    retry: 'F',
    verbose: 'v',
  });
  const bytes = values.has('c');
  const wanted = values.get('c') ?? values.get('n') ?? '10';
  const failed = { status: 0 };
  const followed: { name: string; file: OpenFile }[] = [];
  let first = true;
  const open = new Map<string, Descriptor>();
  for (const name of operands.length > 0 ? operands : ['-']) {
    try {
      open.set(
        name,
        name === '-' ? (process.fds.get(0)?.share() ?? fail()) : process.box.open(process, name),
      );
    } catch (error) {
      await complain(
        process,
        isBusybox(process)
          ? cannotOpen(process, name, error)
          : `cannot open '${name}' for reading: ${error instanceof Error && 'text' in error ? String(error.text) : String(error)}`,
      );
      failed.status = 1;
    }
  }
  if (open.size === 0 && flags.has('F')) {
    for (const [name, descriptor] of await appearing(process, operands)) open.set(name, descriptor);
  } else if (open.size === 0 && operands.length > 0 && !isBusybox(process))
    await complain(process, 'no files remaining');
  for (const [name, { file }] of open) {
    if ((operands.length > 1 && !flags.has('q')) || flags.has('v')) await banner(process, name, first);
    first = false;
    if (file.kind === 'device' && file.path === '/dev/null') followed.push({ name, file });
    else {
      await tailOf(process, file, { bytes, wanted });
      followed.push({ name, file });
    }
  }
  if ((flags.has('f') || flags.has('F')) && followed.length > 0) await follow(process, followed);
  for (const descriptor of open.values()) descriptor.close();
  return failed.status;
});

/** `tail -F` waits for a file that is not there yet. */
// upstream: busybox coreutils/tail.c tail_main
async function appearing(
  process: Process,
  names: readonly string[],
): Promise<readonly (readonly [string, Descriptor])[]> {
  for (;;) {
    await process.sleep(RETRY_MS);
    for (const name of names) {
      let descriptor: Descriptor;
      try {
        descriptor = process.box.open(process, name);
      } catch {
        continue;
      }
      await complain(
        process,
        isBusybox(process)
          ? `${name} has appeared; following end of new file`
          : `'${name}' has appeared;  following new file`,
      );
      return [[name, descriptor]];
    }
  }
}

function fail(): never {
  throw new ToolError('Bad file descriptor');
}

async function tailOf(
  process: Process,
  file: OpenFile,
  { bytes, wanted }: { bytes: boolean; wanted: string },
): Promise<void> {
  const fromStart = wanted.startsWith('+');
  const count = Math.abs(numberOf(wanted));
  const all = await readAll(process, file);
  if (bytes)
    return process.write(
      1,
      fromStart ? all.subarray(Math.max(0, count - 1)) : all.subarray(Math.max(0, all.length - count)),
    );
  if (count === 0 && !fromStart) return;
  let at = fromStart ? 0 : all.at(-1) === NL ? all.length - 1 : all.length;
  if (fromStart)
    for (let line = 1; line < count && at < all.length; line++) at = all.indexOf(NL, at) + 1 || all.length;
  else {
    for (let line = 0; line < count && at > 0; line++) at = all.lastIndexOf(NL, at - 1);
    at = at > 0 || all[0] === NL ? at + 1 : 0;
    if (at < 0) at = 0;
  }
  await process.write(1, all.subarray(at));
}

async function follow(process: Process, files: readonly { name: string; file: OpenFile }[]): Promise<never> {
  let last = files.at(-1)?.name;
  const sizes = new Map(files.map(({ file }) => [file, file.size ?? 0]));
  if (files.every(({ file }) => file.kind === 'device')) await process.sleep(Number.POSITIVE_INFINITY);
  for (;;) {
    for (const { name, file } of files) {
      if (file.size !== undefined && file.size < (sizes.get(file) ?? 0)) {
        await complain(process, `${name}: file truncated`);
        file.seek?.(0);
      }
      sizes.set(file, file.size ?? 0);
      for (let chunk = await file.read(process, CHUNK); chunk; chunk = await file.read(process, CHUNK)) {
        if (files.length > 1 && last !== name) await banner(process, name, false);
        last = name;
        await process.write(1, chunk);
      }
    }
    await process.sleep(FOLLOW_MS);
  }
}

export const END_TOOLS: Readonly<Record<string, Tool>> = { head, tail };
