/** What the API server asks of a kubelet's own port: logs, exec, attach, port-forward, proxy. */
// upstream: pkg/kubelet/server/server.go, pkg/kubelet/kubelet_pods.go
import { badRequest, failure, internalError, type KubeObject } from '@/apimachinery';
import { type ContainerStatus, nameOf, namespaceOf, type Pod, uidOf } from '@/kube';
import type { ExecIo, ExecOptions, ExitStatus, LogOptions, NodeApi, Process } from '../contracts';
import { type ClusterNetwork, NetworkError } from '../net';
import type { ContainerRun } from './lifecycle/run';
import { readLog } from './logs/read-log';
import { KUBELET_PORT } from './node/node-object';
import type { PodWorker } from './pod/worker';
import { quote, WAITING } from './reasons';

export interface NodeApiContext {
  readonly network: ClusterNetwork;
  now(): number;
  worker(uid: string): PodWorker | undefined;
  /** The address of a node whose kubelet can't be reached. */
  unreachable(node: string): string | undefined;
}

export function createNodeApi(context: NodeApiContext): NodeApi {
  /** What the API server meets when it dials a machine that is off. */
  const noRoute = (pod: KubeObject): string | undefined => {
    const ip = context.unreachable((pod as Pod).spec?.nodeName ?? '');
    return ip && `dial tcp ${ip}:${KUBELET_PORT}: connect: no route to host`;
  };
  /** Streams go through a dialer that says so itself. */
  const dialed = (pod: KubeObject): void => {
    const why = noRoute(pod);
    if (why) throw failure(500, '', `error dialing backend: ${why}`);
  };
  const workerOf = (pod: KubeObject): PodWorker => {
    const worker = context.worker(uidOf(pod));
    if (!worker) throw internalError(`pod ${quote(nameOf(pod))} cannot be found - no logs available`);
    return worker;
  };
  /** The run that is alive; otherwise `missing` says it in the kubelet's own words. */
  const runningOf = (pod: KubeObject, container: string, missing: string): ContainerRun => {
    const worker = context.worker(uidOf(pod));
    if (!worker) throw internalError('unable to upgrade connection: pod does not exist');
    const run = worker.slot(container)?.current;
    if (run?.isRunning) return run;
    throw internalError(`unable to upgrade connection: ${missing}`);
  };
  const addressOf = (pod: KubeObject): string => {
    const ip = context.worker(uidOf(pod))?.podIP;
    if (ip === undefined) throw internalError(`pod not found (${quote(nameOf(pod))})`);
    return ip;
  };

  return {
    async logs(pod, options, signal) {
      const why = noRoute(pod);
      if (why) throw failure(500, '', `Get ${quote(logAddress(context, pod as Pod, options))}: ${why}`);
      const run = logSource(workerOf(pod), options);
      return readLog(run.log, { options, nowMs: context.now(), signal });
    },
    async exec(pod, options, io) {
      dialed(pod);
      const name = options.container ?? firstContainer(pod as Pod);
      return execIn(runningOf(pod, name, notFoundToExec(name)), options, io);
    },
    async attach(pod, options, io) {
      dialed(pod);
      const name = options.container ?? firstContainer(pod as Pod);
      const missing = `container ${name} not found in pod ${nameOf(pod)}_${namespaceOf(pod)}`;
      return attachTo(runningOf(pod, name, missing), options, io);
    },
    async portForward(pod, port) {
      dialed(pod);
      const ip = addressOf(pod);
      try {
        return context.network.connectLocally(ip, port);
      } catch (error) {
        if (error instanceof NetworkError) throw portForwardFailure(pod, port);
        throw error;
      }
    },
    async usage(pod) {
      const slots = context.worker(uidOf(pod))?.slots ?? [];
      const running = slots.flatMap(({ current: run }) =>
        run?.isRunning && run.container ? [{ run, container: run.container }] : [],
      );
      return Promise.all(
        running.map(async ({ run: { spec, instance }, container }) => ({
          ...(await container.usage()),
          container: spec.name,
          startedAt: instance.startedAt ?? context.now(),
        })),
      );
    },
    async proxy(pod, port, request) {
      const ip = addressOf(pod);
      try {
        return await context.network.fetchFromNode(ip, port, request);
      } catch (error) {
        if (!(error instanceof NetworkError)) throw error;
        throw failure(
          503,
          'ServiceUnavailable',
          `error trying to reach service: dial tcp ${ip}:${port}: connect: connection refused`,
        );
      }
    },
  };
}

