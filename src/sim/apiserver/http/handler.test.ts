import { describe, expect, it } from 'vitest';
import { createTestFace, JANE_TOKEN, newWidget, WIDGETS } from './testing';

const status = async (response: Response) => {
  const body = (await response.json()) as { kind: string; message: string; reason: string; code: number };
  expect(body.kind).toBe('Status');
  expect(body.code).toBe(response.status);
  return `${body.code} ${body.reason}: ${body.message}`;
};

describe('an object through its life', () => {
  it('is created, read, changed and deleted with the codes of upstream', async () => {
    const { send, post } = createTestFace();
    const created = await post(WIDGETS, newWidget('a', { size: 3 }));
    expect(created.status).toBe(201);
    const got = await send(`${WIDGETS}/a`);
    expect(got.status).toBe(200);
    const object = (await got.json()) as { kind: string; spec: { size: number }; metadata: object };
    expect(Object.keys(object).slice(0, 3)).toEqual(['kind', 'apiVersion', 'metadata']);
    const put = { ...object, spec: { size: 4 } };
    const json = { 'content-type': 'application/json' };
    const replaced = await send(`${WIDGETS}/a`, { method: 'PUT', body: JSON.stringify(put), headers: json });
    expect(replaced.status).toBe(200);
    const gone = await send(`${WIDGETS}/a`, { method: 'DELETE' });
    expect(gone.status).toBe(200);
    expect(await status(await send(`${WIDGETS}/a`))).toBe('404 NotFound: widgets.test.dev "a" not found');
  });

  it('carries the headers of every answer', async () => {
    const { send } = createTestFace();
    const { headers } = await send(WIDGETS);
    expect(headers.get('content-type')).toBe('application/json');
    expect(headers.get('cache-control')).toBe('no-cache, private');
    expect(headers.get('audit-id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('comes as YAML to who asks so, and indented to curl', async () => {
    const { send, post } = createTestFace();
    await post(WIDGETS, newWidget('a'));
    const yaml = await send(`${WIDGETS}/a`, { headers: { accept: 'application/yaml' } });
    expect(yaml.headers.get('content-type')).toBe('application/yaml');
    expect(await yaml.text()).toMatch(/^kind: Widget\napiVersion: test.dev\/v1\nmetadata:\n/);
    const pretty = await send(`${WIDGETS}/a`, { headers: { 'user-agent': 'curl/8.1' } });
    expect(await pretty.text()).toContain('{\n  "kind": "Widget",\n');
  });

  it('may be sent as YAML and as protobuf', async () => {
    const { post } = createTestFace();
    const yaml = 'kind: Widget\napiVersion: test.dev/v1\nmetadata: {name: y}\nspec: {size: 2}\n';
    expect((await post(WIDGETS, yaml, 'application/yaml')).status).toBe(201);
    expect(await status(await post(WIDGETS, 'hello', 'application/vnd.kubernetes.protobuf'))).toBe(
      '400 BadRequest: the body of the request was in an unknown format - protobuf: provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]',
    );
  });

  it('is patched by a media type of patches only', async () => {
    const { send } = createTestFace();
    const refused = await send(`${WIDGETS}/a`, {
      method: 'PATCH',
      body: '{}',
      headers: { 'content-type': 'application/json' },
    });
    expect(await status(refused)).toBe(
      '415 UnsupportedMediaType: the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/strategic-merge-patch+json, application/apply-patch+yaml',
    );
  });
});

describe('what cannot be understood', () => {
  const bodies: readonly (readonly [string, string, string, string])[] = [
    [
      'malformed JSON',
      'application/json',
      '{"kind": hello}',
      `400 BadRequest: the object provided is unrecognized (must be of type Widget): couldn't get version/kind; json parse error: invalid character 'h' looking for beginning of value ({"kind": hello})`,
    ],
    [
      'text',
      'application/json',
      'hello',
      `400 BadRequest: the object provided is unrecognized (must be of type Widget): couldn't get version/kind; json parse error: invalid character 'h' looking for beginning of value (68656c6c6f)`,
    ],
    [
      'nothing',
      'application/json',
      '',
      `400 BadRequest: the object provided is unrecognized (must be of type Widget): couldn't get version/kind; json parse error: unexpected end of JSON input (<empty>)`,
    ],
    [
      'malformed YAML',
      'application/yaml',
      'a: b: c\n',
      '400 BadRequest: the object provided is unrecognized (must be of type Widget): yaml: mapping values are not allowed in this context (613a20623a20630a)',
    ],
    [
      'an unknown media type',
      'text/plain',
      '{}',
      '415 UnsupportedMediaType: the body of the request was in an unknown format - accepted media types include: application/json, application/yaml, application/vnd.kubernetes.protobuf',
    ],
  ];
  it.each(bodies)('%s is refused as upstream refuses it', async (_, type, body, expected) => {
    const { post } = createTestFace();
    expect(await status(await post(WIDGETS, body, type))).toBe(expected);
  });

  it('a key that the text has twice is refused, warned of or overlooked', async () => {
    const { post } = createTestFace();
    const text = (name: string) =>
      `{"kind":"Widget","apiVersion":"test.dev/v1","metadata":{"name":"${name}"},"spec":{"size":1,"size":2}}`;
    expect(await status(await post(`${WIDGETS}?fieldValidation=Strict`, text('a')))).toBe(
      '400 BadRequest: Widget in version "v1" cannot be handled as a Widget: strict decoding error: duplicate field "spec.size"',
    );
    const warned = await post(WIDGETS, text('b'));
    expect(warned.headers.get('warning')).toBe('299 - "duplicate field \\"spec.size\\""');
    expect((await post(`${WIDGETS}?fieldValidation=Ignore`, text('c'))).headers.get('warning')).toBeNull();
  });

  it('more than 3 MiB are too much, told or not told before', async () => {
    const { send } = createTestFace();
    const expected = '413 RequestEntityTooLarge: Request entity too large: limit is 3145728';
    const body = 'x'.repeat(3 * 1024 * 1024 + 1);
    const json = { 'content-type': 'application/json' };
    expect(await status(await send(WIDGETS, { method: 'POST', body, headers: json }))).toBe(expected);
    const told = { ...json, 'content-length': '4000000' };
    expect(await status(await send(WIDGETS, { method: 'POST', body: '{}', headers: told }))).toBe(expected);
  });

  const queries: readonly (readonly [string, string, string])[] = [
    ['GET', '?limit=ten', '400 BadRequest: strconv.ParseInt: parsing "ten": invalid syntax'],
    [
      'POST',
      '?dryRun=Some',
      '422 Invalid: CreateOptions.meta.k8s.io "" is invalid: dryRun: Unsupported value: []string{"Some"}: supported values: "All"',
    ],
    [
      'POST',
      '?fieldValidation=Loose',
      '422 Invalid: CreateOptions.meta.k8s.io "" is invalid: fieldValidation: Unsupported value: "Loose": supported values: "", "Ignore", "Strict", "Warn"',
    ],
    [
      'DELETE',
      '?propagationPolicy=Maybe',
      '422 Invalid: DeleteOptions.meta.k8s.io "" is invalid: propagationPolicy: Unsupported value: "Maybe": supported values: "Foreground", "Background", "Orphan", "nil"',
    ],
  ];
  it.each(queries)('%s %s', async (method, query, expected) => {
    const { send } = createTestFace();
    const body = method === 'POST' ? { body: JSON.stringify(newWidget('a')) } : {};
    expect(await status(await send(`${WIDGETS}${query}`, { method, ...body }))).toBe(expected);
  });

  it('an answer in a form that nobody has is not acceptable', async () => {
    const { send } = createTestFace();
    const refused = await send(WIDGETS, { headers: { accept: 'text/html' } });
    expect(await status(refused)).toBe(
      '406 NotAcceptable: only the following media types are accepted: application/json, application/yaml',
    );
  });
});

describe('paths and verbs that nobody serves', () => {
  const plain = [
    '/nothing',
    '/constructor',
    '/healthz/constructor',
    '/apis/nobody.dev/v1/things',
    '/apis/nobody.dev',
    '/api/v2/pods',
    '/openapi/v1',
    '/openapi/v2/api/v1',
    '/apis/test.dev/v1/widgets/a/b/c/d/../../../../../../../../x',
  ];
  it.each(plain)('%s is no page', async (path) => {
    const { send } = createTestFace();
    const response = await send(path);
    expect(response.status).toBe(404);
    expect(await response.text()).toBe('404 page not found\n');
  });

  const statuses: readonly (readonly [string, string, string])[] = [
    ['GET', '/apis/test.dev/v1/things', '404 NotFound: the server could not find the requested resource'],
    ['GET', `${WIDGETS}/a/nothing`, '404 NotFound: the server could not find the requested resource'],
    [
      'GET',
      '/apis/test.dev/v1/namespaces/default/gadgets',
      '404 NotFound: the server could not find the requested resource',
    ],
    [
      'POST',
      `${WIDGETS}/a`,
      '405 MethodNotAllowed: the server does not allow this method on the requested resource',
    ],
    ['PUT', WIDGETS, '405 MethodNotAllowed: the server does not allow this method on the requested resource'],
    [
      'POST',
      '/apis/test.dev/v1/widgets',
      '405 MethodNotAllowed: the server does not allow this method on the requested resource',
    ],
    [
      'DELETE',
      '/apis/test.dev/v1/widgets',
      '405 MethodNotAllowed: the server does not allow this method on the requested resource',
    ],
  ];
  it.each(statuses)('%s %s', async (method, path, expected) => {
    const { send } = createTestFace();
    expect(await status(await send(path, { method }))).toBe(expected);
  });
});

describe('identity', () => {
  it('a wrong token is refused everywhere', async () => {
    const { send } = createTestFace();
    expect(await status(await send(WIDGETS, { token: 'wrong' }))).toBe('401 Unauthorized: Unauthorized');
    expect(await status(await send('/version', { token: 'wrong' }))).toBe('401 Unauthorized: Unauthorized');
  });

  it('nobody may see health and version, and nothing else', async () => {
    const { send } = createTestFace();
    for (const path of ['/healthz', '/livez', '/readyz', '/version']) {
      expect((await send(path, { token: null })).status).toBe(200);
    }
    expect(await status(await send(WIDGETS, { token: null }))).toBe(
      '403 Forbidden: widgets.test.dev is forbidden: User "system:anonymous" cannot list resource "widgets" in API group "test.dev" in the namespace "default"',
    );
    expect(await status(await send('/api', { token: null }))).toBe(
      '403 Forbidden: forbidden: User "system:anonymous" cannot get path "/api"',
    );
  });

  it('a user without rights may discover, and is told what is missing', async () => {
    const { send } = createTestFace();
    const token = JANE_TOKEN;
    expect((await send('/apis', { token })).status).toBe(200);
    expect(await status(await send('/api/v1/pods', { token }))).toBe(
      '403 Forbidden: pods is forbidden: User "jane" cannot list resource "pods" in API group "" at the cluster scope',
    );
    expect(await status(await send('/api/v1/namespaces/default/pods/x/log', { token }))).toBe(
      '403 Forbidden: pods "x" is forbidden: User "jane" cannot get resource "pods/log" in API group "" in the namespace "default"',
    );
  });

  it('the admin may act as somebody else, jane may not', async () => {
    const { send } = createTestFace();
    const headers = { 'impersonate-user': 'bob', 'impersonate-group': 'ops' };
    expect(await status(await send(WIDGETS, { headers }))).toContain(
      'User "bob" cannot list resource "widgets"',
    );
    expect(await status(await send(WIDGETS, { headers, token: JANE_TOKEN }))).toBe(
      '403 Forbidden: users "bob" is forbidden: User "jane" cannot impersonate resource "users" in API group "" at the cluster scope',
    );
    const asMaster = { 'impersonate-user': 'bob', 'impersonate-group': 'system:masters' };
    expect((await send(WIDGETS, { headers: asMaster })).status).toBe(200);
  });

  it('is told by a review of oneself', async () => {
    const { post, send } = createTestFace();
    const review = { kind: 'SelfSubjectReview', apiVersion: 'authentication.k8s.io/v1' };
    const response = await post('/apis/authentication.k8s.io/v1/selfsubjectreviews', review);
    expect(response.status).toBe(201);
    expect(await response.json()).toMatchObject({
      status: {
        userInfo: { username: 'kubernetes-admin', groups: ['system:masters', 'system:authenticated'] },
      },
    });
    const may = {
      kind: 'SelfSubjectAccessReview',
      spec: { resourceAttributes: { verb: 'list', resource: 'pods' } },
    };
    const asked = await send('/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', {
      method: 'POST',
      body: JSON.stringify(may),
      headers: { 'content-type': 'application/json' },
      token: JANE_TOKEN,
    });
    expect(await asked.json()).toMatchObject({ status: { allowed: false } });
  });
});
