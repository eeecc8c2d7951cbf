/**
 * Port-forward without SPDY, as clients other than kubectl speak it: each port of the query has a data and an error
 * channel, and both begin with the port's number (two bytes, the lower first). One connection a port.
 */
// upstream: pkg/kubelet/cri/streaming/portforward/websocket.go
import { badRequest } from '@/apimachinery';
import type { Pod } from '@/kube/kinds';
import type { NodeApi } from '../../../contracts';
import { type MessageSocket, NORMAL_CLOSURE } from './socket';

export const PORT_CHANNEL_PROTOCOL = 'v4.channel.k8s.io';

interface ChannelSession {
  readonly socket: MessageSocket;
  readonly pod: Pod;
  readonly nodes: NodeApi;
  readonly ports: readonly number[];
}

/** `?ports=80,443&ports=8080`. upstream: NewV4Options */
export function portsOf(query: URLSearchParams): readonly number[] {
  const given = query.getAll('ports');
  if (given.length === 0) throw badRequest('query parameter "ports" is required');
  return given.flatMap((text) => {
    if (text === '') throw badRequest('query parameter "ports" cannot be empty');
    return text.split(',').map((part) => parsePort(part, text));
  });
}

function parsePort(part: string, whole: string): number {
  const refuse = (why: string) => {
    const number = `strconv.ParseUint: parsing ${JSON.stringify(part)}: ${why}`;
    return badRequest(`unable to parse ${JSON.stringify(whole)} as a port: ${number}`);
  };
  if (!/^\d+$/.test(part)) throw refuse('invalid syntax');
  const port = Number(part);
  if (port > 65_535) throw refuse('value out of range');
  if (port < 1) throw badRequest(`port ${JSON.stringify(whole)} must be > 0`);
  return port;
}

export async function servePortChannels({ socket, pod, nodes, ports }: ChannelSession): Promise<void> {
  const inputs = ports.map(() => new TransformStream<Uint8Array, Uint8Array>());
  const reading = readChannels(
    socket,
    inputs.map(({ writable }) => writable.getWriter()),
  );
  const forwards = inputs.map(async ({ readable }, index) => {
    const send = (channel: number, bytes: Uint8Array) =>
      socket.send(Uint8Array.of(index * 2 + channel, ...bytes));
    const port = ports[index] ?? 0;
    const number = Uint8Array.of(port & 0xff, port >> 8);
    await send(DATA, number);
    await send(ERROR, number);
    try {
      await exchange(await nodes.portForward(pod, port), readable, (bytes) => send(DATA, bytes));
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      const text = `error forwarding port ${port} to pod ${pod.metadata.uid}, uid : ${why}`;
      await send(ERROR, new TextEncoder().encode(text));
    }
  });
  await Promise.all(forwards);
  socket.close(NORMAL_CLOSURE);
  await reading;
}

const DATA = 0;
const ERROR = 1;

type Connection = Awaited<ReturnType<NodeApi['portForward']>>;

/** Until the pod's side ends; a client that left takes its connection with it. */
async function exchange(
  connection: Connection,
  input: ReadableStream<Uint8Array>,
  send: (bytes: Uint8Array) => Promise<void>,
): Promise<void> {
  const reader = connection.readable.getReader();
  // The channels know no end of one direction: input ends when the client is gone.
  void input.pipeTo(connection.writable).then(
    () => reader.cancel().catch(() => {}),
    () => {},
  );
  for (let part = await reader.read(); !part.done; part = await reader.read()) await send(part.value);
}

async function readChannels(
  socket: MessageSocket,
  inputs: readonly WritableStreamDefaultWriter<Uint8Array>[],
): Promise<void> {
  const messages = socket.messages.getReader();
  try {
    for (let part = await messages.read(); !part.done; part = await messages.read()) {
      const [channel = ERROR] = part.value;
      // Error channels are the server's; a connection that ended takes no more.
      if (channel % 2 === DATA) await inputs[channel / 2]?.write(part.value.subarray(1)).catch(() => {});
    }
  } catch {
    // A broken connection ends like a closed one.
  }
  for (const input of inputs) void input.close().catch(() => {});
}
