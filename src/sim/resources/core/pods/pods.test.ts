import { describe, expect, it } from 'vitest';
import { parseTime } from '@/apimachinery';
import type { Pod, PodSpec, PodStatus } from '@/kube/kinds';
import { pods } from '.';

const pod = (
  spec: Partial<PodSpec> = {},
  status: PodStatus = {},
  metadata: Partial<Pod['metadata']> = {},
): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web', namespace: 'default', creationTimestamp: '2026-01-01T00:00:00Z', ...metadata },
  spec: { containers: [{ name: 'c', image: 'nginx' }], ...spec },
  status,
});
const NOW = parseTime('2026-01-01T00:05:00Z');

describe('defaults of pods', () => {
  it('fills what `get -o yaml` shows', () => {
    const { spec } = pods.strategy.defaults(
      pod({
        containers: [
          {
            name: 'c',
            image: 'nginx:1.27',
            ports: [{ containerPort: 80 }],
            env: [{ name: 'N', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }],
            resources: { limits: { cpu: '1' }, requests: { memory: '1Mi' } },
            livenessProbe: { httpGet: { port: 80 }, initialDelaySeconds: 0 },
          },
        ],
        volumes: [
          { name: 'e' },
          { name: 'c', configMap: { name: 'x' } },
          { name: 'h', hostPath: { path: '/' } },
        ],
        serviceAccountName: 'sa',
      }),
    );
    expect(spec).toEqual({
      containers: [
        {
          name: 'c',
          image: 'nginx:1.27',
          imagePullPolicy: 'IfNotPresent',
          ports: [{ containerPort: 80, protocol: 'TCP' }],
          env: [{ name: 'N', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.name' } } }],
          resources: { limits: { cpu: '1' }, requests: { cpu: '1', memory: '1Mi' } },
          livenessProbe: {
            httpGet: { path: '/', port: 80, scheme: 'HTTP' },
            initialDelaySeconds: 0,
            timeoutSeconds: 1,
            periodSeconds: 10,
            successThreshold: 1,
            failureThreshold: 3,
          },
          terminationMessagePath: '/dev/termination-log',
          terminationMessagePolicy: 'File',
        },
      ],
      volumes: [
        { name: 'e', emptyDir: {} },
        { name: 'c', configMap: { name: 'x', defaultMode: 420 } },
        { name: 'h', hostPath: { path: '/', type: '' } },
      ],
      serviceAccountName: 'sa',
      serviceAccount: 'sa',
      dnsPolicy: 'ClusterFirst',
      restartPolicy: 'Always',
      schedulerName: 'default-scheduler',
      securityContext: {},
      terminationGracePeriodSeconds: 30,
      enableServiceLinks: true,
    });
  });

  it('gives the same object back the second time', () => {
    const once = pods.strategy.defaults(pod({ initContainers: [{ name: 'i', image: 'busybox' }] }));
    expect(pods.strategy.defaults(once)).toBe(once);
  });

  it.each([
    ['nginx', 'Always'],
    ['nginx:latest', 'Always'],
    ['nginx:1', 'IfNotPresent'],
    ['registry:5000/nginx', 'Always'],
    ['registry:5000/nginx:1', 'IfNotPresent'],
    ['nginx@sha256:abc', 'IfNotPresent'],
  ])('pulls %s %s', (image, policy) => {
    const { spec } = pods.strategy.defaults(pod({ containers: [{ name: 'c', image }] }));
    expect(spec?.containers[0]?.imagePullPolicy).toBe(policy);
  });
});

describe('preparing pods', () => {
  const context = {
    now: '',
    rng: { next: () => 0, int: () => 0, state: () => [0, 0, 0, 0] as const },
    user: { name: 'u', groups: [] },
    list: () => [],
    warn: () => {},
  };
  it.each([
    [{}, 'BestEffort'],
    [{ requests: { cpu: '100m' } }, 'Burstable'],
    [{ limits: { cpu: '1', memory: '1Gi' } }, 'Guaranteed'],
    [{ limits: { cpu: '1', memory: '1Gi' }, requests: { cpu: '1000m', memory: '1024Mi' } }, 'Guaranteed'],
    [{ limits: { cpu: '1' } }, 'Burstable'],
  ])('resources %j make it %s', (resources, qosClass) => {
    const created = pods.strategy.prepareForCreate?.(
      pods.strategy.defaults(
        pod({ containers: [{ name: 'c', image: 'x', resources }] }, { phase: 'Running' }),
      ),
      context,
    );
    expect(created?.status).toEqual({ phase: 'Pending', qosClass });
  });

  it('gives grace only to pods that run', () => {
    const grace = (p: Pod, requested?: number) => pods.strategy.gracePeriodSeconds?.(p, requested);
    const running = pod({ nodeName: 'n', terminationGracePeriodSeconds: 30 }, { phase: 'Running' });
    expect(grace(running)).toBe(30);
    expect(grace(running, 0)).toBe(0);
    expect(grace(running, 5)).toBe(5);
    expect(grace(pod({ terminationGracePeriodSeconds: 30 }))).toBe(0);
    expect(grace(pod({ nodeName: 'n', terminationGracePeriodSeconds: 30 }, { phase: 'Failed' }))).toBe(0);
  });
});

type Status = NonNullable<PodStatus['containerStatuses']>[number];
const container = (state: Status['state'], more: Partial<Status> = {}): Status => ({
  name: 'c',
  image: 'x',
  imageID: '',
  ready: false,
  restartCount: 0,
  ...(state ? { state } : {}),
  ...more,
});

describe('table of pods', () => {
  const cells = (p: Pod) => pods.table.row(p, NOW);
  const running = container({ running: {} }, { ready: true });
  it.each<[string, Pod, string, string, string]>([
    ['pending', pod({}, { phase: 'Pending' }), '0/1', 'Pending', '0'],
    ['running', pod({}, { phase: 'Running', containerStatuses: [running] }), '1/1', 'Running', '0'],
    [
      'waiting',
      pod({}, { phase: 'Pending', containerStatuses: [container({ waiting: { reason: 'ErrImagePull' } })] }),
      '0/1',
      'ErrImagePull',
      '0',
    ],
    [
      'crashing',
      pod(
        {},
        {
          phase: 'Running',
          containerStatuses: [
            container(
              { waiting: { reason: 'CrashLoopBackOff' } },
              {
                restartCount: 3,
                lastState: { terminated: { exitCode: 1, finishedAt: '2026-01-01T00:04:00Z' } },
              },
            ),
          ],
        },
      ),
      '0/1',
      'CrashLoopBackOff',
      '3 (60s ago)',
    ],
    [
      'ended by a signal without a reason',
      pod(
        {},
        { phase: 'Failed', containerStatuses: [container({ terminated: { exitCode: 137, signal: 9 } })] },
      ),
      '0/1',
      'Signal:9',
      '0',
    ],
    [
      'initializing',
      pod(
        { initContainers: [{ name: 'a' }, { name: 'b' }] },
        {
          phase: 'Pending',
          initContainerStatuses: [
            container({ terminated: { exitCode: 0 } }, { name: 'a' }),
            container({ running: {} }, { name: 'b' }),
          ],
        },
      ),
      '0/1',
      'Init:1/2',
      '0',
    ],
    [
      'failing to initialize',
      pod(
        { initContainers: [{ name: 'a' }] },
        {
          phase: 'Pending',
          initContainerStatuses: [container({ terminated: { exitCode: 2 } }, { name: 'a' })],
        },
      ),
      '0/1',
      'Init:ExitCode:2',
      '0',
    ],
    [
      'with a sidecar',
      pod(
        { initContainers: [{ name: 'side', restartPolicy: 'Always' }] },
        {
          phase: 'Running',
          initContainerStatuses: [container({ running: {} }, { name: 'side', started: true, ready: true })],
          containerStatuses: [running],
        },
      ),
      '2/2',
      'Running',
      '0',
    ],
    [
      'terminating',
      pod(
        {},
        { phase: 'Running', containerStatuses: [running] },
        { deletionTimestamp: '2026-01-01T00:04:30Z' },
      ),
      '1/1',
      'Terminating',
      '0',
    ],
    ['evicted', pod({}, { phase: 'Failed', reason: 'Evicted' }), '0/1', 'Evicted', '0'],
  ])('%s', (_, object, ready, status, restarts) => {
    expect(cells(object).slice(0, 5)).toEqual(['web', ready, status, restarts, '5m']);
  });

  it('shows address and node in the wide columns', () => {
    expect(cells(pod({ nodeName: 'n1' }, { podIPs: [{ ip: '10.244.0.2' }] })).slice(5)).toEqual([
      '10.244.0.2',
      'n1',
      '<none>',
      '<none>',
    ]);
    expect(pods.table.columns).toHaveLength(9);
  });
});
