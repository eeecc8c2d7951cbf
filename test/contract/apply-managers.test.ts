/** Who manages which field after writes of other kinds than server-side apply. Behaviour: the page that apply.test.ts cites. */
import { describe, expect, it } from 'vitest';
import { applying, configMap, deployment, managersOf, named } from './support/applying';
import { contract } from './support/cluster';
import { http } from './support/http';

contract('managed fields', (bench) => {
  const { refuse, raw } = applying(bench);

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
});
