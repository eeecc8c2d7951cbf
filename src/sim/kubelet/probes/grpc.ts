/** gRPC probes: one call of the health checking protocol. */
// upstream: pkg/probe/grpc/grpc.go Probe
import type { ContainerSpec } from '@/kube';
import { healthCall, healthOf, isGrpc } from '../../net';
import type { HandlerContext, HandlerResult } from '../lifecycle/handlers';
import { sleep, TIMED_OUT, within } from '../lifecycle/waiting';
import { goDuration, quote } from '../reasons';

type Grpc = NonNullable<NonNullable<ContainerSpec['livenessProbe']>['grpc']>;

const USER_AGENT = 'kube-probe/1.35';

export async function grpcProbe(
  { port, service }: Grpc,
  { clock, network, podIP }: HandlerContext,
  timeoutMs: number,
): Promise<HandlerResult> {
  const address = `${podIP}:${port}`;
  const limit = goDuration(timeoutMs);
  const failed = (output: string): HandlerResult => ({ ok: false, output });
  const began = clock.now();
  const call = healthCall(address, service ?? '', USER_AGENT);
  const response = await within(clock, timeoutMs, network.fetchFromNode(podIP, port, call)).catch(
    () => undefined,
  );
  if (response === TIMED_OUT) return failed(`timeout: health rpc did not complete within ${limit}`);
  if (!response || !isGrpc(response)) {
    // Nobody there speaks gRPC: the dialer tries again until its time is up.
    await response?.body?.cancel();
    await sleep(clock, timeoutMs - (clock.now() - began));
    return failed(
      `timeout: failed to connect service ${quote(address)} within ${limit}: context deadline exceeded`,
    );
  }
  const health = await healthOf(response);
  if (health === 'SERVING') return { ok: true, output: 'service healthy' };
  if (typeof health === 'string') return failed(`service unhealthy (responded with ${quote(health)})`);
  return failed(
    health.code === 'Unimplemented'
      ? `error: this server does not implement the grpc health protocol (grpc.health.v1.Health): ${health.message}`
      : `error: health rpc probe failed: rpc error: code = ${health.code} desc = ${health.message}`,
  );
}
