/** What probes and lifecycle hooks do: run a command, ask over HTTP, open a connection, sleep. */
// upstream: pkg/kubelet/prober/prober.go, pkg/kubelet/lifecycle/handlers.go, pkg/probe
import type { Clock } from '@/apimachinery';
import type { ContainerSpec } from '@/kube';
import type { Container } from '../../contracts';
import { type ClusterNetwork, NetworkError } from '../../net';
import { grpcProbe } from '../probes/grpc';
import { sleep, TIMED_OUT, within } from './waiting';

type Probe = NonNullable<ContainerSpec['livenessProbe']>;
type Hook = NonNullable<NonNullable<ContainerSpec['lifecycle']>['preStop']>;
export type Handler = Pick<Probe, 'exec' | 'httpGet' | 'tcpSocket' | 'grpc'> & Pick<Hook, 'sleep'>;

export interface HandlerContext {
  readonly clock: Clock;
  readonly network: ClusterNetwork;
  readonly podIP: string;
  readonly spec: ContainerSpec;
  readonly container: Container | undefined;
}

export interface HandlerResult {
  readonly ok: boolean;
  /** For the event: what was printed or what went wrong. */
  readonly output: string;
  /** What went wrong, as the kubelet itself saw it; output is then what the command or server said. */
  readonly error?: string;
  /** The server sent the probe elsewhere: told, but no failure. */
  readonly redirected?: boolean;
}

const MAX_OUTPUT = 10_240;

/** Never rejects; a failure is a result. */
export async function runHandler(
  handler: Handler,
  context: HandlerContext,
  timeoutMs: number,
): Promise<HandlerResult> {
  if (handler.exec) return runCommand(handler.exec.command ?? [], context, timeoutMs);
  if (handler.httpGet) return httpGet(handler.httpGet, context, timeoutMs);
  if (handler.tcpSocket) return tcpSocket(handler.tcpSocket, context, timeoutMs);
  if (handler.sleep) {
    await sleep(context.clock, handler.sleep.seconds * 1000);
    return { ok: true, output: '' };
  }
  if (handler.grpc) return grpcProbe(handler.grpc, context, timeoutMs);
  throw new Error('a handler says nothing of what to do');
}

async function runCommand(
  argv: readonly string[],
  { clock, container }: HandlerContext,
  timeoutMs: number,
): Promise<HandlerResult> {
  if (!container) return { ok: false, output: 'container not running' };
  let output = '';
  let complaints = '';
  const decoder = new TextDecoder();
  const collect = (chunk: Uint8Array) => {
    if (output.length < MAX_OUTPUT) output += decoder.decode(chunk, { stream: true });
  };
  const complain = (chunk: Uint8Array) => {
    complaints += new TextDecoder().decode(chunk.subarray(0, MAX_OUTPUT - complaints.length));
    collect(chunk);
  };
  try {
    const process = await container.exec(
      argv,
      { stdout: collect, stderr: complain },
      { tty: false, stdin: false },
    );
    const status = await within(clock, timeoutMs, process.exited);
    if (status !== TIMED_OUT) {
      const { exitCode } = status;
      if (exitCode === 0) return { ok: true, output };
      return {
        ok: false,
        output,
        error: `command '${argv.join(' ')}' exited with ${exitCode}: ${complaints}`,
      };
    }
    process.signal('SIGKILL');
    return {
      ok: false,
      output: `command timed out: "${argv.join(' ')}" timed out after ${timeoutMs / 1000}s`,
    };
  } catch (error) {
    return { ok: false, output: execFailure(error), error: execFailure(error) };
  }
}

const execFailure = (error: unknown): string =>
  `OCI runtime exec failed: exec failed: unable to start container process: ${error instanceof Error ? error.message : String(error)}: unknown`;

type HttpGet = NonNullable<Handler['httpGet']>;

async function httpGet(
  get: HttpGet,
  { clock, network, podIP, spec }: HandlerContext,
  timeoutMs: number,
): Promise<HandlerResult> {
  const port = findPort(get.port, spec);
  if (typeof port === 'string') return { ok: false, output: port };
  const scheme = (get.scheme ?? 'HTTP').toLowerCase();
  const host = get.host || podIP;
  const path = get.path?.startsWith('/') ? get.path : `/${get.path ?? ''}`;
  const url = `${scheme}://${host}:${port}${path}`;
  const headers = new Headers({ 'user-agent': 'kube-probe/1.35', accept: '*/*', connection: 'close' });
  for (const { name, value } of get.httpHeaders ?? []) headers.set(name, value);
  try {
    const response = await within(
      clock,
      timeoutMs,
      network.fetchFromNode(host, port, new Request(url, { headers })),
    );
    if (response === TIMED_OUT) {
      return {
        ok: false,
        output: `Get "${url}": context deadline exceeded (Client.Timeout exceeded while awaiting headers)`,
      };
    }
    await response.body?.cancel();
    const { status } = response;
    if (status >= 200 && status < 400) return { ok: true, output: '', redirected: status >= 300 };
    return { ok: false, output: `HTTP probe failed with statuscode: ${status}` };
  } catch (error) {
    return { ok: false, output: `Get "${url}": ${dialFailure(error, host, port)}` };
  }
}

type TcpSocket = NonNullable<Handler['tcpSocket']>;

async function tcpSocket(
  socket: TcpSocket,
  { network, podIP, spec }: HandlerContext,
  _timeoutMs: number,
): Promise<HandlerResult> {
  const port = findPort(socket.port, spec);
  if (typeof port === 'string') return { ok: false, output: port };
  const host = socket.host || podIP;
  try {
    const { readable, writable } = network.connectFromNode(host, port);
    await Promise.allSettled([readable.cancel(), writable.abort()]);
    return { ok: true, output: '' };
  } catch (error) {
    return { ok: false, output: dialFailure(error, host, port) };
  }
}

const dialFailure = (error: unknown, host: string, port: number): string =>
  error instanceof NetworkError ? `dial tcp ${host}:${port}: connect: connection refused` : String(error);

/** A number, a port's name, or the reason why neither. */
function findPort(port: unknown, spec: ContainerSpec): number | string {
  const number = Number(port);
  if (Number.isInteger(number) && number > 0)
    return number < 65_536 ? number : `invalid port number: ${number}`;
  return (
    spec.ports?.find((p) => p.name === port)?.containerPort ??
    `strconv.Atoi: parsing ${JSON.stringify(port)}: invalid syntax`
  );
}
