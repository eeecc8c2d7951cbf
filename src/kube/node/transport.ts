/** The Transport to any cluster by kubeconfig: HTTPS over TCP or over a unix socket. */
import { Agent, type RequestInit, type Response, fetch as undiciFetch } from 'undici';
import { type ApiFetch, createFetchTransport } from '../fetch-transport';
import type { Transport } from '../transport';
import type { ClusterAccess } from './kubeconfig';

export interface HttpTransport extends Transport {
  /** A raw request to the API server with the same identity; `path` starts with a slash. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
  /** Ends every connection, open watches as well. */
  close(): Promise<void>;
}

export interface HttpTransportOptions {
  /** Connect here instead of to the host of the server's URL (which stays the name to verify). */
  readonly socketPath?: string;
  readonly userAgent?: string;
}

export function createHttpTransport(
  access: ClusterAccess,
  { socketPath, userAgent = 'sealegs' }: HttpTransportOptions = {},
): HttpTransport {
  const { ca, cert, key, token, tlsServerName } = access;
  const agent = new Agent({
    // A quiet watch sends nothing for a long time; that is no failure.
    bodyTimeout: 0,
    connect: {
      ...(ca ? { ca } : {}),
      ...(cert && key ? { cert, key } : {}),
      ...(tlsServerName ? { servername: tlsServerName } : {}),
      ...(socketPath ? { socketPath } : {}),
      rejectUnauthorized: access.insecure !== true,
    },
  });
  const server = access.server.replace(/\/$/, '');

  const rawFetch = (path: string, init: RequestInit = {}) =>
    undiciFetch(`${server}${path}`, {
      ...init,
      dispatcher: agent,
      headers: {
        'user-agent': userAgent,
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...(init.headers as Record<string, string> | undefined),
      },
    });

  return {
    // undici's own Response is the platform's in all that is used of it.
    ...createFetchTransport(rawFetch as unknown as ApiFetch),
    fetch: rawFetch,
    close: () => agent.destroy(),
  };
}
