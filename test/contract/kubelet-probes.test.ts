/**
 * gRPC probes, and what kubectl shows of those that fail. upstream: pkg/probe/grpc/grpc.go,
 * test/images/agnhost/grpc-health-checking
 */
import { expect, it } from 'vitest';
import { until } from './support/bench';
import { contract } from './support/cluster';

contract(
  'gRPC probes',
  (bench) => {
    const image = 'registry.k8s.io/e2e-test-images/agnhost:2.53';
    const pod = (name: string, args: readonly string[], probes: object) =>
      bench.ok('create -f -', {
        input: JSON.stringify({
          apiVersion: 'v1',
          kind: 'Pod',
          metadata: { name },
          spec: { containers: [{ name: 'c', image, args, ...probes }] },
        }),
      });
    const events = (name: string) =>
      bench.ok(['events', '--for', `pod/${name}`, '--types=Warning', '--no-headers']);

    it('a server that is well makes its container ready, and not when it says otherwise', async () => {
      await pod('healthy', ['grpc-health-checking'], {
        readinessProbe: { grpc: { port: 5000 }, periodSeconds: 1 },
      });
      await bench.ok('wait --for=condition=Ready pod/healthy --timeout=30s');
      expect(await bench.ok('logs healthy')).toMatch(
        /Http server starting to listen on :8080\n.* gRPC server starting to listen on :5000\n.* Serving the Check request for health check/,
      );
      await bench.ok(['exec', 'healthy', '--', 'curl', '-s', 'http://localhost:8080/make-not-serving']);
      await bench.ok('wait --for=condition=Ready=False pod/healthy --timeout=30s');
      await until(async () =>
        (await events('healthy')).includes(
          'Readiness probe failed: service unhealthy (responded with "NOT_SERVING")',
        ),
      );
      await bench.ok(['exec', 'healthy', '--', 'curl', '-s', 'http://localhost:8080/make-serving']);
      await bench.ok('wait --for=condition=Ready pod/healthy --timeout=30s');
      expect(await bench.ok('describe pod healthy')).toMatch(
        /Readiness: +grpc <pod>:5000 {2}delay=0s timeout=1s period=1s #success=1 #failure=3/,
      );
    });

    it('a server that falls ill is started again', async () => {
      await pod('ill', ['grpc-health-checking', '--delay-unhealthy-sec=2'], {
        livenessProbe: { grpc: { port: 5000 }, periodSeconds: 1, failureThreshold: 1 },
      });
      await until(async () => /^ill +1\/1 +Running +[1-9]/m.test(await bench.ok('get pods')));
      expect(await bench.ok('describe pod ill')).toMatch(
        /Normal +Killing .* Container c failed liveness probe, will be restarted/,
      );
    });

    it.each([
      [
        'another',
        ['grpc-health-checking', '--service=shop'],
        5000,
        'error: health rpc probe failed: rpc error: code = NotFound desc = unknown service',
      ],
      [
        'nobody',
        ['grpc-health-checking'],
        5001,
        'timeout: failed to connect service "[0-9.]+:5001" within 1s: context deadline exceeded',
      ],
      [
        'web',
        ['netexec'],
        8080,
        'timeout: failed to connect service "[0-9.]+:8080" within 1s: context deadline exceeded',
      ],
    ])('a probe that finds %s says so', async (name, args, port, message) => {
      await pod(name, args, { readinessProbe: { grpc: { port }, periodSeconds: 1 } });
      const told = new RegExp(`Readiness probe failed: ${message}`);
      await until(async () => told.test(await events(name)));
      expect(await bench.ok(`get pod ${name} -o jsonpath={.status.containerStatuses[0].ready}`)).toBe(
        'false',
      );
    });

    it('a service can be named', async () => {
      await pod('named', ['grpc-health-checking', '--service=shop'], {
        readinessProbe: { grpc: { port: 5000, service: 'shop' }, periodSeconds: 1 },
      });
      await bench.ok('wait --for=condition=Ready pod/named --timeout=30s');
    });
  },
  { kubectls: 'newest' },
);
