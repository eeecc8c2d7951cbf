/** Interpreters that are not here: what they do without a program, and how they say that they run none. */
import type { ProgramContext } from '../../contracts';
import { notSimulated } from './serve';

/** An interpreter that was given nothing to run ends well at the end of its input; all else it refuses. */
export async function withoutProgram(context: ProgramContext, language: string): Promise<number> {
  const refuse = notSimulated(`${language} programs: running them`);
  if (context.argv.length > 1 || context.tty) return refuse(context);
  for await (const chunk of chunks(context.stdin)) if (chunk.byteLength > 0) return refuse(context);
  return 0;
}

async function* chunks(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
}
