/** DaemonSets through kubectl: one pod a node, whatever happens to the nodes and to the template. */
// upstream: pkg/controller/daemon/daemon_controller.go, https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/
import { expect, it } from 'vitest';
import { until } from './support/bench';
import { contract } from './support/cluster';

contract(
  'daemon sets',
  (bench) => {
    const make = async (name: string, spec: object = {}, pod: object = {}, script = 'sleep 100000') => {
      const container = { name: 'main', image: 'busybox:1.36', command: ['sh', '-c', script] };
      const body = {
        apiVersion: 'apps/v1',
        kind: 'DaemonSet',
        metadata: { name },
        spec: {
          selector: { matchLabels: { app: name } },
          template: {
            metadata: { labels: { app: name } },
            spec: { terminationGracePeriodSeconds: 0, containers: [container], ...pod },
          },
          ...spec,
        },
      };
      await bench.ok('apply -f -', { input: JSON.stringify(body) });
    };
    const read = (name: string, path: string) => bench.ok(['get', 'ds', name, '-o', `jsonpath=${path}`]);
    const podsOf = (name: string, path: string) =>
      bench.ok(['get', 'pods', '-l', `app=${name}`, '-o', `jsonpath={range .items[*]}${path}{"\\n"}{end}`]);
    const ready = (name: string, count: number) =>
      until(
        async () => (await read(name, '{.status.numberReady}')) === `${count}`,
        () => `${count} ready pods of ${name}`,
      );
    const events = (name: string) =>
      bench.ok([
        'get',
        'events',
        `--field-selector=involvedObject.kind=DaemonSet,involvedObject.name=${name}`,
        '-o',
        'jsonpath={range .items[*]}{.type} {.reason} {.message}{"\\n"}{end}',
      ]);

    it('run one pod on every node, placed there by the scheduler', async () => {
      await make('agent');
      await bench.ok('rollout status ds/agent --timeout=60s');
      expect(await bench.ok('get ds agent --no-headers')).toMatch(/^agent +3 +3 +3 +3 +3 +<none> +\d+s\n$/);
      const nodes = (await podsOf('agent', '{.spec.nodeName}')).trim().split('\n');
      expect(new Set(nodes).size).toBe(3);
      const [pod] = JSON.parse(await bench.ok('get pods -l app=agent -o json')).items;
      expect(pod.spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution).toEqual({
        nodeSelectorTerms: [
          { matchFields: [{ key: 'metadata.name', operator: 'In', values: [pod.spec.nodeName] }] },
        ],
      });
      const exists = (key: string, effect: string) => ({
        key: `node.kubernetes.io/${key}`,
        operator: 'Exists',
        effect,
      });
      expect(pod.spec.tolerations).toEqual([
        exists('not-ready', 'NoExecute'),
        exists('unreachable', 'NoExecute'),
        exists('disk-pressure', 'NoSchedule'),
        exists('memory-pressure', 'NoSchedule'),
        exists('pid-pressure', 'NoSchedule'),
        exists('unschedulable', 'NoSchedule'),
      ]);
      expect(pod.metadata.labels['pod-template-generation']).toBe('1');
      expect(await events('agent')).toMatch(
        /^(Normal SuccessfulCreate Created pod: agent-[a-z0-9]{5}\n){3}$/,
      );
    });

    it('keep to nodes that suit them, as these change', async () => {
      await make('picky', {}, { nodeSelector: { disk: bench.namespace } });
      expect(await bench.ok('get ds picky --no-headers')).toMatch(/^picky +0 +0 +0 +0 +0 /);
      await bench.ok(`label node contract-worker1 disk=${bench.namespace}`);
      await ready('picky', 1);
      expect(await podsOf('picky', '{.spec.nodeName}')).toBe('contract-worker1\n');
      await bench.ok('label node contract-worker1 disk-');
      await until(async () => (await podsOf('picky', '{.metadata.name}')) === '');
      expect(await events('picky')).toContain('Normal SuccessfulDelete Deleted pod: picky-');
      await bench.ok('delete ds picky');
    });

    it('stay on a node that only keeps new pods away', async () => {
      await make('keeps');
      await ready('keeps', 3);
      await bench.ok('taint node contract-worker2 contract=x:NoSchedule');
      await until(async () => (await read('keeps', '{.status.numberMisscheduled}')) === '1');
      expect(await read('keeps', '{.status.desiredNumberScheduled}')).toBe('2');
      expect((await podsOf('keeps', '{.metadata.name}')).trim().split('\n')).toHaveLength(3);
      await bench.ok('taint node contract-worker2 contract-');
      await ready('keeps', 3);
      await bench.ok('cordon contract-worker2');
      expect(await read('keeps', '{.status.desiredNumberScheduled}')).toBe('3');
      await bench.ok('uncordon contract-worker2');
      await bench.ok('delete ds keeps');
    });

    it('move to a new template node by node, and back', async () => {
      await make('roll', { updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1 } } });
      await ready('roll', 3);
      await bench.ok('set image ds/roll main=busybox:1.37');
      await bench.ok('rollout status ds/roll --timeout=60s');
      expect(new Set((await podsOf('roll', '{.spec.containers[0].image}')).trim().split('\n'))).toEqual(
        new Set(['busybox:1.37']),
      );
      expect(await bench.ok('rollout history ds/roll')).toMatch(
        /^daemonset.apps\/roll \nREVISION +CHANGE-CAUSE\n1 +<none>\n2 +<none>\n/,
      );
      await bench.ok('rollout undo ds/roll');
      await bench.ok('rollout status ds/roll --timeout=60s');
      expect(await read('roll', '{.spec.template.spec.containers[0].image}')).toBe('busybox:1.36');
      expect(await bench.ok('rollout history ds/roll')).toMatch(/\n2 +<none>\n3 +<none>\n/);
      await bench.ok('delete ds roll');
    });

    it('never have less than all where they may surge', async () => {
      await make('surge', {
        updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
      });
      await ready('surge', 3);
      await bench.ok('set image ds/surge main=busybox:1.37');
      await bench.ok('rollout status ds/surge --timeout=60s');
      await until(async () => (await podsOf('surge', '{.metadata.name}')).trim().split('\n').length === 3);
      expect(await read('surge', '{.status.updatedNumberScheduled}')).toBe('3');
      await bench.ok('delete ds surge');
    });

    it('wait for somebody to delete their pods where they are told to', async () => {
      await make('manual', { updateStrategy: { type: 'OnDelete' } });
      await ready('manual', 3);
      await bench.ok('set image ds/manual main=busybox:1.37');
      const [first] = (await podsOf('manual', '{.metadata.name}')).split('\n');
      await bench.ok(`delete pod ${first}`);
      await until(async () => (await read('manual', '{.status.updatedNumberScheduled}')) === '1');
      await ready('manual', 3);
      await bench.ok('delete ds manual');
    });

    it('replace a pod that has failed, and say so', async () => {
      await make('lost', {}, { nodeSelector: { 'kubernetes.io/hostname': 'contract-worker1' } });
      await ready('lost', 1);
      const name = (await podsOf('lost', '{.metadata.name}')).trim();
      const status = { status: { phase: 'Failed' } };
      await bench.ok([
        'patch',
        'pod',
        name,
        '--subresource=status',
        '--type=merge',
        '-p',
        JSON.stringify(status),
      ]);
      await until(async () => !(await podsOf('lost', '{.metadata.name}')).includes(name));
      await ready('lost', 1);
      expect(await events('lost')).toContain(
        `Warning FailedDaemonPod Found failed daemon pod ${bench.namespace}/${name} on node contract-worker1, will try to kill it\n`,
      );
      await bench.ok('delete ds lost');
      await until(async () => (await podsOf('lost', '{.metadata.name}')) === '');
    });
  },
  { nodes: 3, kubectls: 'newest' },
);
