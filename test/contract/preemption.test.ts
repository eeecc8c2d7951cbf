/**
 * A pod that finds no room takes that of others. Texts: pkg/scheduler/framework/preemption, plugins/defaultpreemption;
 * pkg/scheduler/framework/types.go FitError.
 */
import { expect, it } from 'vitest';
import { contract } from './support/cluster';

contract(
  'preemption',
  (bench) => {
    const minor = () => bench.namespace;
    const className = (name: string) => `${name}-${minor()}`;
    const pod = (name: string, cpu: string, spec: object) =>
      JSON.stringify({
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name, labels: { app: name } },
        spec: {
          terminationGracePeriodSeconds: 1,
          containers: [{ name: 'c', image: 'nginx:1.29', resources: { requests: { cpu } } }],
          ...spec,
        },
      });
    const field = (name: string, path: string) => bench.ok(['get', 'pod', name, '-o', `jsonpath={${path}}`]);
    const scheduledMessage = '.status.conditions[?(@.type=="PodScheduled")].message';
    const start = async (name: string, cpu: string, spec: object) => {
      const input = pod(name, cpu, spec);
      await bench.ok('create -f -', { input });
      await bench.ok(`wait pod/${name} --for=condition=Ready --timeout=20s`);
    };
    const clear = () => bench.ok('delete pod --all --now');

    it('sends a pod of lower priority away, and says so everywhere', async () => {
      await bench.ok(`create priorityclass ${className('high')} --value=1000`);
      await start('low', '3', {});
      const created = await bench.run('create -f -', {
        input: pod('high', '3', { priorityClassName: className('high') }),
      });
      expect(created.stderr).toBe('');
      const uid = await field('high', '.metadata.uid');
      await bench.ok('wait pod/high --for=condition=Ready --timeout=30s');
      expect(await field('high', '.status.nominatedNodeName')).toBe('');
      expect(await bench.ok('events --for pod/low')).toMatch(
        new RegExp(`Normal +Preempted +Pod/low +Preempted by pod ${uid} on node \\S+`),
      );
      const refused = await bench.ok([
        'get',
        'events',
        '--field-selector=reason=FailedScheduling,involvedObject.name=high',
        '-o',
        'jsonpath={.items[0].message}',
      ]);
      expect(refused).toBe('0/1 nodes are available: 1 Insufficient cpu.');
      expect((await bench.run('get pod low')).stderr).toContain('"low" not found');
      await clear();
    });

    it('names the node it waits for, and the condition of whom it sent away', async () => {
      await start('slow', '3', {
        terminationGracePeriodSeconds: 20,
        containers: [
          {
            name: 'c',
            image: 'busybox:1.36',
            command: ['sh', '-c', 'trap "" TERM; while true; do sleep 1; done'],
            resources: { requests: { cpu: '3' } },
          },
        ],
      });
      await bench.ok('create -f -', { input: pod('next', '3', { priorityClassName: className('high') }) });
      await bench.ok(['wait', 'pod/next', '--for=jsonpath={.status.nominatedNodeName}', '--timeout=10s']);
      const node = await field('slow', '.spec.nodeName');
      expect(await field('next', '.status.nominatedNodeName')).toBe(node);
      expect(await bench.ok('get pod next -o wide --no-headers')).toMatch(
        new RegExp(`^next +0/1 +Pending +0 +\\S+ +<none> +<none> +${node} +<none>`),
      );
      const condition = (await field('slow', '.status.conditions[?(@.type=="DisruptionTarget")]')) || '{}';
      expect(JSON.parse(condition)).toMatchObject({
        status: 'True',
        reason: 'PreemptionByScheduler',
        message: 'default-scheduler: preempting to accommodate a higher priority pod',
      });
      expect(await bench.ok('get pod slow --no-headers')).toMatch(/^slow +1\/1 +Terminating /);
      await clear();
    });

    it('does not happen for a pod that never preempts', async () => {
      await bench.ok(`create priorityclass ${className('polite')} --value=1000 --preemption-policy=Never`);
      await start('low', '3', {});
      await bench.ok('create -f -', {
        input: pod('polite', '3', { priorityClassName: className('polite') }),
      });
      await bench.ok('wait pod/polite --for=condition=PodScheduled=false --timeout=10s');
      expect(await field('polite', scheduledMessage)).toBe(
        '0/1 nodes are available: 1 Insufficient cpu. no new claims to deallocate, preemption: not eligible due to preemptionPolicy=Never.',
      );
      await clear();
    });

    it('does not help against pods of the same priority', async () => {
      await start('one', '3', {});
      await bench.ok('create -f -', { input: pod('two', '3', {}) });
      await bench.ok('wait pod/two --for=condition=PodScheduled=false --timeout=10s');
      expect(await field('two', scheduledMessage)).toBe(
        '0/1 nodes are available: 1 Insufficient cpu. no new claims to deallocate, preemption: 0/1 nodes are available: 1 No preemption victims found for incoming pod.',
      );
      await clear();
    });

    it('waits for the gates of a pod as its placement does', async () => {
      await bench.ok('create -f -', {
        input: pod('gated', '1', { schedulingGates: [{ name: 'example.com/wait' }] }),
      });
      expect(await bench.ok('get pod gated --no-headers')).toMatch(/^gated +0\/1 +SchedulingGated +0 /);
      const condition = await field('gated', '.status.conditions[?(@.type=="PodScheduled")]');
      expect(JSON.parse(condition)).toMatchObject({
        status: 'False',
        reason: 'SchedulingGated',
        message: 'Scheduling is blocked due to non-empty scheduling gates',
      });
      await bench.ok([
        'patch',
        'pod',
        'gated',
        '--type=json',
        '-p',
        '[{"op":"remove","path":"/spec/schedulingGates"}]',
      ]);
      await bench.ok('wait pod/gated --for=condition=Ready --timeout=20s');
      await clear();
    });
  },
  { nodes: 1 },
);
