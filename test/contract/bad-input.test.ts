/** What is wrong gets Kubernetes' own status codes and sentences, from kubectl and from anything that speaks HTTP. */
import { describe, expect, it } from 'vitest';
import { contract } from './support/cluster';
import { http, statusLine } from './support/http';

const MIB = 1024 * 1024;
const NO_RESOURCE = '404 NotFound: the server could not find the requested resource';
const NO_VERB = '405 MethodNotAllowed: the server does not allow this method on the requested resource';

contract('bad input', (bench) => {
  const base = `/api/v1/namespaces/${bench.namespace}`;
  const post = (path: string, body: string | object, type = 'application/json') =>
    http(bench, path, {
      method: 'POST',
      body: typeof body === 'string' ? body : JSON.stringify(body),
      headers: { 'Content-Type': type },
    });
  const patch = (path: string, body: string, type: string) =>
    http(bench, path, { method: 'PATCH', body, headers: { 'Content-Type': `application/${type}` } });
  const configMap = (name: string, more: object = {}) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name },
    ...more,
  });

  describe('texts that are no objects', () => {
    it('are told by kubectl itself where it reads them', async () => {
      const broken = bench.file('broken.yaml', 'apiVersion: v1\nkind: Pod\n  metadata: {}\n');
      expect(await bench.fail(`create -f ${broken}`)).toBe(
        `error: error parsing ${broken}: error converting YAML to JSON: yaml: line 3: mapping values are not allowed in this context`,
      );
      const nothing = bench.file('nothing.yaml', 'just: text\n');
      expect(await bench.fail(`create -f ${nothing}`)).toBe(
        `error: error validating "${nothing}": error validating data: [apiVersion not set, kind not set]; if you choose to ignore these errors, turn validation off with --validate=false`,
      );
    });

    it.each([
      [
        '{"kind": "Pod"',
        `couldn't get version/kind; json parse error: unexpected end of JSON input ({"kind": "Pod")`,
      ],
      [
        '{kind: Pod}',
        `couldn't get version/kind; json parse error: invalid character 'k' looking for beginning of object key string ({kind: Pod})`,
      ],
      [
        '[]',
        `couldn't get version/kind; json parse error: json: cannot unmarshal array into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" } (5b5d)`,
      ],
    ])('%s', async (body, message) => {
      expect(statusLine(await post(`${base}/pods`, body))).toBe(
        `400 BadRequest: the object provided is unrecognized (must be of type Pod): ${message}`,
      );
    });

    it('malformed YAML', async () => {
      expect(statusLine(await post(`${base}/pods`, 'a: b: c', 'application/yaml'))).toMatch(
        /^400 BadRequest: the object provided is unrecognized \(must be of type Pod\): yaml: mapping values are not allowed in this context/,
      );
    });

    it('in a form that nobody reads or writes', async () => {
      expect(statusLine(await post(`${base}/pods`, '<pod/>', 'text/xml'))).toBe(
        '415 UnsupportedMediaType: the body of the request was in an unknown format - accepted media types include: application/json, application/yaml, application/vnd.kubernetes.protobuf',
      );
      const html = await http(bench, `${base}/pods`, { headers: { Accept: 'text/html' } });
      expect(html.status).toBe(406);
    });
  });

  describe('objects that are wrong', () => {
    it('wrong types', async () => {
      const wrong = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'w' }, spec: { containers: 'nginx' } };
      expect(statusLine(await post(`${base}/pods`, wrong))).toBe(
        '400 BadRequest: Pod in version "v1" cannot be handled as a Pod: json: cannot unmarshal string into Go struct field PodSpec.spec.containers of type []v1.Container',
      );
      const port = {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'w' },
        spec: { containers: [{ name: 'c', image: 'nginx', ports: [{ containerPort: '80' }] }] },
      };
      expect(statusLine(await post(`${base}/pods`, port))).toBe(
        '400 BadRequest: Pod in version "v1" cannot be handled as a Pod: json: cannot unmarshal string into Go struct field ContainerPort.spec.containers.ports.containerPort of type int32',
      );
      expect(statusLine(await post(`${base}/configmaps`, configMap('n', { data: { a: 1 } })))).toBe(
        '400 BadRequest: ConfigMap in version "v1" cannot be handled as a ConfigMap: json: cannot unmarshal number into Go struct field ConfigMap.data of type string',
      );
    });

    it('unknown fields, all of them', async () => {
      const text = `apiVersion: v1
kind: Pod
metadata: {name: unknown, labelz: {}}
spec:
  containers: [{name: c, image: nginx, imagePullPolice: Always}]
  replicas: 3
`;
      expect(await bench.fail('apply -f -', { input: text })).toBe(
        `Error from server (BadRequest): error when creating "STDIN": Pod in version "v1" cannot be handled as a Pod: strict decoding error: unknown field "metadata.labelz", unknown field "spec.containers[0].imagePullPolice", unknown field "spec.replicas"`,
      );
    });

    it('of another kind or version than the path is for', async () => {
      expect(statusLine(await post(`${base}/pods`, { ...configMap('x') }))).toMatch(
        /^400 BadRequest: ConfigMap in version "v1" cannot be handled as a Pod: /,
      );
      const old = { ...configMap('x'), apiVersion: 'v0' };
      expect(statusLine(await post(`${base}/configmaps`, old))).toMatch(/^400 BadRequest: /);
    });

    it('names and values that rules forbid', async () => {
      expect(await bench.fail('create configmap Bad_Name')).toBe(
        `error: failed to create configmap: ConfigMap "Bad_Name" is invalid: metadata.name: Invalid value: "Bad_Name": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')`,
      );
      const empty = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'empty' }, spec: { containers: [] } };
      expect(statusLine(await post(`${base}/pods`, empty))).toBe(
        '422 Invalid: Pod "empty" is invalid: spec.containers: Required value',
      );
      expect(statusLine(await post(`${base}/configmaps`, { apiVersion: 'v1', kind: 'ConfigMap' }))).toBe(
        '422 Invalid: ConfigMap "" is invalid: metadata.name: Required value: name or generateName is required',
      );
      const elsewhere = { ...configMap('x'), metadata: { name: 'x', namespace: 'default' } };
      expect(statusLine(await post(`${base}/configmaps`, elsewhere))).toBe(
        '400 BadRequest: the namespace of the provided object does not match the namespace sent on the request',
      );
      const selector = `apiVersion: apps/v1
kind: Deployment
metadata: {name: mismatch}
spec:
  selector: {matchLabels: {app: a}}
  template:
    metadata: {labels: {app: b}}
    spec: {containers: [{name: c, image: nginx}]}
`;
      expect(await bench.fail('create -f -', { input: selector })).toBe(
        `The Deployment "mismatch" is invalid: spec.template.metadata.labels: Invalid value: {"app":"b"}: \`selector\` does not match template \`labels\``,
      );
    });

    it('larger than 3 MiB', async () => {
      const large = configMap('large', { data: { a: 'x'.repeat(3 * MIB) } });
      expect(statusLine(await post(`${base}/configmaps`, large))).toBe(
        '413 RequestEntityTooLarge: Request entity too large: limit is 3145728',
      );
      const file = bench.file('large.json', JSON.stringify(large));
      expect(await bench.fail(`create -f ${file}`)).toMatch(/Request entity too large: limit is 3145728/);
    });

    it('larger than their kind may be', async () => {
      const large = configMap('fat', { data: { a: 'x'.repeat(MIB + 1) } });
      expect(statusLine(await post(`${base}/configmaps`, large))).toBe(
        '422 Invalid: ConfigMap "fat" is invalid: []: Too long: may not be more than 1048576 bytes',
      );
    });
  });

  describe('patches that are wrong', () => {
    const target = `${base}/configmaps/target-${bench.minor}`;

    it('in text, form or effect', async () => {
      await post(`${base}/configmaps`, configMap(`target-${bench.minor}`, { data: { a: '1' } }));
      expect(statusLine(await patch(target, '{"data":', 'merge-patch+json'))).toBe(
        '400 BadRequest: Invalid JSON Patch',
      );
      expect(statusLine(await patch(target, '{"data":', 'strategic-merge-patch+json'))).toBe(
        '400 BadRequest: unexpected end of JSON input',
      );
      expect(statusLine(await patch(target, '{}', 'json-patch+json'))).toBe(
        '400 BadRequest: json: cannot unmarshal object into Go value of type jsonpatch.Patch',
      );
      const rejected = '422 Invalid: the server rejected our request due to an error in our request';
      for (const operation of [
        { op: 'remove', path: '/data/none' },
        { op: 'test', path: '/data/a', value: '2' },
      ]) {
        const text = JSON.stringify([operation]);
        expect(statusLine(await patch(target, text, 'json-patch+json'))).toBe(rejected);
      }
      expect(statusLine(await patch(target, '{}', 'json'))).toMatch(
        /^415 UnsupportedMediaType: the body of the request was in an unknown format/,
      );
      expect(statusLine(await patch(`${base}/configmaps/none`, '{}', 'merge-patch+json'))).toBe(
        '404 NotFound: configmaps "none" not found',
      );
    });

    it('as kubectl shows them', async () => {
      const name = `target-${bench.minor}`;
      expect(await bench.fail(['patch', 'cm', name, '-p', '{"data":{"a":{"b":1}}}'])).toMatch(
        /^The request is invalid: patch: Invalid value: /,
      );
      expect(await bench.fail(['patch', 'cm', name, '-p', '{nonsense'])).toBe(
        "Error from server (BadRequest): invalid character 'n' looking for beginning of object key string",
      );
    });
  });

  describe('who asks', () => {
    it('with a wrong token is nobody', async () => {
      expect(statusLine(await http(bench, '/api/v1/pods', { token: 'wrong' }))).toBe(
        '401 Unauthorized: Unauthorized',
      );
      const config = bench.file(
        'wrong-token.yaml',
        (await bench.ok('config view --raw')).replace(
          /client-certificate-data:.*\n\s+client-key-data:.*\n/,
          'token: wrong\n',
        ),
      );
      expect(await bench.fail('get pods', { kubeconfig: config })).toBe(
        'error: You must be logged in to the server (Unauthorized)',
      );
    });

    it('without credentials sees health and version only', async () => {
      expect((await http(bench, '/healthz', { token: null })).text).toBe('ok');
      expect((await http(bench, '/version', { token: null })).status).toBe(200);
      expect(statusLine(await http(bench, '/api/v1/pods', { token: null }))).toBe(
        '403 Forbidden: pods is forbidden: User "system:anonymous" cannot list resource "pods" in API group "" at the cluster scope',
      );
    });

    it('as a service account is known by its token', async () => {
      const token = (await bench.ok('create token default')).trim();
      expect(statusLine(await http(bench, `${base}/pods`, { token }))).toBe(
        `403 Forbidden: pods is forbidden: User "system:serviceaccount:${bench.namespace}:default" cannot list resource "pods" in API group "" in the namespace "${bench.namespace}"`,
      );
      const forged = `${token.slice(0, -6)}AAAAAA`;
      expect((await http(bench, `${base}/pods`, { token: forged })).status).toBe(401);
    });

    it('without rights is told what is missing', async () => {
      expect(await bench.fail('get pods --as jane')).toBe(
        `Error from server (Forbidden): pods is forbidden: User "jane" cannot list resource "pods" in API group "" in the namespace "${bench.namespace}"`,
      );
    });
  });

  describe('paths and verbs', () => {
    it.each([['/nothing'], ['/apis/nobody.example/v1/things'], ['/api/v2/pods'], ['/openapi/v1']])(
      '%s is no page',
      async (path) => {
        const answer = await http(bench, path);
        expect(answer).toMatchObject({ status: 404, text: '404 page not found\n' });
        expect(answer.headers['content-type']).toBe('text/plain; charset=utf-8');
      },
    );

    it.each([
      ['GET', '/api/v1/foos', NO_RESOURCE],
      ['GET', '/api/v1/namespaces/default/nodes', NO_RESOURCE],
      ['GET', '/api/v1/namespaces/default/pods/x/nothing', NO_RESOURCE],
      ['POST', '/api/v1/pods', NO_VERB],
      ['PUT', '/api/v1/namespaces/default/pods', NO_VERB],
      ['POST', '/api/v1/namespaces/default/pods/x', NO_VERB],
      ['DELETE', '/api/v1/namespaces', NO_VERB],
      ['OPTIONS', '/api/v1/nodes', NO_VERB],
    ])('%s %s', async (method, path, expected) => {
      expect(statusLine(await http(bench, path, { method }))).toBe(expected);
    });

    it('a query that does not parse', async () => {
      expect(statusLine(await http(bench, '/api/v1/pods?limit=many'))).toBe(
        '400 BadRequest: strconv.ParseInt: parsing "many": invalid syntax',
      );
      expect(statusLine(await http(bench, '/api/v1/pods?resourceVersion=x'))).toMatch(
        /^(400|422) .*strconv\.ParseUint: parsing "x": invalid syntax$/,
      );
    });

    it('raw through kubectl', async () => {
      expect(await bench.fail('get --raw /api/v1/foos')).toBe(
        'Error from server (NotFound): the server could not find the requested resource',
      );
    });
  });
});
