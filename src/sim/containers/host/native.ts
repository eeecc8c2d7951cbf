/** Runs an image's own program (nginx ...) beside the kubelet. */
import type { Clock } from '@/apimachinery';
import type {
  ContainerFs,
  ExitStatus,
  NativeProgram,
  NetworkAccess,
  PortServer,
  Process,
  ProcessIo,
} from '../../contracts';
import type { CpuMeter } from '../cpu-meter';
import { parseSignal, signalNumber } from '../kernel/signals';

export interface NativeOptions {
  readonly program: NativeProgram;
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly hostname: string;
  /** Absent: root. */
  readonly uid?: number;
  readonly fs: ContainerFs;
  /** Absent: it may write wherever it likes. */
  readonly refusal?: (folder: string) => string | undefined;
  readonly net: NetworkAccess;
  readonly clock: Clock;
  readonly io: ProcessIo;
  readonly tty: boolean;
  /** Where the program's work is put down. */
  readonly meter: CpuMeter;
  readonly hold: (memoryBytes: number) => void;
  /** Told when the program waits for its stdin. */
  readonly wantsInput?: () => void;
}

const text = new TextEncoder();
const bytesOf = (chunk: string | Uint8Array): Uint8Array =>
  typeof chunk === 'string' ? text.encode(chunk) : chunk;
const KILL = 137;
/** What answering an HTTP request costs a server, unless it says more. */
const REQUEST_CPU_MS = 0.5;

/** Starts the program. Only SIGKILL ends it without its consent. */
export function runNative(options: NativeOptions): Process {
  const { program, argv, env, cwd, hostname, uid, fs, refusal, clock, io, tty, wantsInput, meter, hold } =
    options;
  const terminated = new AbortController();
  let stdin: ReadableStreamDefaultController<Uint8Array> | undefined;
  let end: (status: ExitStatus) => void = () => {};
  let over = false;
  const exited = new Promise<ExitStatus>((resolve) => {
    end = (status) => {
      over = true;
      resolve(status);
    };
  });
  const running = program({
    argv,
    env,
    cwd,
    hostname,
    ...(uid !== undefined && { uid }),
    fs,
    ...(refusal && { refusal }),
    net: metered(options),
    tty,
    stdin: new ReadableStream(
      {
        start: (controller) => {
          stdin = controller;
        },
        pull: () => wantsInput?.(),
      },
      { highWaterMark: 0 },
    ),
    stdout: (chunk) => over || io.stdout(bytesOf(chunk)),
    stderr: (chunk) => over || io.stderr(bytesOf(chunk)),
    now: () => clock.now(),
    sleep: (ms) => new Promise((resolve) => clock.setTimer(ms, resolve)),
    spend: (cpuMs) => meter.spend(clock.now(), cpuMs),
    hold,
    terminated: terminated.signal,
  });
  running.then(
    (exitCode) => end({ exitCode }),
    (error: unknown) => {
      if (!over)
        io.stderr(text.encode(`${argv[0]}: ${error instanceof Error ? error.message : String(error)}\n`));
      end({ exitCode: 1 });
    },
  );
  return {
    exited,
    write: (chunk) => stdin?.enqueue(chunk),
    closeStdin: () => {
      stdin?.close();
      stdin = undefined;
    },
    resize: () => {},
    signal: (name) => {
      const signal = parseSignal(name);
      if (signal === undefined || over) return;
      terminated.abort(signalNumber(signal));
      if (signal === 'SIGKILL') end({ exitCode: KILL, signal: signalNumber(signal) });
    },
  };
}

/** The network, on which each request that is served is work. */
const metered = ({ net, meter, clock }: NativeOptions): NetworkAccess => ({
  ip: net.ip,
  lookup: (name) => net.lookup(name),
  query: (...asked) => net.query(...asked),
  dial: (host, port) => net.dial(host, port),
  fetch: (request) => net.fetch(request),
  listen: (port, server) =>
    net.listen(
      port,
      counting(server, () => meter.spend(clock.now(), REQUEST_CPU_MS)),
    ),
});

const counting = (server: PortServer, count: () => void): PortServer => ({
  ...(server.tls && { tls: server.tls }),
  ...(server.tcp && { tcp: (stream, peer) => server.tcp?.(stream, peer) }),
  ...(server.http && {
    http: (request, peer) => {
      count();
      return server.http?.(request, peer) ?? Promise.reject(new Error('no server'));
    },
  }),
});
