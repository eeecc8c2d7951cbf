/** Plain HTTPS to the cluster under test, for what no client would send. */
import { request } from 'node:https';
import { parse } from 'yaml';
import { type Bench, readKubeconfig } from './bench';

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

export interface HttpOptions {
  readonly method?: string;
  readonly body?: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
  /** null: without any credentials. Default: the kubeconfig's client certificate. */
  readonly token?: string | null;
}

interface Kubeconfig {
  readonly clusters: readonly {
    readonly cluster: { readonly server: string; readonly 'certificate-authority-data': string };
  }[];
  readonly users: readonly {
    readonly user: { readonly 'client-certificate-data'?: string; readonly 'client-key-data'?: string };
  }[];
}

const decode = (base64: string | undefined) =>
  base64 === undefined ? undefined : Buffer.from(base64, 'base64');

export function http(bench: Bench, path: string, options: HttpOptions = {}): Promise<HttpAnswer> {
  const { clusters, users } = parse(readKubeconfig(bench)) as Kubeconfig;
  const { server = '', 'certificate-authority-data': ca } = clusters[0]?.cluster ?? {
    'certificate-authority-data': '',
  };
  const user = users[0]?.user;
  const credentials =
    options.token === undefined
      ? { cert: decode(user?.['client-certificate-data']), key: decode(user?.['client-key-data']) }
      : {};
  const { method = 'GET', body } = options;
  const headers = {
    ...(body === undefined
      ? {}
      : { 'Content-Type': 'application/json', 'Content-Length': String(body.length) }),
    ...(options.token ? { Authorization: `Bearer ${options.token}` } : {}),
    ...options.headers,
  };
  return new Promise((resolve, reject) => {
    const sent = request(
      new URL(path, server),
      { method, headers, ca: decode(ca), agent: false, ...credentials },
      (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (part) => {
          text += part;
        });
        answer.once('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text }));
        answer.once('error', reject);
      },
    );
    sent.once('error', reject);
    sent.end(body);
  });
}

/** "404 NotFound: pods \"x\" not found", for one look at a refusal. */
export function statusLine({ status, text }: HttpAnswer): string {
  const { reason, message, code } = JSON.parse(text) as { reason?: string; message?: string; code?: number };
  return `${status}${code === status ? '' : ` (code ${code})`} ${reason}: ${message}`;
}
