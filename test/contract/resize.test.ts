/**
 * Pods that are given other requests and limits while they run. https://kubernetes.io/docs/tasks/configure-pod-container/resize-container-resources/
 * upstream: pkg/apis/core/validation ValidatePodResize, pkg/kubelet/allocation, pkg/kubelet/events/pod_resize.go
 */
import { describe, expect, it } from 'vitest';
import { until } from './support/bench';
import { contract } from './support/cluster';

const pod = (name: string, resources: object, more: { container?: object; spec?: object } = {}) =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name },
    spec: { containers: [{ name: 'app', image: 'nginx:1.29', resources, ...more.container }], ...more.spec },
  });
const patch = (resources: object, container = 'app') =>
  JSON.stringify({ spec: { containers: [{ name: container, resources }] } });

contract('pods/resize', (bench) => {
  const create = async (
    name: string,
    resources: object,
    more: { container?: object; spec?: object } = {},
  ) => {
    await bench.ok('create -f -', { input: pod(name, resources, more) });
    await bench.ok(`wait --for=condition=Ready pod/${name} --timeout=30s`);
  };
  const resize = (name: string, resources: object) => [
    'patch',
    'pod',
    name,
    '--subresource=resize',
    '-p',
    patch(resources),
  ];
  const field = (name: string, path: string) => bench.ok(['get', 'pod', name, '-o', `jsonpath={${path}}`]);
  const events = (name: string) => bench.ok(`events --for pod/${name} --no-headers`);

  it('is told in discovery', async () => {
    const { resources } = JSON.parse(await bench.ok('get --raw /api/v1'));
    expect(resources.find((one: { name: string }) => one.name === 'pods/resize')).toEqual({
      name: 'pods/resize',
      singularName: '',
      namespaced: true,
      kind: 'Pod',
      verbs: ['get', 'patch', 'update'],
    });
  });

  it('is the only way: the pod itself refuses', async () => {
    await create('main', { requests: { cpu: '100m' } });
    expect(await bench.fail(['patch', 'pod', 'main', '-p', patch({ requests: { cpu: '200m' } })])).toMatch(
      /^The Pod "main" is invalid: spec: Forbidden: pod updates may not change fields other than `spec\.containers\[\*\]\.image`,`spec\.initContainers\[\*\]\.image`,`spec\.activeDeadlineSeconds`,`spec\.tolerations` \(only additions to existing tolerations\),`spec\.terminationGracePeriodSeconds` \(allow it to be set to 1 if it was previously negative\)\n/,
    );
  });

  // kubectl knows this subresource since 1.32.
  describe.runIf(bench.minor >= 32)('by kubectl', () => {
    it('changes a container while it runs', async () => {
      await create('inplace', {
        requests: { cpu: '100m', memory: '64Mi' },
        limits: { cpu: '200m', memory: '128Mi' },
      });
      const wanted = { requests: { cpu: '150m' }, limits: { cpu: '300m', memory: '256Mi' } };
      expect(await bench.ok(resize('inplace', wanted))).toBe('pod/inplace patched\n');
      await until(async () => /ResizeCompleted/.test(await events('inplace')));
      expect(JSON.parse(await field('inplace', '.status.containerStatuses[0].resources'))).toEqual({
        requests: { cpu: '150m', memory: '64Mi' },
        limits: { cpu: '300m', memory: '256Mi' },
      });
      expect(await field('inplace', '.status.containerStatuses[0].allocatedResources.cpu')).toBe('150m');
      expect(await field('inplace', '.status.containerStatuses[0].restartCount')).toBe('0');
      expect(await field('inplace', '.metadata.generation')).toBe('2');
      expect(await events('inplace')).toMatch(/Normal +ResizeStarted .*Pod resize started: \{"containers":/);
      const node = await field('inplace', '.spec.nodeName');
      expect(await bench.ok(`describe node ${node}`)).toMatch(
        new RegExp(`${bench.namespace} +inplace +150m \\(\\d+%\\) +300m `),
      );
      const managers = await bench.ok('get pod inplace -o json --show-managed-fields');
      const patched = JSON.parse(managers).metadata.managedFields.filter(
        (one: { manager: string }) => one.manager === 'kubectl-patch',
      );
      expect(patched).toMatchObject([{ operation: 'Update', subresource: 'resize' }]);
    });

    it('gives a container that has too little memory more, and takes it from one that floods it', async () => {
      const command = ['sleep', '3600'];
      const more = { container: { image: 'polinux/stress', command } };
      await create('memory', { requests: { memory: '50Mi' }, limits: { memory: '100Mi' } }, more);
      await bench.ok(resize('memory', { limits: { memory: '300Mi' } }));
      await until(async () => /ResizeCompleted/.test(await events('memory')));
      const stress = (mebibytes: number) =>
        bench.run([
          'exec',
          'memory',
          '--',
          'stress',
          '--vm',
          '1',
          '--vm-bytes',
          `${mebibytes}M`,
          '--timeout',
          '1',
        ]);
      expect((await stress(200)).code).toBe(0);
      await bench.ok(resize('memory', { limits: { memory: '120Mi' } }));
      await until(
        async () =>
          (await field('memory', '.status.containerStatuses[0].resources.limits.memory')) === '120Mi',
      );
      await stress(200);
      await until(async () => /OOMKilled/.test(await field('memory', '.status.containerStatuses[0]')));
    });

    it('starts it anew where its policy says so', async () => {
      const resizePolicy = [{ resourceName: 'memory', restartPolicy: 'RestartContainer' }];
      await create('anew', { requests: { memory: '64Mi' } }, { container: { resizePolicy } });
      await bench.ok(resize('anew', { requests: { memory: '96Mi' } }));
      await until(async () => (await field('anew', '.status.containerStatuses[0].restartCount')) === '1');
      expect(await events('anew')).toMatch(/Normal +Killing .*Container app resize requires restart/);
      await until(async () => /ResizeCompleted/.test(await events('anew')));
    });

    it('tells what can never be granted', async () => {
      await create('huge', { requests: { cpu: '100m' } });
      await bench.ok(resize('huge', { requests: { cpu: '1000' } }));
      await until(async () => /PodResizePending/.test(await bench.ok('get pod huge -o yaml')));
      const { conditions } = JSON.parse(await bench.ok('get pod huge -o json')).status;
      expect(conditions.find((one: { type: string }) => one.type === 'PodResizePending')).toMatchObject({
        status: 'True',
        reason: 'Infeasible',
        message: expect.stringMatching(
          /^Node didn't have enough capacity: cpu, requested: 1000000, capacity: \d+$/,
        ),
        observedGeneration: 2,
      });
      expect(await events('huge')).toMatch(/Warning +ResizeInfeasible .*Pod resize Infeasible: /);
      expect(await field('huge', '.status.containerStatuses[0].resources.requests.cpu')).toBe('100m');
    });

    it('refuses what is no resize', async () => {
      const sidecar = { name: 'side', image: 'nginx:1.29', restartPolicy: 'Always' };
      const init = { name: 'init', image: 'busybox:1.36', command: ['true'] };
      const initContainers = [init, sidecar];
      const resources = { requests: { cpu: '100m', memory: '64Mi' }, limits: { memory: '128Mi' } };
      await create('strict', resources, { spec: { initContainers } });
      const refused = (spec: object) =>
        bench.fail(['patch', 'pod', 'strict', '--subresource=resize', '-p', JSON.stringify({ spec })]);
      const invalid = 'The Pod "strict" is invalid:';
      const app = (resources: object) => ({ containers: [{ name: 'app', resources }] });
      expect(await refused(app({ limits: { memory: null } }))).toBe(
        `${invalid} spec.containers[0].resources.limits: Forbidden: resource limits cannot be removed`,
      );
      expect(await refused(app({ requests: { 'ephemeral-storage': '1Gi' } }))).toBe(
        `${invalid} spec: Forbidden: only cpu and memory resources are mutable`,
      );
      expect(
        await refused({ initContainers: [{ name: 'init', resources: { requests: { cpu: '1' } } }] }),
      ).toBe(`${invalid} spec: Forbidden: resources for non-sidecar init containers are immutable`);
      await bench.ok([
        'patch',
        'pod',
        'strict',
        '--subresource=resize',
        '-p',
        JSON.stringify({
          spec: { initContainers: [{ name: 'side', resources: { requests: { cpu: '50m' } } }] },
        }),
      ]);
    });

    it('keeps the quality of service', async () => {
      await create('qos', { requests: { cpu: '100m', memory: '64Mi' } });
      const same = { cpu: '100m', memory: '64Mi' };
      expect(await bench.fail(resize('qos', { limits: same }))).toBe(
        'The Pod "qos" is invalid: spec: Invalid value: "Burstable": Pod QOS Class may not change as a result of resizing',
      );
    });

    it('leaves everything else of the pod alone', async () => {
      await create('only', { requests: { cpu: '100m' } });
      const spec = {
        containers: [{ name: 'app', image: 'nginx:1.28', resources: { requests: { cpu: '200m' } } }],
      };
      await bench.ok(['patch', 'pod', 'only', '--subresource=resize', '-p', JSON.stringify({ spec })]);
      expect(await field('only', '.spec.containers[0].image')).toBe('nginx:1.29');
      expect(await field('only', '.spec.containers[0].resources.requests.cpu')).toBe('200m');
    });

    it('stays within the quota and the limit range of its namespace', async () => {
      await create('bound', { requests: { cpu: '100m' }, limits: { cpu: '500m' } });
      await bench.ok('create quota small --hard=requests.cpu=1');
      await until(async () => /100m|\d/.test(await bench.ok('get quota small -o jsonpath={.status.used}')));
      expect(await bench.fail(resize('bound', { requests: { cpu: '5' }, limits: { cpu: '5' } }))).toMatch(
        /pods "bound" is forbidden: exceeded quota: small, requested: requests\.cpu=4900m, used: requests\.cpu=\S+, limited: requests\.cpu=1$/,
      );
      await bench.ok('delete quota small');
      const limits = [{ type: 'Container', max: { cpu: '600m' } }];
      const range = { apiVersion: 'v1', kind: 'LimitRange', metadata: { name: 'small' }, spec: { limits } };
      await bench.ok('create -f -', { input: JSON.stringify(range) });
      expect(await bench.fail(resize('bound', { limits: { cpu: '700m' } }))).toMatch(
        /pods "bound" is forbidden: maximum cpu usage per Container is 600m, but limit is 700m$/,
      );
      await bench.ok('delete limitrange small');
    });

    it('is a right of its own', async () => {
      await create('rights', { requests: { cpu: '100m' } });
      await bench.ok('create role resizer --verb=get,patch --resource=pods/resize');
      await bench.ok('create role reader --verb=get --resource=pods');
      await bench.ok('create rolebinding resizer --role=resizer --user=rita');
      await bench.ok('create rolebinding reader --role=reader --user=rita');
      const as = ['--as', 'rita'];
      expect(await bench.fail(['patch', 'pod', 'rights', '-p', patch({}), ...as])).toMatch(
        /cannot patch resource "pods"/,
      );
      await bench.ok([...resize('rights', { requests: { cpu: '200m' } }), ...as]);
    });
  });
});
