import { mkdtempSync, rmSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createClient } from '../client';
import { parseKubeconfig } from './kubeconfig';
import { createHttpTransport, type HttpTransport } from './transport';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
let pem: { cert: string; key: string };

beforeAll(async () => {
  const keys = await crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const cert = await x509.X509CertificateGenerator.createSelfSigned({
    name: 'CN=kubernetes',
    keys,
    signingAlgorithm: ALGORITHM,
    extensions: [new x509.SubjectAlternativeNameExtension([{ type: 'dns', value: 'kubernetes' }])],
  });
  const key = x509.PemConverter.encode(
    await crypto.subtle.exportKey('pkcs8', keys.privateKey),
    'PRIVATE KEY',
  );
  pem = { cert: cert.toString('pem'), key };
});

const open: { server?: Server; transport?: HttpTransport; folder?: string } = {};
afterEach(async () => {
  await open.transport?.close();
  open.server?.closeAllConnections();
  open.server?.close();
  if (open.folder) rmSync(open.folder, { recursive: true });
  for (const key of Object.keys(open) as (keyof typeof open)[]) delete open[key];
});

interface Seen {
  method?: string | undefined;
  url?: string | undefined;
  headers: IncomingMessage['headers'];
  body: string;
  peer?: string | undefined;
}

/** An https server that answers with `answer`, and a client that reaches it by kubeconfig. */
async function serve(
  answer: (response: ServerResponse, seen: Seen) => void,
  options: { unix?: boolean; token?: string } = {},
) {
  const seen: Seen[] = [];
  const server = createServer(
    { cert: pem.cert, key: pem.key, requestCert: true, rejectUnauthorized: false, ca: pem.cert },
    async (request, response) => {
      let body = '';
      for await (const chunk of request) body += chunk;
      const peer = (request.socket as TLSSocket).getPeerCertificate()?.subject?.CN;
      const { method, url, headers } = request;
      const one = { method, url, headers, body, peer: typeof peer === 'string' ? peer : undefined };
      seen.push(one);
      answer(response, one);
    },
  );
  open.folder = mkdtempSync(join(tmpdir(), 'sealegs-kube-'));
  const socketPath = join(open.folder, 'api.sock');
  await new Promise<void>((resolve) => server.listen(options.unix ? socketPath : 0, resolve));
  open.server = server;
  const port = options.unix ? 6443 : (server.address() as AddressInfo).port;
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  const access = parseKubeconfig(`
    apiVersion: v1
    kind: Config
    current-context: lab
    contexts: [{name: lab, context: {cluster: lab, user: admin, namespace: team-a}}]
    clusters:
      - name: lab
        cluster: {server: "https://127.0.0.1:${port}", tls-server-name: kubernetes, certificate-authority-data: ${base64(pem.cert)}}
    users:
      - name: admin
        user: ${options.token ? `{token: ${options.token}}` : `{client-certificate-data: ${base64(pem.cert)}, client-key-data: ${base64(pem.key)}}`}
  `);
  open.transport = createHttpTransport(access, options.unix ? { socketPath } : {});
  return {
    seen,
    access,
    transport: open.transport,
    client: createClient(open.transport, { userAgent: 'test/1' }),
  };
}

