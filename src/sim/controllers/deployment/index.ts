/**
 * A Deployment declares pods through ReplicaSets: one per revision of its template, grown and shrunk so that the
 * change from one revision to the next keeps within its strategy.
 * https://kubernetes.io/docs/concepts/workloads/controllers/deployment/
 */
// upstream: pkg/controller/deployment/deployment_controller.go
import {
  byOwner,
  type Deployment,
  keyOf,
  type ReconcileResult,
  type ReplicaSet,
  resources,
  runController,
  uidOf,
} from '@/kube';
import { claimAll } from '../shared/claim';
import type { ControllerContext, Running } from '../shared/context';
import { controllerIn, followOwned } from '../shared/owners';
import { selectorFor } from '../shared/selectors';
import { type Actor, act } from './act';
import { decide } from './decide';
import { isRollingUpdate } from './sizes';
import { SELECTING_ALL, selectingAll } from './texts';

const COMPONENT = 'deployment-controller';

export function startDeploymentController(context: ControllerContext): Running {
  const { clock, informers } = context;
  const deployments = informers.for(resources.deployments);
  const replicaSets = informers.for(resources.replicasets);
  const pods = informers.for(resources.pods);
  const client = context.client(COMPONENT);
  const events = context.recorder(COMPONENT);
  const selectorOf = ({ spec }: Deployment) => selectorFor(spec?.selector);

  async function reconcile(key: string, cause: string | undefined): Promise<ReconcileResult | undefined> {
    const deployment = deployments.get(key);
    if (!deployment) return undefined;
    const actor: Actor = { client: client.because(cause), events, now: () => clock.now() };
    if (selectorOf(deployment).empty) return refuse(actor, deployment);
    const plan = decide({
      deployment,
      replicaSets: await claimReplicaSets(actor, deployment),
      podsOf: (replicaSet) => pods.by(byOwner, uidOf(replicaSet)),
      nowMs: clock.now(),
    });
    await act(actor, deployment, plan);
    return plan.requeueAfterMs === undefined ? undefined : { requeueAfterMs: plan.requeueAfterMs };
  }

  async function refuse(actor: Actor, deployment: Deployment): Promise<undefined> {
    events.event(deployment, 'Warning', { reason: SELECTING_ALL, message: selectingAll });
    const { generation = 0 } = deployment.metadata;
    if ((deployment.status?.observedGeneration ?? 0) >= generation) return;
    await actor.client.deployments.updateStatus({
      ...deployment,
      status: { ...deployment.status, observedGeneration: generation },
    });
  }

  function claimReplicaSets({ client }: Actor, deployment: Deployment): Promise<readonly ReplicaSet[]> {
    const { replicasets: objects, deployments: owners } = client;
    return claimAll(deployment, { cache: replicaSets, selector: selectorOf(deployment), objects, owners });
  }

  const controller = runController({
    clock,
    caches: [deployments, replicaSets, pods],
    concurrency: 5,
    reconcile,
    onError: (error, key) => context.onError(error, `deployment ${key}`),
  });
  controller.follow(deployments);
  const unfollow = followOwned(replicaSets, deployments, { selectorOf, enqueue: controller.enqueue });
  // Recreate waits for the last old pod.
  const unsubscribe = pods.on({
    delete(pod) {
      const replicaSet = controllerIn(replicaSets, pod);
      const deployment = replicaSet && controllerIn(deployments, replicaSet);
      if (deployment && !isRollingUpdate(deployment)) controller.enqueue(keyOf(deployment), pod);
    },
  });
  return {
    stop() {
      unfollow();
      unsubscribe();
      controller.stop();
    },
  };
}
