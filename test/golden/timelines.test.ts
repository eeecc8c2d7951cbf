/**
 * What happens in a cluster, in which order and how long after the beginning: the events of a few well-known stories,
 * under a clock that the test moves. UPDATE_GOLDEN=1 writes them anew: read each as a student would.
 */
import { expect, it } from 'vitest';
import { type Client, createClient, type Event } from '@/kube';
import { createTestCluster, type TestCluster } from '@/sim/testing';
import { expectGolden } from './support/golden';

const ADMIN = { name: 'kubernetes-admin', groups: ['system:masters', 'system:authenticated'] };
const SECOND = 1_000;

interface Stage {
  readonly client: Client;
  /** Lets so many seconds pass. */
  pass(seconds: number): Promise<unknown>;
  /** Does something, and says so in the story. */
  act(what: string, run: () => Promise<unknown>): Promise<void>;
}

type Story = (stage: Stage) => Promise<void>;

/** The story as lines of seconds, object, reason and message; "!" marks a warning, "*" what a student did. */
async function tell(story: Story): Promise<string> {
  const test: TestCluster = await createTestCluster({ latency: { sandboxMs: 300, pullFactor: 1 } });
  const { cluster, clock } = test;
  const client = createClient(cluster, { user: ADMIN });
  // A jump lets the cluster come to rest after each step, so that everything has the time at which it was due.
  const pass = (seconds: number) => cluster.time.jump(seconds * SECOND);
  await pass(10);
  const now = () => clock.now() + cluster.time.offsetMs;
  const began = now();
  const lines: string[] = [];
  const line = (text: string) => {
    const seconds = ((now() - began) / SECOND).toFixed(1);
    lines.push(`${seconds.padStart(7)}  ${text}`);
  };
  const said = (event: Event) => {
    const { involvedObject: object, type, reason, message, count = 1, series } = event;
    const times = Math.max(count, series?.count ?? 1);
    line(
      `${type === 'Warning' ? '! ' : '  '}${object.kind}/${object.name} ${reason}: ${message}${times > 1 ? ` x${times}` : ''}`,
    );
  };
  // What was told while the cluster began is no part of the story.
  const { resourceVersion = '' } = (await client.events.list()).metadata;
  const watch = client.events.watch(
    { resourceVersion },
    { event: ({ type, object }) => type !== 'DELETED' && said(object), closed: () => {} },
  );
  await story({
    client,
    pass,
    async act(what, run) {
      line(`* ${what}`);
      await run();
    },
  });
  watch.stop();
  expect(test.errors).toEqual([]);
  await cluster.close();
  return `${lines.join('\n')}\n`;
}

const template = (app: string, image: string, more: object = {}) => ({
  metadata: { labels: { app } },
  spec: { containers: [{ name: 'main', image, ...more }] },
});
const workload = (kind: 'Deployment' | 'StatefulSet' | 'DaemonSet', name: string, spec: object) => ({
  apiVersion: 'apps/v1' as const,
  kind,
  metadata: { name, namespace: 'default' },
  spec: { selector: { matchLabels: { app: name } }, template: template(name, 'nginx:1.27'), ...spec },
});
const named = (name: string) => ({ namespace: 'default', name });

const STORIES: Readonly<Record<string, Story>> = {
  async 'rolling-update'({ client, pass, act }) {
    const spec = { replicas: 3, progressDeadlineSeconds: 30 };
    await act('create deployment web, 3 replicas', () =>
      client.deployments.create(workload('Deployment', 'web', spec)),
    );
    await pass(15);
    const image = (tag: string) => ({
      spec: { template: { spec: { containers: [{ name: 'main', image: tag }] } } },
    });
    const set = (tag: string) => client.deployments.patch(named('web'), image(tag), { type: 'strategic' });
    await act('set image nginx:1.28', () => set('nginx:1.28'));
    await pass(20);
    await act('set image nginx:1.28-typo', () => set('nginx:1.28-typo'));
    await pass(60);
    await act('set image nginx:1.28', () => set('nginx:1.28'));
    await pass(10);
  },

  async 'stateful-set'({ client, pass, act }) {
    const spec = { replicas: 3, serviceName: 'db' };
    await act('create statefulset db, 3 replicas', () =>
      client.statefulsets.create(workload('StatefulSet', 'db', spec)),
    );
    await pass(20);
    const scale = (replicas: number) =>
      client.statefulsets.patch(named('db'), { spec: { replicas } }, { type: 'merge' });
    await act('scale statefulset db to 1', () => scale(1));
    await pass(20);
  },

  async 'lost-machine'({ client, pass, act }) {
    const spec = { replicas: 2 };
    await act('create deployment web, 2 replicas', () =>
      client.deployments.create(workload('Deployment', 'web', spec)),
    );
    await pass(15);
    const machine = (value: string | null) =>
      client.nodes.patch(
        { name: 'node01' },
        { metadata: { annotations: { 'sim.sealegs.dev/machine': value } } },
        { type: 'merge' },
      );
    await act('switch the machine of node01 off', () => machine('off'));
    await pass(400);
    await act('switch the machine of node01 on', () => machine(null));
    await pass(20);
  },

  async 'daemon-set'({ client, pass, act }) {
    await act('create daemonset agent', () => client.daemonsets.create(workload('DaemonSet', 'agent', {})));
    await pass(15);
    const taints = [{ key: 'maintenance', effect: 'NoExecute' }];
    await act('taint node02 maintenance:NoExecute', () =>
      client.nodes.patch({ name: 'node02' }, { spec: { taints } }, { type: 'merge' }),
    );
    await pass(40);
  },

  async 'cron-job'({ client, pass, act }) {
    const jobTemplate = {
      spec: {
        template: { spec: { restartPolicy: 'Never', containers: [{ name: 'main', image: 'nginx:1.27' }] } },
      },
    };
    await act('create cronjob tick, every minute, Forbid', () =>
      client.cronjobs.create({
        apiVersion: 'batch/v1',
        kind: 'CronJob',
        metadata: { name: 'tick', namespace: 'default' },
        spec: { schedule: '* * * * *', concurrencyPolicy: 'Forbid', jobTemplate },
      }),
    );
    await pass(150);
  },

  async 'liveness-probe'({ client, pass, act }) {
    const probe = { httpGet: { path: '/', port: 8081 }, periodSeconds: 5, failureThreshold: 2 };
    await act('create pod web, whose liveness probe asks the wrong port', () =>
      client.pods.create({
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'web', namespace: 'default' },
        spec: { containers: [{ name: 'main', image: 'nginx:1.27', livenessProbe: probe }] },
      }),
    );
    await pass(90);
  },
};

it.each(Object.entries(STORIES))('the story of a %s', async (name, story) => {
  expectGolden(`timelines/${name}`, await tell(story));
});
