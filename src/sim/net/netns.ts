/** One network namespace: an address and what listens on its ports. All containers of a pod share it. */
import type { ByteStream, PortServer, TerminateTls } from '../contracts';
import { NetworkError } from './errors';
import { fetchOver } from './http/client';
import { serveHttp } from './http/server';
import { streamPair } from './streams';

export class NetworkNamespace {
  readonly #listeners = new Map<number, PortServer>();

  constructor(
    readonly ip: string,
    private readonly terminateTls?: TerminateTls,
  ) {}

  listen(port: number, server: PortServer): { close(): void } {
    if (this.#listeners.has(port)) {
      throw new NetworkError('EADDRINUSE', `address already in use :::${port}`);
    }
    this.#listeners.set(port, server);
    return {
      close: () => {
        if (this.#listeners.get(port) === server) this.#listeners.delete(port);
      },
    };
  }

  connect(port: number, peerIp: string): ByteStream {
    const server = this.#server(port);
    const [client, accepted] = streamPair();
    const peer = { ip: peerIp };
    if (server.tcp) server.tcp(accepted, peer);
    else {
      const { http, tls } = server;
      if (!http || (tls && !this.terminateTls)) throw refused(this.ip, port);
      const plain = tls && this.terminateTls ? this.terminateTls(accepted, tls) : Promise.resolve(accepted);
      const origin = `${tls ? 'https' : 'http'}://${this.ip}:${port}`;
      void plain.then((stream) => serveHttp(stream, origin, (request) => http.call(server, request, peer)));
    }
    return client;
  }

  async fetch(request: Request, port: number, peerIp: string): Promise<Response> {
    const server = this.#server(port);
    if (server.http) return server.http(request, { ip: peerIp });
    return fetchOver(this.connect(port, peerIp), request);
  }

  /** Nothing listens any more. */
  close(): void {
    this.#listeners.clear();
  }

  #server(port: number): PortServer {
    const server = this.#listeners.get(port);
    if (!server) throw refused(this.ip, port);
    return server;
  }
}

export const refused = (ip: string, port: number): NetworkError =>
  new NetworkError('ECONNREFUSED', `connect ECONNREFUSED ${ip}:${port}`);
