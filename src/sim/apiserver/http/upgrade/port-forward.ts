/**
 * Port-forward: SPDY/3.1 inside WebSocket messages. Every forwarded connection is a pair of streams, data and error;
 * text on the error stream is what kubectl prints when the pod's port does not answer.
 */
// upstream: pkg/kubelet/cri/streaming/portforward/httpstream.go
import type { Pod } from '@/kube/kinds';
import type { ByteStream, NodeApi } from '../../../contracts';
import { type HeaderCodec, SpdySession, type SpdyStream } from '../spdy';
import { type MessageSocket, NORMAL_CLOSURE } from './socket';

/** As it is on the wire, although "/" is no token character. */
export const PORT_FORWARD_PROTOCOL = 'SPDY/3.1+portforward.k8s.io';

interface ForwardSession {
  readonly socket: MessageSocket;
  readonly pod: Pod;
  readonly nodes: NodeApi;
  readonly headers: HeaderCodec;
}

interface Pair {
  data?: SpdyStream;
  error?: SpdyStream;
}

export async function servePortForward({ socket, pod, nodes, headers }: ForwardSession): Promise<void> {
  const pairs = new Map<string, Pair>();
  const session = new SpdySession({
    headers,
    send: (bytes) => socket.send(bytes),
    accept(stream) {
      const { type, request } = roleOf(stream);
      if (!type) return false;
      const pair = pairs.get(request) ?? {};
      pairs.set(request, pair);
      if (pair[type]) return false;
      pair[type] = stream;
      if (pair.data && pair.error) {
        pairs.delete(request);
        void forward({ nodes, pod, data: pair.data, error: pair.error });
      }
      return true;
    },
  });
  const messages = socket.messages.getReader();
  try {
    for (let part = await messages.read(); !part.done && !session.ended; part = await messages.read()) {
      await session.receive(part.value);
    }
  } catch {
    // Bytes that are no SPDY, or a broken connection: the session is over either way.
  }
  session.close();
  socket.close(NORMAL_CLOSURE);
}

/** A stream's part in a pair; without a type it is refused. */
function roleOf(stream: SpdyStream): { readonly type?: 'data' | 'error'; readonly request: string } {
  const type = stream.headers.get('streamtype');
  const port = Number(stream.headers.get('port'));
  const request = stream.headers.get('requestid') ?? '';
  const valid = Number.isInteger(port) && port > 0 && port < 65_536 && (type === 'data' || type === 'error');
  return valid ? { type, request } : { request };
}

interface Connection {
  readonly nodes: NodeApi;
  readonly pod: Pod;
  readonly data: SpdyStream;
  readonly error: SpdyStream;
}

async function forward({ nodes, pod, data, error }: Connection): Promise<void> {
  const port = Number(data.headers.get('port'));
  try {
    const connection = await nodes.portForward(pod, port);
    await exchange(data, connection);
  } catch (failure) {
    const why = failure instanceof Error ? failure.message : String(failure);
    const text = `error forwarding port ${port} to pod ${pod.metadata.uid}, uid : ${why}`;
    await error.write(new TextEncoder().encode(text));
  }
  data.end();
  error.end();
}

/** Both directions until both have ended. A client that is gone takes its connection with it. */
async function exchange(data: SpdyStream, connection: ByteStream): Promise<void> {
  const sent = data.readable.pipeTo(connection.writable);
  const reader = connection.readable.getReader();
  const received = (async () => {
    for (let part = await reader.read(); !part.done; part = await reader.read()) await data.write(part.value);
    data.end();
  })();
  // The client ending its half says nothing about the other; an error on its side ends both.
  await Promise.race([
    received,
    sent.then(
      () => received,
      (error) => reader.cancel(error),
    ),
  ]);
}
