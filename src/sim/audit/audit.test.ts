import { expect, it } from 'vitest';
import { createClient, type Deployment, type Pod } from '@/kube';
import { createTestCluster, type TestCluster } from '../testing';
import { type AuditEvent, AuditLog } from '.';

const ADMIN = { name: 'kubernetes-admin', groups: ['system:masters', 'system:authenticated'] };
const USER_AGENT = 'kubectl/v1.35.0';

const event = (n: number): AuditEvent => ({
  verb: 'update',
  user: 'somebody',
  userAgent: '',
  objectRef: { apiGroup: '', resource: 'pods', name: `pod-${n}` },
  at: n,
  first: n,
  last: n,
});

const deployment: Deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'default' },
  spec: {
    replicas: 2,
    selector: { matchLabels: { app: 'web' } },
    template: {
      metadata: { labels: { app: 'web' } },
      spec: { containers: [{ name: 'nginx', image: 'nginx:1.29' }] },
    },
  },
};

const adminOf = ({ cluster }: TestCluster) => createClient(cluster, { user: ADMIN, userAgent: USER_AGENT });

it('keeps the newest writes only and tells each to those who follow', () => {
  const log = new AuditLog();
  const told: number[] = [];
  const stop = log.follow(({ at }) => told.push(at));
  for (let n = 1; n <= 2_000; n++) log.record(event(n));
  expect(log.recent()).toHaveLength(500);
  expect(log.recent().map(({ at }) => at)).toEqual(Array.from({ length: 500 }, (_, n) => 1_501 + n));
  expect(told).toHaveLength(2_000);
  stop();
  log.record(event(2_001));
  expect(told).toHaveLength(2_000);
  log.clear();
  expect(log.recent()).toEqual([]);
});

it('ties every write that a Deployment sets off to the one that created it', async () => {
  const test = await createTestCluster();
  const before = test.cluster.audit.recent().length;
  await adminOf(test).deployments.create(deployment);
  await test.cluster.time.jump(10_000);
  const writes = test.cluster.audit.recent().slice(before);
  const [root] = writes;
  expect(root).toMatchObject({
    verb: 'create',
    user: 'kubernetes-admin',
    userAgent: USER_AGENT,
    objectRef: { apiGroup: 'apps', resource: 'deployments', namespace: 'default', name: 'web' },
  });
  expect(root).not.toHaveProperty('cause');

  const byVersion = (version: number) =>
    writes.find(({ first, last }) => first <= version && version <= last);
  const rootOf = (write: AuditEvent): AuditEvent | undefined => {
    const cause = write.cause === undefined ? undefined : byVersion(write.cause);
    return cause ? rootOf(cause) : write;
  };
  const line = ({ user, verb, objectRef: { resource, subresource = '' } }: AuditEvent) =>
    `${user.split(':').at(-1)} ${verb} ${resource}/${subresource}`;
  const lines = writes.map(line);
  expect(lines).toContain('deployment-controller create replicasets/');
  expect(lines.filter((text) => text === 'replicaset-controller create pods/')).toHaveLength(2);
  expect(lines.filter((text) => text === 'kube-scheduler create pods/binding')).toHaveLength(2);
  expect(lines.some((text) => /^node0[12] patch pods\/status$/.test(text))).toBe(true);
  // Which images a node holds is told by its kubelet of its own accord.
  const strays = writes.filter((write) => rootOf(write) !== root);
  expect(new Set(strays.map(({ objectRef }) => objectRef.resource))).toEqual(new Set(['nodes']));
  await test.cluster.close();
});

it('leaves out reads, what changed nothing, and events; forgets what was taken back', async () => {
  const test = await createTestCluster();
  const admin = adminOf(test);
  const snapshot = test.cluster.snapshot();
  const pod: Pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'one', namespace: 'default' },
    spec: { containers: [{ name: 'c', image: 'nginx:1.29' }] },
  };
  await admin.pods.create(pod, { dryRun: true });
  await admin.pods.list();
  await admin.pods.create(pod);
  await admin.pods.patch({ namespace: 'default', name: 'one' }, { metadata: {} });
  await test.cluster.time.jump(10_000);
  const mine = test.cluster.audit.recent().filter(({ user }) => user === ADMIN.name);
  expect(mine.map(({ verb }) => verb)).toEqual(['create']);
  expect(test.cluster.audit.recent().some(({ objectRef }) => objectRef.resource === 'events')).toBe(false);
  await test.cluster.restore(snapshot);
  expect(test.cluster.audit.recent().some(({ objectRef }) => objectRef.name === 'one')).toBe(false);
  await test.cluster.close();
});
