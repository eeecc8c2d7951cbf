/**
 * Clusters for tests of the sandbox and the lab host that are not about clusters: an https server with the simulator's
 * certificates that knows /version, counts what it is asked, and says 404 to the rest.
 */
import { access, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import path from 'node:path';
import type { TLSSocket } from 'node:tls';
import { stringify } from 'yaml';
import type { ClusterProvider } from '@/clusters';
import { clientCertificate, clusterIdentity } from '@/sim/node/pki';

export interface FakeProvider extends ClusterProvider {
  /** "student GET /version", in order. */
  readonly requests: string[];
  /** Folders of clusters that were opened empty. */
  readonly created: string[];
}

export function fakeProvider(): FakeProvider {
  const requests: string[] = [];
  const created: string[] = [];
  return {
    name: 'fake',
    requests,
    created,
    erase: async ({ folder }) => rm(path.join(folder, 'state'), { force: true }),
    async open({ name }, { folder, socketPath }) {
      const identity = clusterIdentity(folder, Date.now());
      const state = path.join(folder, 'state');
      await access(state).catch(() => {
        created.push(folder);
        return writeFile(state, '');
      });
      const { authority, serving } = identity;
      const server = createServer(
        {
          ca: authority.cert,
          cert: serving.cert,
          key: serving.key,
          requestCert: true,
          rejectUnauthorized: false,
        },
        (request, response) => {
          const { subject } = (request.socket as TLSSocket).getPeerCertificate();
          requests.push(`${subject?.CN} ${request.method} ${request.url}`);
          const known = request.url?.startsWith('/version');
          response.writeHead(known ? 200 : 404, { 'content-type': 'application/json' });
          response.end(known ? JSON.stringify({ major: '1', minor: '35', gitVersion: 'v1.35.0' }) : '{}');
        },
      );
      await new Promise<void>((resolve) => {
        server.listen(socketPath, resolve);
      });
      return {
        name,
        provider: 'fake',
        endpoint: { socketPath },
        kubeconfig({ server: url, context }) {
          const { cert, key } = clientCertificate(identity, { commonName: 'student' }, Date.now());
          const base64 = (text: string) => Buffer.from(text).toString('base64');
          return stringify({
            apiVersion: 'v1',
            kind: 'Config',
            clusters: [
              {
                name: context,
                cluster: { server: url, 'certificate-authority-data': base64(authority.cert) },
              },
            ],
            users: [
              {
                name: context,
                user: { 'client-certificate-data': base64(cert), 'client-key-data': base64(key) },
              },
            ],
            contexts: [{ name: context, context: { cluster: context, user: context } }],
            'current-context': context,
          });
        },
        admin: () => {
          throw new Error('the fake cluster has no administrator');
        },
        fetch: () => Promise.reject(new Error('not served')),
        exec: () => Promise.reject(new Error('not served')),
        capability: () => undefined,
        close: () =>
          new Promise((resolve) => {
            server.close(() => resolve());
            server.closeAllConnections();
          }),
      };
    },
  };
}
