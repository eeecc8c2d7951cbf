/** The smallest client of a cluster: HTTPS on its unix socket with the certificate of a kubeconfig. */
import { readFile } from 'node:fs/promises';
import { Agent, request } from 'node:https';
import { text } from 'node:stream/consumers';
import { parse } from 'yaml';

export interface RawAnswer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

export type RawClient = (method: string, path: string, body?: unknown) => Promise<RawAnswer>;

export async function rawClient(kubeconfig: string, socketPath: string): Promise<RawClient> {
  const { clusters, users } = parse(await readFile(kubeconfig, 'utf8'));
  const decoded = (base64: string) => Buffer.from(base64, 'base64').toString();
  const agent = new Agent({
    keepAlive: true,
    ca: decoded(clusters[0].cluster['certificate-authority-data']),
    cert: decoded(users[0].user['client-certificate-data']),
    key: decoded(users[0].user['client-key-data']),
    servername: 'kubernetes',
  });
  return (method, path, body) =>
    new Promise((resolve, reject) => {
      const headers = { 'content-type': 'application/json' };
      const sent = request({ socketPath, agent, method, path, headers }, async (response) => {
        try {
          resolve({ status: response.statusCode ?? 0, body: JSON.parse(await text(response)) });
        } catch (error) {
          reject(error);
        }
      });
      sent.once('error', reject);
      sent.end(body === undefined ? undefined : JSON.stringify(body));
    });
}
