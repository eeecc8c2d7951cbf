/** Quotas through the API: what admission charges, what the controller counts. */
import { describe, expect, it } from 'vitest';
import { type Client, type Pod, type ResourceQuota, resources } from '@/kube';
import { startTestControlPlane, testDeployment } from './testing/control-plane';

const Q = { namespace: 'default', name: 'q' };

const quota = (spec: NonNullable<ResourceQuota['spec']>): ResourceQuota => ({
  apiVersion: 'v1',
  kind: 'ResourceQuota',
  metadata: Q,
  spec,
});
const pod = (name: string, spec: object = {}, resources: object = {}): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'default' },
  spec: { containers: [{ name: 'c', image: 'nginx', resources }], ...spec },
});
const usedIn = async (client: Client) => (await client.resourcequotas.get(Q)).status?.used;

async function limited(spec: NonNullable<ResourceQuota['spec']>) {
  const plane = await startTestControlPlane();
  await plane.client.resourcequotas.create(quota(spec));
  await plane.clock.advance(100);
  return plane;
}

describe('a resource quota', () => {
  it('counts what was there before it, and again when it changes', async () => {
    const { client, clock } = await startTestControlPlane();
    await client.pods.create(pod('first', {}, { requests: { cpu: '100m' } }));
    const created = await client.resourcequotas.create(quota({ hard: { pods: '5' } }));
    await clock.advance(100);
    expect((await client.resourcequotas.get(Q)).status).toEqual({ hard: { pods: '5' }, used: { pods: '1' } });
    await client.resourcequotas.update({
      ...(await client.resourcequotas.get(Q)),
      spec: { ...created.spec, hard: { 'requests.cpu': '1' } },
    });
    await clock.advance(100);
    expect((await client.resourcequotas.get(Q)).status).toEqual({
      hard: { 'requests.cpu': '1' },
      used: { 'requests.cpu': '100m' },
    });
  });

  it('is never promised twice: of twenty creations at the same time three go through', async () => {
    const { client } = await limited({ hard: { pods: '3' } });
    const tries = await Promise.allSettled(
      Array.from({ length: 20 }, (_, i) => client.pods.create(pod(`p${i}`))),
    );
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
    expect(await usedIn(client)).toEqual({ pods: '3' });
  });

  it('charges nothing for what is not written', async () => {
    const { client } = await limited({ hard: { pods: '3' } });
    await client.pods.create(pod('there'));
    await client.pods.create(pod('dry'), { dryRun: true });
    await expect(client.pods.create(pod('there'))).rejects.toThrow('already exists');
    await expect(client.pods.create(pod('bad', { restartPolicy: 'Never!' }))).rejects.toThrow('is invalid');
    expect(await usedIn(client)).toEqual({ pods: '1' });
  });

  it('gives back what pods used that are gone or have ended', async () => {
    const { client, clock } = await limited({ hard: { pods: '2', 'count/pods': '9' } });
    const [one, two] = [await client.pods.create(pod('one')), await client.pods.create(pod('two'))];
    await clock.advance(1000);
    await client.pods.updateStatus({
      ...(await client.pods.get({ ...Q, name: 'two' })),
      status: { ...two.status, phase: 'Succeeded' },
    });
    await clock.advance(100);
    expect(await usedIn(client)).toEqual({ pods: '1', 'count/pods': '2' });
    await client.pods.delete({ ...Q, name: one.metadata.name ?? '' });
    await clock.advance(60_000);
    expect(await usedIn(client)).toEqual({ pods: '0', 'count/pods': '1' });
  });

  it('follows a service that changes its type', async () => {
    const { client, clock } = await limited({ hard: { 'services.nodeports': '1' } });
    const ports = [{ port: 80 }];
    const metadata = { namespace: 'default', name: 'web' };
    const service = await client.services.create({
      apiVersion: 'v1',
      kind: 'Service',
      metadata,
      spec: { type: 'NodePort', ports },
    });
    expect(await usedIn(client)).toEqual({ 'services.nodeports': '1' });
    await expect(
      client.services.update({
        ...service,
        spec: {
          ...service.spec,
          ports: [
            { name: 'a', port: 80 },
            { name: 'b', port: 81 },
          ],
        },
      }),
    ).rejects.toThrow(
      'services "web" is forbidden: exceeded quota: q, requested: services.nodeports=1, used: services.nodeports=1, limited: services.nodeports=1',
    );
    await client.services.update({ ...service, spec: { ...service.spec, type: 'ClusterIP', ports } });
    await clock.advance(100);
    expect(await usedIn(client)).toEqual({ 'services.nodeports': '0' });
  });

  it('tells what must be said, what it does not know yet, and what is too much', async () => {
    const { client, clock } = await limited({ hard: { 'requests.cpu': '1', 'limits.memory': '1Gi' } });
    await expect(client.pods.create(pod('x'))).rejects.toThrow(
      'pods "x" is forbidden: failed quota: q: must specify limits.memory for: c; requests.cpu for: c',
    );
    const asks = { requests: { cpu: '600m' }, limits: { memory: '600Mi' } };
    await client.pods.create(pod('one', {}, asks));
    await expect(client.pods.create(pod('two', {}, asks))).rejects.toThrow(
      'pods "two" is forbidden: exceeded quota: q, requested: limits.memory=600Mi,requests.cpu=600m, used: limits.memory=600Mi,requests.cpu=600m, limited: limits.memory=1Gi,requests.cpu=1',
    );
    const counted = await client.resourcequotas.get(Q);
    await client.resourcequotas.updateStatus({ ...counted, status: { hard: { pods: '1' } } });
    await expect(client.pods.create(pod('x'))).rejects.toThrow(
      'pods "x" is forbidden: status unknown for quota: q, resources: pods',
    );
    await clock.advance(100);
  });

  it('limits only what is in its scopes', async () => {
    const { client } = await limited({ hard: { pods: '0' }, scopes: ['Terminating'] });
    await client.pods.create(pod('server'));
    await expect(client.pods.create(pod('task', { activeDeadlineSeconds: 5 }))).rejects.toThrow(
      'exceeded quota',
    );
  });

  it('charges nothing for a pod that should be gone but is held', async () => {
    const { client, clock } = await limited({ hard: { pods: '2' } });
    const { metadata, ...rest } = pod('stuck');
    await client.pods.create({ ...rest, metadata: { ...metadata, finalizers: ['example.com/hold'] } });
    await clock.advance(1000);
    await client.pods.delete({ ...Q, name: 'stuck' });
    await clock.advance(60_000);
    expect(await client.pods.get({ ...Q, name: 'stuck' })).toHaveProperty('metadata.deletionTimestamp');
    expect(await usedIn(client)).toEqual({ pods: '0' });
  });

  it('shows in the Deployment that it holds up', async () => {
    const { client, clock, story } = await limited({ hard: { pods: '1' } });
    await client.deployments.create(testDeployment('web', 'nginx', { replicas: 2 }));
    await clock.advance(2000);
    const { status } = await client.deployments.get({ namespace: 'default', name: 'web' });
    const why =
      /^pods "web-\w+-\w{5}" is forbidden: exceeded quota: q, requested: pods=1, used: pods=1, limited: pods=1$/;
    expect(status?.conditions?.find(({ type }) => type === 'ReplicaFailure')).toMatchObject({
      status: 'True',
      reason: 'FailedCreate',
      message: expect.stringMatching(why),
    });
    expect((await story()).join('\n')).toMatch(
      /ReplicaSet\/web-\w+ \(Warning\) FailedCreate: Error creating: pods "web-\w+-\w{5}" is forbidden: exceeded quota: q/,
    );
    await client.resource(resources.resourcequotas).delete(Q);
    await clock.advance(60_000);
    expect((await client.deployments.get({ namespace: 'default', name: 'web' })).status?.readyReplicas).toBe(
      2,
    );
  });
});