const json = (
  response: ServerResponse,
  code: number,
  body: unknown,
  headers: Record<string, string> = {},
) => {
  response.writeHead(code, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
};

describe('kubeconfig transport', () => {
  it('asks as the client certificate over a unix socket, and verifies the server by its name', async () => {
    const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web', namespace: 'team-a' } };
    const { client, seen, access } = await serve((response) => json(response, 200, pod), { unix: true });
    expect(await client.pods.get({ namespace: 'team-a', name: 'web' })).toEqual(pod);
    expect(access.namespace).toBe('team-a');
    expect(seen[0]).toMatchObject({
      method: 'GET',
      url: '/api/v1/namespaces/team-a/pods/web',
      peer: 'kubernetes',
      headers: { 'user-agent': 'test/1', accept: 'application/json' },
    });
  });

  it('asks with a token', async () => {
    const { transport, seen } = await serve((response) => response.end('ok'), { token: 'abc' });
    expect(await (await transport.fetch('/healthz')).text()).toBe('ok');
    expect(seen[0]?.headers.authorization).toBe('Bearer abc');
  });

  it.each([
    ['a cluster-scoped object', (c) => c.namespaces.get({ name: 'a' }), 'GET /api/v1/namespaces/a '],
    [
      'a filtered list of all namespaces',
      (c) => c.deployments.list({ labelSelector: 'app=web', limit: 5 }),
      'GET /apis/apps/v1/deployments?labelSelector=app%3Dweb&limit=5 ',
    ],
    [
      'a patch of a status as a dry run',
      (c) =>
        c.pods.patch({ namespace: 'a', name: 'b' }, [], {
          type: 'json',
          subresource: 'status',
          dryRun: true,
        }),
      'PATCH /api/v1/namespaces/a/pods/b/status?dryRun=All application/json-patch+json []',
    ],
    [
      'a deletion',
      (c) => c.pods.delete({ namespace: 'a', name: 'b' }, { gracePeriodSeconds: 0 }),
      'DELETE /api/v1/namespaces/a/pods/b application/json {"kind":"DeleteOptions","apiVersion":"v1","gracePeriodSeconds":0}',
    ],
    [
      'a binding',
      (c) => c.pods.createSubresource({ namespace: 'a', name: 'b' }, 'binding', { kind: 'Binding' }),
      'POST /api/v1/namespaces/a/pods/b/binding application/json {"kind":"Binding"}',
    ],
  ] as [string, (c: ReturnType<typeof createClient>) => Promise<unknown>, string][])(
    'spells %s',
    async (_, ask, expected) => {
      const { client, seen } = await serve((response) => json(response, 200, { kind: 'Status' }));
      await ask(client);
      const [one] = seen;
      const sent = one?.body ? `${one.headers['content-type']} ${one.body}` : '';
      expect(`${one?.method} ${one?.url} ${sent}`).toBe(expected);
    },
  );

  it("fills kind and apiVersion into a list's items and passes warnings on", async () => {
    const list = { kind: 'PodList', apiVersion: 'v1', metadata: {}, items: [{ metadata: { name: 'a' } }] };
    const { client, transport } = await serve((response) =>
      json(response, 200, list, { warning: '299 - "first", 299 - "a \\"second\\""' }),
    );
    const { items } = await client.pods.list();
    expect(items).toEqual([{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' } }]);
    const user = { name: '', groups: [] };
    const { warnings } = await transport.call({
      verb: 'list',
      group: '',
      version: 'v1',
      resource: 'pods',
      user,
    });
    expect(warnings).toEqual(['first', 'a "second"']);
  });

  it('rejects with the Status of the server, or with what else it said', async () => {
    const status = {
      kind: 'Status',
      status: 'Failure',
      reason: 'NotFound',
      code: 404,
      message: 'pods "x" not found',
    };
    const { client } = await serve((response, { url }) =>
      url?.includes('pods') ? json(response, 404, status) : response.writeHead(502).end('bad gateway'),
    );
    const x = { namespace: 'a', name: 'x' };
    await expect(client.pods.get(x)).rejects.toMatchObject({
      code: 404,
      reason: 'NotFound',
      message: 'pods "x" not found',
    });
    await expect(client.secrets.get(x)).rejects.toMatchObject({ code: 502, message: 'bad gateway' });
  });

  it('streams a watch event by event, even when lines are cut, and tells of its end', async () => {
    let rest: () => void = () => {};
    const { client } = await serve((response) => {
      response.writeHead(200);
      response.write(`{"type":"ADDED","object":{"metadata":{"name":"a"}}}\n{"type":"MODI`);
      rest = () =>
        response.end(
          'FIED","object":{"metadata":{"name":"b"}}}\n{"type":"ERROR","object":{"kind":"Status","code":410,"reason":"Expired","message":"too old"}}\n',
        );
    });
    const seen: string[] = [];
    const error = await new Promise<Error | undefined>((resolve) => {
      client.pods.watch(
        {},
        {
          event({ type, object }) {
            seen.push(`${type} ${object.metadata.name}`);
            if (seen.length === 1) rest();
          },
          closed: resolve,
        },
      );
    });
    expect(seen).toEqual(['ADDED a', 'MODIFIED b']);
    expect(error).toMatchObject({ code: 410, message: 'too old' });
  });

  it('hears nothing more of a watch that it stopped', async () => {
    let response: ServerResponse | undefined;
    const { client } = await serve((answer) => {
      response = answer.writeHead(200);
      response.write('{"type":"ADDED","object":{"metadata":{"name":"a"}}}\n');
    });
    const seen: string[] = [];
    await new Promise<void>((resolve) => {
      const watch = client.pods.watch(
        {},
        {
          event() {
            seen.push('event');
            watch.stop();
            resolve();
          },
          closed: () => seen.push('closed'),
        },
      );
    });
    await new Promise<void>((resolve) => response?.on('close', resolve));
    expect(seen).toEqual(['event']);
  });
});

describe('kubeconfig', () => {
  it.each([
    ['contexts: 3', /contexts/],
    ['{contexts: [], clusters: [], users: []}', /there is no context named ""/],
    [
      '{current-context: a, contexts: [{name: a, context: {cluster: b, user: c}}], clusters: [], users: []}',
      /there is no cluster named "b"/,
    ],
  ])('that is wrong (%s) says what', (yaml, message) => {
    expect(() => parseKubeconfig(yaml)).toThrow(message);
  });
});
