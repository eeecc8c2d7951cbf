/** Metrics as metrics-server has them: what kubelets say of running containers, held to the containers' limits. */
import {
  failure,
  formatTime,
  type KubeObject,
  parseQuantity,
  quantityMilliValue,
  quantityValue,
} from '@/apimachinery';
import { type Node, nameOf, namespaceOf, type Pod } from '@/kube';
import type { RunningUsage } from '../../contracts';
import type { ObjectSource } from '../../resources';
import type { SourceContext } from '../add-on';
import { NAMESPACE } from '../rbac';
import type { NodeMetrics, PodMetrics, Usage } from './kinds';
import { NAME } from './objects';

const API_VERSION = 'metrics.k8s.io/v1beta1';
const WINDOW = '30s';
/** Two looks at a container are needed before anything can be said of it. */
const RESOLUTION_MS = 15_000;
/** What the system itself uses on each node, beside its pods. */
const SYSTEM: Measured = { cores: 0.08, memoryBytes: 420 << 20 };

interface Measured {
  readonly cores: number;
  readonly memoryBytes: number;
}

export const podMetricsSource = (context: SourceContext): ObjectSource => ({
  async list(namespace) {
    await mustRun(context, 'get pods.metrics.k8s.io');
    const { items } = await context.client.pods.list(namespace === undefined ? {} : { namespace });
    const metrics = await Promise.all(items.map((pod) => ofPod(context, pod)));
    return metrics.filter((one) => one !== undefined);
  },
});

export const nodeMetricsSource = (context: SourceContext): ObjectSource => ({
  async list() {
    await mustRun(context, 'get nodes.metrics.k8s.io');
    const [nodes, pods] = await Promise.all([context.client.nodes.list(), context.client.pods.list()]);
    const used = await Promise.all(
      pods.items.map(async (pod) => ({ node: pod.spec?.nodeName, usage: await measured(context, pod) })),
    );
    return nodes.items.map((node) => {
      const here = used.filter((one) => one.node === nameOf(node)).flatMap(({ usage }) => usage);
      return ofNode(context, node, here);
    });
  },
});

/** Nobody answers where metrics-server has no pod that is ready. upstream: kube-aggregator handler_proxy.go */
async function mustRun({ client }: SourceContext, request: string): Promise<void> {
  const { items } = await client.deployments.list({ namespace: NAMESPACE });
  const ready = items.find((deployment) => nameOf(deployment) === NAME)?.status?.readyReplicas ?? 0;
  if (ready > 0) return;
  const why = `the server is currently unable to handle the request (${request})`;
  throw failure(503, 'ServiceUnavailable', why);
}

async function ofPod(context: SourceContext, pod: Pod): Promise<PodMetrics | undefined> {
  const containers = await measured(context, pod);
  const expected = pod.spec?.containers ?? [];
  if (!expected.every(({ name }) => containers.some(({ container }) => container === name))) return undefined;
  return {
    ...header(context, 'PodMetrics', pod),
    containers: containers.map(({ container, ...usage }) => ({ name: container, usage: written(usage) })),
  };
}

const ofNode = (context: SourceContext, node: Node, pods: readonly Measured[]): NodeMetrics => ({
  ...header(context, 'NodeMetrics', node),
  usage: written(pods.reduce(sum, SYSTEM)),
});

const sum = (a: Measured, b: Measured): Measured => ({
  cores: a.cores + b.cores,
  memoryBytes: a.memoryBytes + b.memoryBytes,
});

function header({ now }: SourceContext, kind: string, about: KubeObject) {
  const timestamp = formatTime(now());
  const { labels } = about.metadata;
  const namespace = namespaceOf(about);
  return {
    apiVersion: API_VERSION,
    kind,
    metadata: {
      name: nameOf(about),
      ...(namespace ? { namespace } : {}),
      creationTimestamp: timestamp,
      ...(labels ? { labels } : {}),
    },
    timestamp,
    window: WINDOW,
  };
}

/** What the pod's containers use, as far as they have run for long enough. */
async function measured({ nodes, now }: SourceContext, pod: Pod): Promise<readonly RunningUsage[]> {
  if (!pod.spec?.nodeName || pod.status?.phase !== 'Running') return [];
  const usage = await nodes.usage(pod);
  return usage
    .filter(({ startedAt }) => now() - startedAt >= RESOLUTION_MS)
    .map((one) => ({ ...one, ...withinLimits(one, pod) }));
}

/** The kernel gives no container more than its limits. */
function withinLimits({ container, cores, memoryBytes }: RunningUsage, { spec }: Pod): Measured {
  const all = [...(spec?.containers ?? []), ...(spec?.initContainers ?? [])];
  const { cpu, memory } = all.find(({ name }) => name === container)?.resources?.limits ?? {};
  return {
    cores: cpu === undefined ? cores : Math.min(cores, quantityMilliValue(parseQuantity(cpu)) / 1000),
    memoryBytes:
      memory === undefined ? memoryBytes : Math.min(memoryBytes, quantityValue(parseQuantity(memory))),
  };
}

const written = ({ cores, memoryBytes }: Measured): Usage => ({
  cpu: cores < 1e-9 ? '0' : `${Math.round(cores * 1e9)}n`,
  memory: `${Math.round(memoryBytes / 1024)}Ki`,
});