const logAddress = ({ unreachable }: NodeApiContext, pod: Pod, { container }: LogOptions): string =>
  `https://${unreachable(pod.spec?.nodeName ?? '')}:${KUBELET_PORT}/containerLogs/${namespaceOf(pod)}/${nameOf(pod)}/${container ?? firstContainer(pod)}`;

const notFoundToExec = (container: string): string => `container not found (${quote(container)})`;

const firstContainer = (pod: Pod): string => pod.spec?.containers[0]?.name ?? '';

/** The run whose log is meant, or why there is none. */
// upstream: pkg/kubelet/kubelet_pods.go validateContainerLogStatus
function logSource(worker: PodWorker, { container, previous }: LogOptions): ContainerRun {
  const { pod } = worker;
  const name = container ?? firstContainer(pod);
  const slot = worker.slot(name);
  const inPod = `container ${quote(name)} in pod ${quote(nameOf(pod))}`;
  if (!slot) throw badRequest(`${inPod} is not available`);
  const { current, last } = slot;
  if (previous) {
    const before = current?.instance.exit && slot.waiting ? current : last;
    if (before) return before;
    throw badRequest(`previous terminated ${inPod} not found`);
  }
  if (current) return current;
  throw badRequest(`${inPod} is waiting to start: ${waitingText(pod, name, slot.waiting?.reason)}`);
}

function waitingText(pod: Pod, container: string, reason: string | undefined): string {
  if (reason === WAITING.ErrImagePull) return "image can't be pulled";
  if (reason === WAITING.ImagePullBackOff) return 'trying and failing to pull image';
  const told = [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])];
  const status: ContainerStatus | undefined = told.find((s) => s.name === container);
  return reason ?? status?.state?.waiting?.reason ?? WAITING.ContainerCreating;
}

async function execIn(run: ContainerRun, options: ExecOptions, io: ExecIo): Promise<ExitStatus> {
  let process: Process | undefined;
  try {
    process = await run.container?.exec(
      options.command,
      {
        stdout: (chunk) => io.stdout?.(chunk),
        stderr: (chunk) => (options.tty ? io.stdout : io.stderr)?.(chunk),
      },
      { tty: options.tty, stdin: options.stdin },
    );
  } catch (error) {
    throw internalError(
      'error executing command in container: failed to exec in container: failed to start exec ' +
        `${quote(run.instance.id)}: OCI runtime exec failed: exec failed: unable to start container process: ` +
        `${error instanceof Error ? error.message : String(error)}: unknown`,
    );
  }
  if (!process) throw internalError(`unable to upgrade connection: ${notFoundToExec(run.spec.name)}`);
  connectInput(process, io);
  io.signal.addEventListener('abort', () => process.signal(options.tty ? 'SIGHUP' : 'SIGKILL'), {
    once: true,
  });
  return process.exited;
}

/** Until the client's input ends; a client that goes away only ends its own streams. */
function connectInput(process: Process, io: ExecIo, keepOpen = false): void {
  void (async () => {
    if (io.stdin) for await (const chunk of io.stdin) process.write(chunk);
    if (!keepOpen) process.closeStdin();
  })().catch(() => {});
  void (async () => {
    if (io.resize) for await (const size of io.resize) process.resize(size);
  })().catch(() => {});
}

async function attachTo(
  run: ContainerRun,
  options: Omit<ExecOptions, 'command'>,
  io: ExecIo,
): Promise<ExitStatus> {
  const { process, spec } = run;
  if (options.stdin && spec.stdin && process) connectInput(process, io, spec.stdinOnce !== true);
  const unlisten = run.listen((stream, chunk) => {
    if (stream === 'stderr' && !spec.tty) io.stderr?.(chunk);
    else io.stdout?.(chunk);
  });
  const left = new Promise<void>((resolve) => {
    if (io.signal.aborted) resolve();
    io.signal.addEventListener('abort', () => resolve(), { once: true });
  });
  await Promise.race([run.exited, left]);
  unlisten();
  if (spec.stdinOnce && run.isRunning) process?.closeStdin();
  return { exitCode: run.instance.exit?.exitCode ?? 0 };
}

/** containerd's text; what the stream's server puts before it is not part of it. */
function portForwardFailure(pod: KubeObject, port: number): Error {
  const id = uidOf(pod);
  return new Error(
    `failed to execute portforward in network namespace "/var/run/netns/cni-${id}": ` +
      `failed to connect to localhost:${port} inside namespace "${id}", ` +
      `IPv4: dial tcp4 127.0.0.1:${port}: connect: connection refused ` +
      `IPv6 dial tcp6 [::1]:${port}: connect: connection refused `,
  );
}
