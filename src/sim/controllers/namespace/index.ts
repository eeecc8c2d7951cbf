/**
 * A namespace that is being deleted takes its content along: first its pods, when they are gone everything else; only
 * then the namespace itself. What holds it up is told in its conditions.
 * https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/
 */
// upstream: pkg/controller/namespace/deletion/namespaced_resources_deleter.go
import { isNotFound, type KubeObject, semanticEqual } from '@/apimachinery';
import {
  type Client,
  isDeleting,
  type Namespace,
  nameOf,
  namespaceOf,
  type ResourceType,
  resources,
  runController,
} from '@/kube';
import type { ControllerContext, Running } from '../shared/context';
import { messageOf } from '../shared/pod-control';
import { deletionConditions, type Remaining } from './conditions';

const FINALIZER = 'kubernetes';
const TERMINATING = 'Terminating';

export function startNamespaceController(context: ControllerContext): Running {
  const { clock, informers } = context;
  const namespaces = informers.for(resources.namespaces);
  const client = context.client('namespace-controller');
  const contents = context.resources.filter(({ namespaced }) => namespaced);
  const afterPods = contents.filter(({ plural, group }) => plural !== 'pods' || group !== '');

  async function reconcile(name: string, cause: string | undefined): Promise<undefined> {
    const cached = namespaces.get(name);
    if (!cached || !isDeleting(cached) || cached.spec?.finalizers?.length === 0) return;
    const caller = client.because(cause);
    const namespace = await markTerminating(caller, cached);
    const outcome = await deleteContents(caller, name);
    const told = await tell(caller, namespace, outcome);
    if (outcome.errors.length > 0) throw new Error(outcome.errors.join(', '));
    if (outcome.remaining.length === 0) await finalize(caller, told);
  }

  async function deleteContents(caller: Client, namespace: string): Promise<Outcome> {
    const pods = await deleteKinds(caller, namespace, [resources.pods]);
    const held = pods.remaining.length > 0 || pods.errors.length > 0;
    return held ? pods : deleteKinds(caller, namespace, afterPods);
  }

  async function tell(caller: Client, namespace: Namespace, outcome: Outcome): Promise<Namespace> {
    const { remaining, errors } = outcome;
    const old = namespace.status?.conditions;
    const conditions = deletionConditions(old, remaining, { errors, nowMs: clock.now() });
    if (semanticEqual(old, conditions)) return namespace;
    return caller.namespaces.updateStatus({ ...namespace, status: { ...namespace.status, conditions } });
  }

  const controller = runController({
    clock,
    caches: [namespaces],
    concurrency: 5,
    async reconcile(name, cause) {
      try {
        return await reconcile(name, cause);
      } catch (error) {
        if (isNotFound(error)) return undefined;
        throw error;
      }
    },
    onError: (error, key) => context.onError(error, `namespace ${key}`),
  });
  controller.follow(namespaces);
  const contentGone = (object: KubeObject) => {
    const namespace = namespaces.get(namespaceOf(object));
    if (namespace && isDeleting(namespace)) controller.enqueue(nameOf(namespace), object);
  };
  const unsubscribe = contents.map((type) => informers.for(type).on({ delete: contentGone }));
  return {
    stop() {
      for (const end of unsubscribe) end();
      controller.stop();
    },
  };
}

interface Outcome {
  readonly remaining: readonly Remaining[];
  readonly errors: readonly string[];
}

async function deleteKinds(
  client: Client,
  namespace: string,
  types: readonly ResourceType[],
): Promise<Outcome> {
  const remaining: Remaining[] = [];
  const errors: string[] = [];
  for (const type of types) {
    try {
      const left = await deleteAll(client, namespace, type);
      if (left.count > 0) remaining.push(left);
    } catch (error) {
      errors.push(messageOf(error));
    }
  }
  return { remaining, errors };
}

/** What is left afterwards: objects in their grace period, or held by finalizers. */
async function deleteAll(client: Client, namespace: string, type: ResourceType): Promise<Remaining> {
  const objects = client.resource(type);
  const { items } = await objects.list({ namespace });
  if (items.length === 0) return { type, count: 0, finalizers: [] };
  if (items.some((item) => !isDeleting(item))) {
    await objects.deleteCollection({ namespace, propagationPolicy: 'Background' });
  }
  const left = (await objects.list({ namespace })).items;
  return { type, count: left.length, finalizers: left.flatMap(({ metadata }) => metadata.finalizers ?? []) };
}

async function markTerminating(client: Client, namespace: Namespace): Promise<Namespace> {
  if (namespace.status?.phase === TERMINATING) return namespace;
  return client.namespaces.updateStatus({
    ...namespace,
    status: { ...namespace.status, phase: TERMINATING },
  });
}

async function finalize(client: Client, namespace: Namespace): Promise<void> {
  const finalizers = namespace.spec?.finalizers?.filter((finalizer) => finalizer !== FINALIZER) ?? [];
  await client.namespaces.updateSubresource({ name: nameOf(namespace) }, 'finalize', {
    ...namespace,
    spec: { ...namespace.spec, finalizers },
  });
}
