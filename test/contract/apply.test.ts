/**
 * Server-side apply: what it makes, changes, leaves and shows beforehand, by kubectl and by plain HTTP. Texts: k8s.io/apimachinery/pkg/util/managedfields
 * internal/{conflict,structuredmerge,versioncheck}.go, apiserver/pkg/endpoints/handlers/patch.go; behaviour:
 * https://kubernetes.io/docs/reference/using-api/server-side-apply/.
 */
import { describe, expect, it } from 'vitest';
import { applying, configMap, deployment, managersOf, named } from './support/applying';
import { contract } from './support/cluster';
import { http, statusLine } from './support/http';

contract('server-side apply', (bench) => {
  const { apply, raw, data } = applying(bench);

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
