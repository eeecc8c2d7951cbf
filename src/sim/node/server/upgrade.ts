/** WebSocket upgrades: the handshake by `ws`, the refusals as plain HTTP, the socket as the portable core wants it. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { MessageSocket, Upgrade } from '../../apiserver/http';

/** Until this much is unsent, `send` is done at once; beyond, it waits for the socket. */
const SEND_AHEAD_BYTES = 256 * 1024;
const RECEIVE_AHEAD_MESSAGES = 16;

const server = new WebSocketServer({ noServer: true, perMessageDeflate: false, clientTracking: false });
// `ws` must not see the offered protocols: "SPDY/3.1+portforward.k8s.io" is no token, and it answers 400.
const agreed = new WeakMap<IncomingMessage, string>();
server.on('headers', (headers, request) => {
  const protocol = agreed.get(request);
  if (protocol !== undefined) headers.push(`Sec-WebSocket-Protocol: ${protocol}`);
});

export function acceptUpgrade(
  upgrade: Upgrade,
  message: IncomingMessage,
  stream: { socket: Duplex; head: Buffer },
) {
  agreed.set(message, upgrade.protocol);
  delete message.headers['sec-websocket-protocol'];
  server.handleUpgrade(message, stream.socket, stream.head, (webSocket) => {
    void upgrade.serve(messageSocket(webSocket));
  });
}

/** Answers over the raw socket, since the request will not become an upgrade. */
export async function refuseUpgrade(response: Response, socket: Duplex): Promise<void> {
  const body = Buffer.from(await response.arrayBuffer());
  const headers = [...response.headers].filter(([key]) => key !== 'content-length');
  const head = [
    `HTTP/1.1 ${response.status} ${response.statusText || 'Refused'}`,
    ...headers.map(([key, value]) => `${key}: ${value}`),
    `Content-Length: ${body.length}`,
    'Connection: close',
  ];
  socket.end(Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), body]));
}

function messageSocket(webSocket: WebSocket): MessageSocket {
  const messages = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        webSocket.on('message', (data: Buffer) => {
          controller.enqueue(new Uint8Array(data));
          if ((controller.desiredSize ?? 0) <= 0) webSocket.pause();
        });
        webSocket.once('close', () => {
          try {
            controller.close();
          } catch {
            // The reader had cancelled.
          }
        });
        // 'close' follows.
        webSocket.on('error', () => {});
      },
      pull: () => webSocket.resume(),
    },
    new CountQueuingStrategy({ highWaterMark: RECEIVE_AHEAD_MESSAGES }),
  );
  const queue = new RecordQueue();
  return {
    messages,
    send: (message) =>
      queue.add(message.length, (done) => {
        if (webSocket.readyState === webSocket.OPEN) webSocket.send(message, { binary: true }, done);
        else done();
      }),
    close: (code, reason) => {
      void queue.add(0, (done) => {
        webSocket.close(code, reason);
        done();
      });
    },
  };
}

/**
 * One message after the other, each in a TLS record of its own as Go's servers send them. A client that polls its
 * socket (python3-kubernetes does) waits for ever for a second message that its TLS library has long read.
 */
class RecordQueue {
  #pendingBytes = 0;
  #tail: Promise<void> | undefined;

  /** Resolves when there is room for more. */
  add(bytes: number, write: (done: () => void) => void): Promise<void> {
    this.#pendingBytes += bytes;
    const written = () => new Promise<void>((resolve) => write(() => resolve()));
    const turn = (this.#tail ? this.#tail.then(written) : written()).then(() => {
      this.#pendingBytes -= bytes;
      if (this.#tail === turn) this.#tail = undefined;
    });
    this.#tail = turn;
    return this.#pendingBytes < SEND_AHEAD_BYTES ? Promise.resolve() : turn;
  }
}
