/** pods/binding: how a scheduler assigns a pod to a node. */
// upstream: pkg/registry/core/pod/storage/storage.go BindingREST
import { badRequest, conflict, failure, type KubeObject, notFound } from '@/apimachinery';
import type { Pod, PodCondition } from '@/kube/kinds';
import { admissionContext, type Backend } from '../backend';
import { withMetadata } from '../registry/metadata';
import { admissionRequest, type RequestScope, requireName } from '../scope';
import { createdStatus, type SubresourceHandlers } from './handler';

interface Binding extends KubeObject {
  readonly target?: { readonly kind?: string; readonly name?: string };
}

export const bindingHandlers: SubresourceHandlers = {
  create: (backend, scope) => {
    const name = requireName(scope);
    const binding = decodeBinding(scope, name);
    const admission = admissionContext(backend, scope.context.warn);
    const request = admissionRequest(scope, 'CREATE', { name, object: binding });
    backend.admission.admit(request, admission);
    backend.admission.validate(request, admission);
    const bound = assign(backend, scope, binding);
    if (!scope.options.dryRun) backend.store.put(scope.table, bound);
    return createdStatus();
  },
};

function decodeBinding({ request }: RequestScope, name: string): Binding {
  const binding = (request.body ?? {}) as Partial<Binding>;
  if (binding.metadata?.name && binding.metadata.name !== name) {
    throw badRequest('name in URL does not match name in Binding object');
  }
  const { kind, name: node } = binding.target ?? {};
  if (kind && kind !== 'Node') {
    throw failure(
      500,
      '',
      `target.kind: Unsupported value: ${JSON.stringify(kind)}: supported values: "Node", "<empty>"`,
    );
  }
  if (!node) throw failure(500, '', 'target.name: Required value');
  return { ...binding, apiVersion: 'v1', kind: 'Binding', metadata: binding.metadata ?? {} };
}

function assign({ store }: Backend, scope: RequestScope, binding: Binding): Pod {
  const name = requireName(scope);
  const pod = store.get(scope.table, scope.namespace, name) as Pod | undefined;
  if (!pod) throw notFound(scope.resource, name);
  const refuse = (why: string) => conflict({ group: '', resource: 'pods/binding' }, name, why);
  if (pod.metadata.deletionTimestamp) {
    throw refuse(`pod ${name} is being deleted, cannot be assigned to a host`);
  }
  if (pod.spec?.nodeName) {
    throw refuse(`pod ${name} is already assigned to node ${JSON.stringify(pod.spec.nodeName)}`);
  }
  if (pod.spec?.schedulingGates?.length) {
    throw refuse(`pod ${name} has non-empty .spec.schedulingGates`);
  }
  const { annotations } = binding.metadata;
  const annotated = annotations
    ? withMetadata(pod, { annotations: { ...pod.metadata.annotations, ...annotations } })
    : pod;
  // Where it was hoped to go has served its purpose. upstream: ClearingNominatedNodeNameAfterBinding, on since v1.35
  const { nominatedNodeName: _, ...status } = pod.status ?? {};
  return {
    ...annotated,
    spec: { ...(pod.spec ?? { containers: [] }), nodeName: binding.target?.name ?? '' },
    status: { ...status, conditions: scheduled(status.conditions ?? [], scope.context.now) },
  };
}

/** PodScheduled turns true. upstream: pkg/api/v1/pod/util.go UpdatePodCondition */
function scheduled(conditions: readonly PodCondition[], now: string): readonly PodCondition[] {
  const type = 'PodScheduled';
  const old = conditions.find((condition) => condition.type === type);
  const lastTransitionTime = old?.status === 'True' ? old.lastTransitionTime : now;
  const condition = { type, status: 'True', ...(lastTransitionTime ? { lastTransitionTime } : {}) };
  if (!old) return [...conditions, condition];
  return conditions.map((other) => (other === old ? condition : other));
}
