/** A command in a container, through the API's exec as any client would, without a socket between. */
import { type Status, StatusError } from '@/apimachinery';
import type { OpenCluster } from '@/sim/node';
import type { ExecResult, ExecTarget } from '../provider';

type SimCluster = OpenCluster['cluster'];

const PROTOCOL = 'v5.channel.k8s.io';
const CHANNEL = { stdout: 1, stderr: 2, error: 3 } as const;

interface Caller {
  readonly origin: string;
  readonly peer: Parameters<SimCluster['connect']>[1]['peer'];
}

/** @throws StatusError when the command can't be started */
export async function execIn(
  cluster: Pick<SimCluster, 'connect'>,
  { origin, peer }: Caller,
  { namespace, pod, container, command, signal }: ExecTarget,
): Promise<ExecResult> {
  const url = new URL(`/api/v1/namespaces/${namespace}/pods/${pod}/exec`, origin);
  url.searchParams.set('stdout', 'true');
  url.searchParams.set('stderr', 'true');
  if (container) url.searchParams.set('container', container);
  for (const word of command) url.searchParams.append('command', word);
  const headers = { connection: 'upgrade', upgrade: 'websocket', 'sec-websocket-protocol': PROTOCOL };
  const outcome = await cluster.connect(new Request(url, { headers }), { peer, signal });
  if (outcome instanceof Response) throw new StatusError((await outcome.json()) as Status);

  const text = { [CHANNEL.stdout]: '', [CHANNEL.stderr]: '', [CHANNEL.error]: '' };
  const decoder = new TextDecoder();
  const messages = new ReadableStream<Uint8Array>({
    start: (controller) => signal.addEventListener('abort', () => controller.close(), { once: true }),
  });
  await outcome.serve({
    messages,
    send: async (message) => {
      const channel = message[0];
      if (channel === CHANNEL.stdout || channel === CHANNEL.stderr || channel === CHANNEL.error)
        text[channel] += decoder.decode(message.subarray(1));
    },
    close: () => {},
  });
  signal.throwIfAborted();
  return {
    exitCode: exitCodeOf(JSON.parse(text[CHANNEL.error]) as Status),
    stdout: text[CHANNEL.stdout],
    stderr: text[CHANNEL.stderr],
  };
}

function exitCodeOf(status: Status): number {
  if (status.status === 'Success') return 0;
  const cause = status.details?.causes?.find(({ reason }) => reason === 'ExitCode');
  if (!cause) throw new StatusError(status);
  return Number(cause.message);
}
