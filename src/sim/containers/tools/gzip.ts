/** `gzip`, `gunzip`, `zcat`. */
import type { Tool } from '../kernel/kernel';
import type { Process } from '../kernel/process';
import { cannotOpen, complain, concat, nameOf, parseOptions, readAll, ToolError, tool } from './io';

/** What a compressed file may grow to: a small bomb must not fill the worker. */
const MAX_EXPANDED = 64 << 20;

export const gzipBytes = (bytes: Uint8Array): Promise<Uint8Array> =>
  through(bytes, new CompressionStream('gzip'));
export const gunzipBytes = (bytes: Uint8Array): Promise<Uint8Array> =>
  through(bytes, new DecompressionStream('gzip'));

async function through(
  bytes: Uint8Array,
  stream: CompressionStream | DecompressionStream,
): Promise<Uint8Array> {
  const reader = new Blob([bytes as Uint8Array<ArrayBuffer>])
    .stream()
    .pipeThrough(stream as ReadableWritablePair<Uint8Array, Uint8Array<ArrayBuffer>>)
    .getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    size += part.value.length;
    if (size > MAX_EXPANDED) throw new ToolError('file too large');
    chunks.push(part.value);
  }
  return concat(chunks, size);
}

const compressor: Tool = tool(async (process, args) => {
  const { flags, operands } = parseOptions(process, args, 'dckfqvtn123456789', {
    decompress: 'd',
    stdout: 'c',
    keep: 'k',
    force: 'f',
  });
  const called = nameOf(process);
  const expand = called !== 'gzip' || flags.has('d');
  const toStdout = flags.has('c') || called === 'zcat' || operands.length === 0;
  let status = 0;
  for (const name of operands.length > 0 ? operands : ['-']) {
    try {
      const input =
        name === '-'
          ? await readAll(process, process.fd(0))
          : process.box.vfs.readFile(process.resolve(name), process.user).slice();
      const output = await process.waitFor(expand ? expanded(input) : gzipBytes(input));
      if (toStdout) await process.write(1, output);
      else await replace(process, name, { output, expand, keep: flags.has('k') });
    } catch (error) {
      await complain(process, error instanceof ToolError ? error.message : cannotOpen(process, name, error));
      status = 1;
    }
  }
  return status;
});

async function expanded(input: Uint8Array): Promise<Uint8Array> {
  if (input[0] !== 0x1f || input[1] !== 0x8b) throw new ToolError('invalid magic');
  return gunzipBytes(input);
}

async function replace(
  process: Process,
  name: string,
  { output, expand, keep }: { output: Uint8Array; expand: boolean; keep: boolean },
): Promise<void> {
  if (expand && !name.endsWith('.gz')) throw new ToolError(`${name}: unknown suffix - ignored`);
  await process.payFor(output.length);
  process.box.vfs.writeFile(process.resolve(expand ? name.slice(0, -3) : `${name}.gz`), output, {
    who: process.user,
  });
  if (!keep) process.box.vfs.unlink(process.resolve(name), process.user);
}

export const GZIP_TOOLS: Readonly<Record<string, Tool>> = {
  gzip: compressor,
  gunzip: compressor,
  zcat: compressor,
};
