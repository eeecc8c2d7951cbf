/**
 * Containers for debugging: `kubectl debug` and the subresource behind it. upstream: pkg/registry/core/pod/strategy.go,
 * pkg/apis/core/validation ValidatePodEphemeralContainersUpdate, kubectl/pkg/cmd/debug
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { until } from './support/bench';
import { contract } from './support/cluster';

contract('kubectl debug', (bench) => {
  beforeAll(async () => {
    await bench.ok('run web --image=nginx:1.29');
    await bench.ok('wait --for=condition=Ready pod/web --timeout=30s');
  });

  const ended = (name: string) =>
    `jsonpath={.status.ephemeralContainerStatuses[?(@.name=="${name}")].state.terminated.reason}`;
  /** Older kubectls patch no such subresource; all of them can replace what a path is. */
  const withAdded = async (container: object) => {
    const pod = JSON.parse(await bench.ok(['get', '--raw', path()]));
    const others = (pod.spec.ephemeralContainers ?? []).filter(
      ({ name }: { name: string }) => name !== (container as { name: string }).name,
    );
    return JSON.stringify({ ...pod, spec: { ...pod.spec, ephemeralContainers: [container, ...others] } });
  };
  const put = () => ['replace', '--raw', path(), '-f', '-'];
  const path = () => `/api/v1/namespaces/${bench.namespace}/pods/web/ephemeralcontainers`;

  describe('a container that is added', () => {
    it('runs beside the others, in their network', async () => {
      const command = ['wget', '-qO-', 'http://localhost'];
      await bench.ok([
        'debug',
        'web',
        '--image=busybox:1.37',
        '--container=look',
        '--profile=general',
        '--',
        ...command,
      ]);
      await bench.ok(['wait', 'pod/web', `--for=${ended('look')}`, '--timeout=20s']);
      expect(await bench.ok('logs web -c look')).toContain('<title>Welcome to nginx!</title>');
    });

    it('is shown by status and describe, and is never started again', async () => {
      const described = await bench.ok('describe pod web');
      expect(described).toMatch(
        /Ephemeral Containers:\n {2}look:\n {4}Container ID: +containerd:\/\/\S+\n {4}Image: +busybox:1\.37/,
      );
      const status = JSON.parse(await bench.ok('get pod web -o json')).status.ephemeralContainerStatuses[0];
      expect(status).toMatchObject({ name: 'look', ready: false, restartCount: 0 });
      expect(status.state.terminated).toMatchObject({ exitCode: 0, reason: 'Completed' });
      expect(await bench.ok('get pod web')).toMatch(/web +1\/1 +Running +0/);
    });

    it('tells of itself in events', async () => {
      const events = JSON.parse(await bench.ok('get events -o json')).items as {
        involvedObject: { fieldPath?: string };
        reason: string;
      }[];
      const reasons = events
        .filter(({ involvedObject }) => involvedObject.fieldPath === 'spec.ephemeralContainers{look}')
        .map(({ reason }) => reason);
      expect(reasons).toEqual(expect.arrayContaining(['Created', 'Started']));
    });

    it('can be logged and entered', async () => {
      const input = await withAdded({
        name: 'talker',
        image: 'busybox:1.37',
        command: ['sh', '-c', 'echo I am here; sleep 3600'],
      });
      await bench.ok(put(), { input });
      await bench.ok([
        'wait',
        'pod/web',
        '--for=jsonpath={.status.ephemeralContainerStatuses[?(@.name=="talker")].state.running.startedAt}',
        '--timeout=20s',
      ]);
      await until(async () => (await bench.ok('logs web -c talker')) === 'I am here\n');
      expect(await bench.ok('exec web -c talker -- hostname')).toBe('web\n');
    });
  });

  describe('what is refused', () => {
    const refused = async (container: object) => bench.fail(put(), { input: await withAdded(container) });

    it.each([
      [{ name: 'web', image: 'x' }, 'spec.ephemeralContainers[0].name: Duplicate value: "web"'],
      [
        { name: 'a', image: 'x', targetContainerName: 'nobody' },
        'spec.ephemeralContainers[0].targetContainerName: Not found: "nobody"',
      ],
      [
        { name: 'a', image: 'x', ports: [{ containerPort: 1 }] },
        'spec.ephemeralContainers[0].ports: Forbidden: cannot be set for an Ephemeral Container',
      ],
    ])('%j', async (container, text) => {
      expect(await refused(container)).toContain(text);
    });

    it('a change of one that is there', async () => {
      expect(await refused({ name: 'look', image: 'other' })).toContain(
        'spec.ephemeralContainers: Forbidden: existing ephemeral containers "look" may not be changed',
      );
    });

    it('any other way to add one', async () => {
      const input = JSON.stringify({
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'direct' },
        spec: {
          containers: [{ name: 'c', image: 'nginx:1.29' }],
          ephemeralContainers: [{ name: 'd', image: 'busybox:1.37' }],
        },
      });
      expect(await bench.fail('create -f -', { input })).toContain(
        'spec.ephemeralContainers: Forbidden: cannot be set on create',
      );
    });
  });

  it('a read of the subresource is the pod', async () => {
    const pod = JSON.parse(await bench.ok(['get', '--raw', path()]));
    expect(pod).toMatchObject({ kind: 'Pod', metadata: { name: 'web' } });
  });

  it('a copy of the pod can be debugged instead', async () => {
    await bench.ok('debug web --copy-to=copy --container=web --image=nginx:1.28 --set-image=web=nginx:1.28');
    await bench.ok('wait --for=condition=Ready pod/copy --timeout=30s');
    expect(await bench.ok('get pod copy -o jsonpath={.spec.containers[*].image}')).toContain('nginx:1.28');
  });
});
