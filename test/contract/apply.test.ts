/**
 * Server-side apply and managed fields, by kubectl and by plain HTTP. Texts: k8s.io/apimachinery/pkg/util/managedfields
 * internal/{conflict,structuredmerge,versioncheck}.go, apiserver/pkg/endpoints/handlers/patch.go; behaviour:
 * https://kubernetes.io/docs/reference/using-api/server-side-apply/.
 */
import { describe, expect, it } from 'vitest';
import type { Bench } from './support/bench';
import { contract } from './support/cluster';
import { type HttpAnswer, http, statusLine } from './support/http';

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

const deployment = (name: string, { replicas = '0', image = 'nginx', more = '' } = {}) => `apiVersion: apps/v1
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

const configMap = (name: string, data: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\ndata: ${data}\n`;

async function managersOf(bench: Bench, object: string): Promise<readonly Entry[]> {
  const text = await bench.ok(`get ${object} -o json --show-managed-fields`);
  return (JSON.parse(text) as { metadata: { managedFields?: Entry[] } }).metadata.managedFields ?? [];
}

const named = (entries: readonly Entry[], manager: string) =>
  entries.find((entry) => entry.manager === manager);

contract('server-side apply', (bench) => {
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

  describe('managers of other writes', () => {
    it('are those of client-side apply, field by field, as the empty object has not', async () => {
      await bench.ok('apply -f -', { input: deployment('tracked') });
      const entry = named(await managersOf(bench, 'deployment/tracked'), 'kubectl-client-side-apply');
      expect(entry).toMatchObject({ operation: 'Update', apiVersion: 'apps/v1', fieldsType: 'FieldsV1' });
      expect(entry?.time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
      expect(entry?.fieldsV1).toEqual({
        'f:metadata': {
          'f:annotations': { '.': {}, 'f:kubectl.kubernetes.io/last-applied-configuration': {} },
          'f:labels': { '.': {}, 'f:app': {} },
        },
        'f:spec': {
          'f:progressDeadlineSeconds': {},
          'f:replicas': {},
          'f:revisionHistoryLimit': {},
          'f:selector': {},
          'f:strategy': {
            'f:rollingUpdate': { '.': {}, 'f:maxSurge': {}, 'f:maxUnavailable': {} },
            'f:type': {},
          },
          'f:template': {
            'f:metadata': { 'f:labels': { '.': {}, 'f:app': {} } },
            'f:spec': {
              'f:containers': {
                'k:{"name":"main"}': {
                  '.': {},
                  'f:image': {},
                  'f:imagePullPolicy': {},
                  'f:name': {},
                  'f:ports': {
                    '.': {},
                    'k:{"containerPort":80,"protocol":"TCP"}': {
                      '.': {},
                      'f:containerPort': {},
                      'f:protocol': {},
                    },
                  },
                  'f:resources': {},
                  'f:terminationMessagePath': {},
                  'f:terminationMessagePolicy': {},
                },
              },
              'f:dnsPolicy': {},
              'f:restartPolicy': {},
              'f:schedulerName': {},
              'f:securityContext': {},
              'f:terminationGracePeriodSeconds': {},
            },
          },
        },
      });
    });

    it('are told by what a command is called, and move with the field', async () => {
      await bench.ok('create configmap moved --from-literal=a=1 --from-literal=b=1');
      await bench.ok(['patch', 'cm', 'moved', '-p', '{"data":{"a":"2"}}', '--field-manager=patcher']);
      await bench.ok('label cm moved x=y');
      await bench.ok('annotate cm moved note=1 --field-manager=scribe');
      const entries = await managersOf(bench, 'cm/moved');
      expect(entries.map(({ manager, operation }) => `${manager} ${operation}`).sort()).toEqual([
        'kubectl-create Update',
        'kubectl-label Update',
        'patcher Update',
        'scribe Update',
      ]);
      expect(named(entries, 'kubectl-create')?.fieldsV1).toEqual({ 'f:data': { '.': {}, 'f:b': {} } });
      expect(named(entries, 'patcher')?.fieldsV1).toEqual({ 'f:data': { 'f:a': {} } });
      expect(named(entries, 'kubectl-label')?.fieldsV1).toEqual({
        'f:metadata': { 'f:labels': { '.': {}, 'f:x': {} } },
      });
    });

    it('name the subresource', async () => {
      await bench.ok('apply -f -', { input: deployment('parts') });
      await bench.ok('scale deployment parts --replicas=1');
      await bench.ok('rollout status deployment parts --timeout=25s');
      const entries = await managersOf(bench, 'deployment/parts');
      const scale = entries.find(({ subresource }) => subresource === 'scale');
      expect(scale).toMatchObject({ operation: 'Update', fieldsV1: { 'f:spec': { 'f:replicas': {} } } });
      const status = entries.find(({ subresource }) => subresource === 'status');
      expect(status).toMatchObject({
        manager: 'kube-controller-manager',
        fieldsV1: { 'f:status': { 'f:availableReplicas': {}, 'f:observedGeneration': {} } },
      });
      const creator = named(entries, 'kubectl-client-side-apply')?.fieldsV1 as { 'f:spec': object };
      expect(creator['f:spec']).not.toHaveProperty('f:replicas');
    });

    it('are the first part of the User-Agent where nobody is named', async () => {
      const body = JSON.stringify({
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'agent' },
        data: { a: '1' },
      });
      await http(bench, `/api/v1/namespaces/${bench.namespace}/configmaps`, {
        method: 'POST',
        body,
        headers: { 'User-Agent': 'my-tool/1.2 (linux)' },
      });
      expect((await managersOf(bench, 'cm/agent')).map(({ manager }) => manager)).toEqual(['my-tool']);
    });

    it('are hidden unless asked for', async () => {
      expect(await bench.ok('get cm agent -o yaml')).not.toContain('managedFields');
      expect(await bench.ok('get cm agent -o yaml --show-managed-fields')).toContain('managedFields:');
    });

    it('are ten at most: older ones are ancient changes', async () => {
      await bench.ok('create configmap busy --from-literal=k=v');
      for (let i = 0; i < 11; i++) {
        const path = `configmaps/busy?fieldManager=m${String(i).padStart(2, '0')}`;
        await raw(path, JSON.stringify({ data: { [`k${i}`]: 'v' } }), 'merge-patch+json');
      }
      const names = (await managersOf(bench, 'cm/busy')).map(({ manager }) => manager);
      expect(names).toHaveLength(10);
      expect(names).toContain('ancient-changes');
    });

    it('are dropped by [{}], and then nobody is noted until the next apply', async () => {
      await bench.ok('create configmap reset --from-literal=a=1');
      await raw('configmaps/reset', '{"metadata":{"managedFields":[{}]}}', 'merge-patch+json');
      expect(await managersOf(bench, 'cm/reset')).toEqual([]);
      await bench.ok(['patch', 'cm', 'reset', '-p', '{"data":{"a":"2"}}']);
      expect(await managersOf(bench, 'cm/reset')).toEqual([]);
      expect(await refuse(configMap('reset', '{a: "3"}'))).toBe(
        'error: Apply failed with 1 conflict: conflict with "before-first-apply" using v1: .data.a',
      );
    });
  });

  describe('apply', () => {
    it('creates, changes and leaves alone', async () => {
      expect(await apply(configMap('made', '{a: "1", b: "1"}'))).toBe('configmap/made serverside-applied\n');
      const [entry] = await managersOf(bench, 'cm/made');
      expect(entry).toMatchObject({
        manager: 'kubectl',
        operation: 'Apply',
        apiVersion: 'v1',
        fieldsV1: { 'f:data': { 'f:a': {}, 'f:b': {} } },
      });
      const version = () => bench.ok('get cm made -o jsonpath={.metadata.resourceVersion}');
      const before = await version();
      await apply(configMap('made', '{a: "1", b: "1"}'));
      expect(await version()).toBe(before);
      await apply(configMap('made', '{a: "2"}'));
      expect(await data('made')).toBe('{"a":"2"}');
    });

    it('answers 201, then 200', async () => {
      const path = 'configmaps/coded?fieldManager=me';
      expect((await raw(path, configMap('coded', '{}'))).status).toBe(201);
      expect((await raw(path, configMap('coded', '{}'))).status).toBe(200);
    });

    it('keeps nothing of a dry run', async () => {
      expect(await apply(configMap('dry', '{a: "1"}'), '--dry-run=server')).toBe(
        'configmap/dry serverside-applied (server dry run)\n',
      );
      expect(await bench.fail('get cm dry')).toBe('Error from server (NotFound): configmaps "dry" not found');
    });

    it('leaves to others what it does not mention', async () => {
      await apply(configMap('shared', '{a: "1"}'), '--field-manager=one');
      await apply(configMap('shared', '{b: "1"}'), '--field-manager=two');
      await bench.ok('label cm shared by=hand');
      await apply(configMap('shared', '{c: "1"}'), '--field-manager=one');
      expect(await data('shared')).toBe('{"b":"1","c":"1"}');
      expect(await bench.ok('get cm shared -o jsonpath={.metadata.labels}')).toBe('{"by":"hand"}');
    });

    it('merges containers by name and ports by port and protocol', async () => {
      await apply(deployment('lists'), '--field-manager=one');
      const sidecar = deployment('lists', {
        more: '      - name: side\n        image: busybox\n',
      });
      await apply(sidecar, '--field-manager=two');
      await apply(
        deployment('lists', { more: '        - containerPort: 80\n          protocol: UDP\n' }),
        '--field-manager=one',
      );
      const containers = JSON.parse(
        await bench.ok('get deployment lists -o jsonpath={.spec.template.spec.containers}'),
      ) as { name: string; ports?: object[] }[];
      expect(containers.map(({ name }) => name)).toEqual(['main', 'side']);
      expect(containers[0]?.ports).toEqual([
        { containerPort: 80, protocol: 'TCP' },
        { containerPort: 80, protocol: 'UDP' },
      ]);
      await apply(deployment('lists'), '--field-manager=two');
      expect(
        await bench.ok('get deployment lists -o jsonpath={.spec.template.spec.containers[*].name}'),
      ).toBe('main');
    });

    it('hands replicas over to whoever scales', async () => {
      await apply(deployment('handed'), '--field-manager=one');
      await apply(deployment('handed'), '--field-manager=two');
      await apply(deployment('handed', { replicas: '' }), '--field-manager=one');
      expect(await bench.ok('get deployment handed -o jsonpath={.spec.replicas}')).toBe('0');
      // Nobody else has it now: the field goes, and the default of the kind comes.
      await apply(deployment('handed', { replicas: '' }), '--field-manager=two');
      expect(await bench.ok('get deployment handed -o jsonpath={.spec.replicas}')).toBe('1');
    });

    it('of a status leaves the rest alone', async () => {
      await bench.ok('apply -f -', { input: deployment('state') });
      const path = `/apis/apps/v1/namespaces/${bench.namespace}/deployments/state/status?fieldManager=probe&force=true`;
      const body = `${deployment('state', { replicas: '7' })}status: {collisionCount: 3}\n`;
      const answer = await http(bench, path, {
        method: 'PATCH',
        body,
        headers: { 'Content-Type': 'application/apply-patch+yaml' },
      });
      expect(JSON.parse(answer.text)).toMatchObject({ spec: { replicas: 0 }, status: { collisionCount: 3 } });
      const probe = named(await managersOf(bench, 'deployment/state'), 'probe');
      expect(probe).toMatchObject({ subresource: 'status', operation: 'Apply' });
      expect(Object.keys(probe?.fieldsV1 ?? {})).toEqual(['f:status']);
    });

    it('of a scale is of its owner’s replicas', async () => {
      await bench.ok('apply -f -', { input: deployment('scaled') });
      const path = `/apis/apps/v1/namespaces/${bench.namespace}/deployments/scaled/scale?fieldManager=hpa`;
      const send = (query: string) =>
        http(bench, `${path}${query}`, {
          method: 'PATCH',
          body: 'apiVersion: autoscaling/v1\nkind: Scale\nmetadata: {name: scaled}\nspec: {replicas: 2}\n',
          headers: { 'Content-Type': 'application/apply-patch+yaml' },
        });
      expect(statusLine(await send(''))).toBe(
        '409 Conflict: Apply failed with 1 conflict: conflict with "kubectl-client-side-apply" using apps/v1: .spec.replicas',
      );
      expect(JSON.parse((await send('&force=true')).text)).toMatchObject({
        kind: 'Scale',
        spec: { replicas: 2 },
      });
      expect(named(await managersOf(bench, 'deployment/scaled'), 'hpa')).toMatchObject({
        operation: 'Apply',
        subresource: 'scale',
        fieldsV1: { 'f:spec': { 'f:replicas': {} } },
      });
      await bench.ok('delete deployment scaled');
    });
  });

  describe('conflicts', () => {
    it('are told with who is in the way, one or several', async () => {
      await bench.ok('apply -f -', { input: deployment('contested') });
      const changed = deployment('contested', { replicas: '2', image: 'nginx:alpine' });
      expect(await refuse(deployment('contested', { replicas: '2' }), '--field-manager=me')).toBe(
        'error: Apply failed with 1 conflict: conflict with "kubectl-client-side-apply" using apps/v1: .spec.replicas',
      );
      expect(await refuse(changed, '--field-manager=me')).toBe(
        [
          'error: Apply failed with 2 conflicts: conflicts with "kubectl-client-side-apply" using apps/v1:',
          '- .spec.replicas',
          '- .spec.template.spec.containers[name="main"].image',
        ].join('\n'),
      );
      expect(
        await apply(
          `${changed}\n`.replace('replicas: 2', 'replicas: 0'),
          '--field-manager=me --force-conflicts',
        ),
      ).toBe('deployment.apps/contested serverside-applied\n');
      expect(await bench.ok('get deployment contested -o jsonpath={..image}')).toBe('nginx:alpine');
    });

    it('have a cause for every field', async () => {
      await raw('configmaps/caused?fieldManager=first', configMap('caused', '{a: "1"}'));
      const answer = await raw('configmaps/caused?fieldManager=second', configMap('caused', '{a: "2"}'));
      expect(statusLine(answer)).toBe(
        '409 Conflict: Apply failed with 1 conflict: conflict with "first": .data.a',
      );
      expect(JSON.parse(answer.text)).toMatchObject({
        details: {
          causes: [{ reason: 'FieldManagerConflict', message: 'conflict with "first"', field: '.data.a' }],
        },
      });
    });

    it('are none over one’s own last client-side apply, which becomes a server-side one', async () => {
      await bench.ok('apply -f -', { input: deployment('migrated') });
      await apply(deployment('migrated', { image: 'nginx:alpine' }));
      const names = (await managersOf(bench, 'deployment/migrated')).map(({ manager }) => manager);
      expect(names).toContain('kubectl');
      expect(names).not.toContain('kubectl-client-side-apply');
      const noted = await bench.ok([
        'get',
        'deployment',
        'migrated',
        '-o',
        'jsonpath={.metadata.annotations.kubectl\\.kubernetes\\.io/last-applied-configuration}',
      ]);
      expect(JSON.parse(noted)).toMatchObject({
        spec: { template: { spec: { containers: [{ image: 'nginx:alpine' }] } } },
      });
      await apply(deployment('migrated', { image: 'nginx:alpine', replicas: '' }));
      expect(await bench.ok('get deployment migrated -o jsonpath={.spec.replicas}')).toBe('1');
    });
  });

  describe('what is refused', () => {
    const at = 'configmaps/wrong?fieldManager=me';
    it.each([
      [
        'no manager',
        'configmaps/wrong',
        configMap('wrong', '{}'),
        '422 Invalid: PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch',
      ],
      ['no kind', at, '{}', '400 BadRequest: invalid object type: /, Kind='],
      [
        'another version',
        at,
        'apiVersion: v2\nkind: ConfigMap\n',
        '400 BadRequest: invalid object type: /v2, Kind=ConfigMap',
      ],
      [
        'another kind',
        at,
        'apiVersion: v1\nkind: Secret\n',
        '400 BadRequest: invalid object type: /v1, Kind=Secret',
      ],
      [
        'managed fields',
        at,
        'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: wrong, managedFields: []}\n',
        '400 BadRequest: metadata.managedFields must be nil',
      ],
      [
        'no YAML',
        at,
        'a: b: c',
        '400 BadRequest: error decoding YAML: error converting YAML to JSON: yaml: mapping values are not allowed in this context',
      ],
      [
        'another name',
        at,
        configMap('right', '{}'),
        '400 BadRequest: the name of the object (right) does not match the name on the URL (wrong)',
      ],
      [
        'a uid of nothing',
        at,
        'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: wrong, uid: abc}\n',
        '409 Conflict: Operation cannot be fulfilled on configmaps "wrong": uid mismatch: the provided object specified uid abc, and no existing object was found',
      ],
    ])('%s', async (_, path, body, message) => {
      expect(statusLine(await raw(path, body))).toBe(message);
    });

    it('fields that the kind has not, and values of another type', async () => {
      const where = `${bench.namespace}/odd; apps/v1, Kind=Deployment`;
      expect(await refuse(deployment('odd', { more: '        imige: x\n' }))).toBe(
        `Error from server: failed to create typed patch object (${where}): .spec.template.spec.containers[name="main"].imige: field not declared in schema`,
      );
      const text = configMap('odd', '{a: 1}');
      expect(statusLine(await raw('configmaps/odd?fieldManager=me', text))).toBe(
        `500 undefined: failed to create typed patch object (${bench.namespace}/odd; /v1, Kind=ConfigMap): .data.a: expected string, got &value.valueUnstructured{Value:1}`,
      );
    });

    it('force without apply', async () => {
      expect(statusLine(await raw('configmaps/wrong?force=true', '{}', 'merge-patch+json'))).toBe(
        '422 Invalid: PatchOptions.meta.k8s.io "" is invalid: force: Forbidden: may not be specified for non-apply patch',
      );
    });

    it('what the kind itself does not allow', async () => {
      expect(await refuse(deployment('bad', { replicas: '-1' }))).toBe(
        'The Deployment "bad" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0',
      );
    });
  });

  it('is shown beforehand by diff', async () => {
    await apply(configMap('differs', '{a: "1"}'));
    const file = bench.file('differs.yaml', configMap('differs', '{a: "2"}'));
    const diff = await bench.run(`diff --server-side -f ${file}`);
    expect(diff.code).toBe(1);
    expect(diff.stdout).toMatch(/^-\s+a: "1"$/m);
    expect(diff.stdout).toMatch(/^\+\s+a: "2"$/m);
    expect(await data('differs')).toBe('{"a":"1"}');
  });
});
