/** What the tests of server-side apply and of managed fields have in common. */
import type { Bench } from './bench';
import { type HttpAnswer, http } from './http';

interface Entry {
  readonly manager: string;
  readonly operation: string;
  readonly apiVersion: string;
  readonly subresource?: string;
  readonly time?: string;
  readonly fieldsType: string;
  readonly fieldsV1: object;
}

const ADVICE = /\nPlease review the fields above--they currently have other managers\.[\s\S]*$/;

export const deployment = (
  name: string,
  { replicas = '0', image = 'nginx', more = '' } = {},
) => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
  labels: {app: ${name}}
spec:
${replicas === '' ? '' : `  replicas: ${replicas}\n`}  selector:
    matchLabels: {app: ${name}}
  template:
    metadata:
      labels: {app: ${name}}
    spec:
      containers:
      - name: main
        image: ${image}
        ports:
        - containerPort: 80
${more}`;

export const configMap = (name: string, data: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\ndata: ${data}\n`;

export async function managersOf(bench: Bench, object: string): Promise<readonly Entry[]> {
  const text = await bench.ok(`get ${object} -o json --show-managed-fields`);
  return (JSON.parse(text) as { metadata: { managedFields?: Entry[] } }).metadata.managedFields ?? [];
}

export const named = (entries: readonly Entry[], manager: string) =>
  entries.find((entry) => entry.manager === manager);

/** The ways to apply and to patch that the tests take, on one bench. */
export function applying(bench: Bench) {
  const apply = (input: string, flags = '') => bench.ok(`apply --server-side -f - ${flags}`, { input });
  const refuse = async (input: string, flags = '') =>
    (await bench.fail(`apply --server-side -f - ${flags}`, { input })).replace(ADVICE, '');
  const raw = (
    path: string,
    body: string,
    type = 'apply-patch+yaml',
    method = 'PATCH',
  ): Promise<HttpAnswer> =>
    http(bench, `/api/v1/namespaces/${bench.namespace}/${path}`, {
      method,
      body,
      headers: { 'Content-Type': `application/${type}` },
    });
  const data = (name: string) => bench.ok(`get cm ${name} -o jsonpath={.data}`);
  return { apply, refuse, raw, data };
}
