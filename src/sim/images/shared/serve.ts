/** What the HTTP servers of the catalogue share: a port until the signal, and answers as Go's net/http writes them. */
import type { NativeProgram, PortServer, ProgramContext } from '../../contracts';
import { errorCode, signalled } from './http';
import { goLogDate, httpDate } from './time';

/** Serves until a signal comes, whose number it gives; undefined: the port is somebody else's already. */
export async function serveUntilSignal(
  context: ProgramContext,
  port: number,
  server: PortServer & { readonly ready?: () => void },
): Promise<number | undefined> {
  try {
    const listener = await context.net.listen(port, server);
    server.ready?.();
    const signal = await signalled(context.terminated);
    listener.close();
    return signal;
  } catch (error) {
    if (errorCode(error) !== 'EADDRINUSE') throw error;
    return undefined;
  }
}

/** How Go programs end as process 1 by a signal that they don't handle: its default does nothing there, so they exit. */
export const GO_KILLED = 2;

/** A text as Go's net/http answers it. */
export function goText(context: ProgramContext, body: string, status = 200): Response {
  const bytes = new TextEncoder().encode(body);
  return new Response(bytes, {
    status,
    headers: {
      date: httpDate(context.now()),
      'content-length': String(bytes.byteLength),
      'content-type': 'text/plain; charset=utf-8',
    },
  });
}

/** A line of Go's log package, which goes to stderr. */
export const goLog = (context: ProgramContext, text: string): void =>
  context.stderr(`${goLogDate(context.now())} ${text}\n`);

/** What Go programs do when their port is taken. */
export function goPortInUse(context: ProgramContext, port: number, prefix = ''): number {
  goLog(context, `${prefix}listen tcp :${port}: bind: address already in use`);
  return 1;
}

/** `-name value`, `-name=value` and their like with two dashes; what else stands there is `rest`. */
export function goFlags(args: readonly string[]): {
  readonly flags: ReadonlyMap<string, string>;
  readonly rest: readonly string[];
} {
  const flags = new Map<string, string>();
  const rest: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const match = /^--?([a-z][a-z-]*)(?:=(.*))?$/s.exec(args[i] ?? '');
    if (!match) rest.push(args[i] ?? '');
    else flags.set(match[1] ?? '', match[2] ?? args[++i] ?? '');
  }
  return { flags, rest };
}

/** A program that is in the image and does nothing here but say so. */
export const notSimulated =
  (what: string): NativeProgram =>
  async (context) => {
    context.stderr(`${what} is not simulated (docs/images.md)\n`);
    return 1;
  };
