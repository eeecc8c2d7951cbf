/** A HorizontalPodAutoscaler over a whole cluster with metrics-server. */
import { describe, expect, it } from 'vitest';
import { createClient, type HorizontalPodAutoscaler } from '@/kube';
import type { SimCluster } from '../cluster-options';
import { createTestCluster } from '../testing';

const ADMIN = { name: 'kubernetes-admin', groups: ['system:masters', 'system:authenticated'] };
const WEB = { namespace: 'default', name: 'web' };

/** A jump waits for everything that is under way, signatures of tokens too. */
const pass = (cluster: SimCluster, seconds: number) => cluster.time.jump(seconds * 1000);

async function autoscaled(...addons: string[]) {
  const { cluster, containers } = await createTestCluster({ addons });
  const client = createClient(cluster, { user: ADMIN });
  const resources = { requests: { cpu: '100m' } };
  await client.deployments.create({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: WEB,
    spec: {
      replicas: 1,
      selector: { matchLabels: { app: 'web' } },
      template: {
        metadata: { labels: { app: 'web' } },
        spec: { containers: [{ name: 'main', image: 'nginx', resources }] },
      },
    },
  });
  await client.horizontalpodautoscalers.create({
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: WEB,
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
      maxReplicas: 6,
      metrics: [
        {
          type: 'Resource',
          resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } },
        },
      ],
    },
  });
  const told = async () =>
    (await client.events.list({ namespace: 'default' })).items
      .filter(({ involvedObject }) => involvedObject.kind === 'HorizontalPodAutoscaler')
      .map(({ reason, message }) => `${reason}: ${message}`);
  const replicas = async () => (await client.deployments.get(WEB)).spec?.replicas;
  return { cluster, containers, client, told, replicas };
}

const reasons = ({ status }: HorizontalPodAutoscaler) =>
  status?.conditions?.map(({ type, status: value, reason }) => `${type}=${value} ${reason}`);

describe('an autoscaler', () => {
  it('grows its target under load, and shrinks it five minutes after', async () => {
    const { cluster, containers, client, told, replicas } = await autoscaled('metrics-server');
    containers.usage = { cores: 0.1, memoryBytes: 1 << 20 };
    await pass(cluster, 180);
    expect(await replicas()).toBe(6);
    expect((await told()).at(0)).toContain('failed to get cpu utilization');
    expect((await told()).filter((line) => line.startsWith('Successful')).at(0)).toBe(
      'SuccessfulRescale: New size: 2; reason: cpu resource utilization (percentage of request) above target',
    );
    const loaded = await client.horizontalpodautoscalers.get(WEB);
    expect(loaded.status).toMatchObject({ currentReplicas: 6, desiredReplicas: 6 });
    expect(loaded.status?.currentMetrics).toEqual([
      {
        type: 'Resource',
        resource: { name: 'cpu', current: { averageUtilization: 100, averageValue: '100m' } },
      },
    ]);
    expect(reasons(loaded)).toEqual([
      'AbleToScale=True ReadyForNewScale',
      'ScalingActive=True ValidMetricFound',
      'ScalingLimited=True TooManyReplicas',
    ]);
    containers.usage = { cores: 0.01, memoryBytes: 1 << 20 };
    await pass(cluster, 240);
    expect(await replicas()).toBe(6);
    expect(reasons(await client.horizontalpodautoscalers.get(WEB))?.[0]).toBe(
      'AbleToScale=True ScaleDownStabilized',
    );
    await pass(cluster, 120);
    expect(await replicas()).toBe(2);
    expect((await told()).at(-1)).toBe('SuccessfulRescale: New size: 2; reason: All metrics below target');
    await cluster.close();
  });

  it('says that there are no metrics without metrics-server', async () => {
    const { cluster, client, told, replicas } = await autoscaled();
    await pass(cluster, 20);
    const why =
      'failed to get cpu utilization: unable to get metrics for resource cpu: unable to fetch metrics from resource metrics API: the server could not find the requested resource (get pods.metrics.k8s.io)';
    expect(await told()).toEqual([
      `FailedGetResourceMetric: ${why}`,
      `FailedComputeMetricsReplicas: invalid metrics (1 invalid out of 1), first error is: failed to get cpu resource metric value: ${why}`,
    ]);
    expect(reasons(await client.horizontalpodautoscalers.get(WEB))).toEqual([
      'AbleToScale=True SucceededGetScale',
      'ScalingActive=False FailedGetResourceMetric',
    ]);
    expect(await replicas()).toBe(1);
    await cluster.close();
  });

  it('says that it cannot find its target', async () => {
    const { cluster, client, told } = await autoscaled('metrics-server');
    await client.deployments.delete(WEB);
    await pass(cluster, 20);
    expect(await told()).toEqual(['FailedGetScale: deployments/scale.apps "web" not found']);
    expect((await client.horizontalpodautoscalers.get(WEB)).status?.conditions).toMatchObject([
      {
        type: 'AbleToScale',
        status: 'False',
        reason: 'FailedGetScale',
        message:
          'the HPA controller was unable to get the target\'s current scale: deployments/scale.apps "web" not found',
      },
    ]);
    await cluster.close();
  });
});
