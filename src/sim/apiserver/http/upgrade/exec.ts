/**
 * The channel protocol of exec and attach: every message starts with the number of its channel. The server ends with a
 * Status on the error channel and closes normally, whatever happened.
 */
// upstream: staging/src/k8s.io/client-go/tools/remotecommand; pkg/kubelet/cri/streaming/remotecommand/websocket.go
import { internalError, type Status, StatusError } from '@/apimachinery';
import type { ExecIo, ExecOptions, ExitStatus, TerminalSize } from '../../../contracts';
import { type MessageSocket, NORMAL_CLOSURE } from './socket';

/** v5 adds the message that ends stdin. */
export const EXEC_PROTOCOLS = ['v5.channel.k8s.io', 'v4.channel.k8s.io'] as const;

const CHANNEL = { stdin: 0, stdout: 1, stderr: 2, error: 3, resize: 4, close: 255 } as const;

/** A client that reads nothing while its command prints is cut off before it costs more memory than this. */
const MAX_PENDING_BYTES = 32 * 1024 * 1024;

interface ExecSession {
  readonly socket: MessageSocket;
  readonly options: Omit<ExecOptions, 'command'>;
  /** Whether the client can end stdin. */
  readonly halfClose: boolean;
  readonly run: (io: ExecIo) => Promise<ExitStatus>;
  /** What the status says before the text of an error that is none of the API's. */
  readonly failure: string;
}

export async function serveExec(session: ExecSession): Promise<void> {
  const { socket, options, run } = session;
  const gone = new AbortController();
  const stdin = new TransformStream<Uint8Array, Uint8Array>();
  const resize = new TransformStream<TerminalSize, TerminalSize>(undefined, { highWaterMark: 16 });
  const reading = readChannels(session, stdin.writable.getWriter(), resize.writable.getWriter());
  void reading.then(() => gone.abort(new Error('client closed the connection')));
  const send = sender(socket, () => gone.abort(new Error('client does not read')));

  let status: Status;
  try {
    // Tells clients that the stream stands before the command has said anything.
    if (options.stdout) send(CHANNEL.stdout, new Uint8Array());
    const exit = await run({
      signal: gone.signal,
      ...(options.stdin ? { stdin: stdin.readable } : {}),
      ...(options.stdout ? { stdout: (chunk) => send(CHANNEL.stdout, chunk) } : {}),
      ...(options.stderr ? { stderr: (chunk) => send(CHANNEL.stderr, chunk) } : {}),
      ...(options.tty ? { resize: resize.readable } : {}),
    });
    status = exitStatus(exit);
  } catch (error) {
    status = failureStatus(error, session.failure);
  }
  send(CHANNEL.error, new TextEncoder().encode(JSON.stringify(status)));
  socket.close(NORMAL_CLOSURE);
}

/** Sends in order without waiting; `overflow` is called when the client falls too far behind. */
function sender(socket: MessageSocket, overflow: () => void) {
  let pending = 0;
  return (channel: number, chunk: Uint8Array): void => {
    const message = new Uint8Array(chunk.length + 1);
    message[0] = channel;
    message.set(chunk, 1);
    pending += message.length;
    if (pending > MAX_PENDING_BYTES) overflow();
    void socket.send(message).then(() => {
      pending -= message.length;
    });
  };
}

/** Takes the client's messages apart until it closes. A full stdin holds the whole socket back. */
async function readChannels(
  { socket, halfClose, options }: ExecSession,
  ...[stdin, resize]: [WritableStreamDefaultWriter<Uint8Array>, WritableStreamDefaultWriter<TerminalSize>]
): Promise<void> {
  const messages = socket.messages.getReader();
  try {
    for (let part = await messages.read(); !part.done; part = await messages.read()) {
      const [channel, ...[first]] = part.value;
      const payload = part.value.subarray(1);
      if (channel === CHANNEL.stdin && options.stdin && payload.length > 0) {
        // A command that ended or reads no more leaves the rest unread; the connection goes on.
        await stdin.write(payload).catch(() => {});
      } else if (channel === CHANNEL.resize) {
        const size = parseSize(payload);
        if (size) void resize.write(size).catch(() => {});
      } else if (channel === CHANNEL.close && first === CHANNEL.stdin && halfClose) {
        void stdin.close().catch(() => {});
      }
    }
  } catch {
    // A broken connection ends like a closed one.
  }
  void stdin.close().catch(() => {});
  void resize.close().catch(() => {});
}

function parseSize(payload: Uint8Array): TerminalSize | undefined {
  try {
    const { Width, Height } = JSON.parse(new TextDecoder().decode(payload)) as {
      Width?: unknown;
      Height?: unknown;
    };
    return typeof Width === 'number' && typeof Height === 'number'
      ? { width: Width, height: Height }
      : undefined;
  } catch {
    return undefined;
  }
}

// upstream: pkg/kubelet/cri/streaming/remotecommand/exec.go ServeExec
function exitStatus({ exitCode }: ExitStatus): Status {
  if (exitCode === 0) return { ...EMPTY, status: 'Success' };
  const cause = { reason: 'ExitCode', message: String(exitCode) };
  return {
    ...EMPTY,
    status: 'Failure',
    reason: 'NonZeroExitCode',
    message: `command terminated with non-zero exit code: exit status ${exitCode}`,
    details: { causes: [cause] },
  };
}

const failureStatus = (error: unknown, prefix: string): Status =>
  error instanceof StatusError
    ? error.status
    : internalError(`${prefix}: ${error instanceof Error ? error.message : String(error)}`).status;

const EMPTY = { kind: 'Status', apiVersion: 'v1', metadata: {} } as const;
