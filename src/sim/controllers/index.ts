/** The controller manager: every controller of a cluster, over one set of shared caches. */
import { type Clock, isForbidden } from '@/apimachinery';
import { allResources, type Informers, type ResourceType, type Transport } from '@/kube';
import type { SignCertificate } from '../certificates';
import { startAttachDetach } from './attach-detach';
import { startCertificateSigning } from './certificate-signing';
import { startClaimProtection } from './claim-protection';
import { startClusterRoleAggregation } from './clusterrole-aggregation';
import { startCronJobController } from './cronjob';
import { startDaemonSetController } from './daemonset';
import { startDeploymentController } from './deployment';
import { startDisruptionController } from './disruption';
import { startEndpointsController } from './endpoints';
import { startEndpointSliceController } from './endpointslice';
import { startEndpointSliceMirroring } from './endpointslice-mirroring';
import { startEphemeralVolumes } from './ephemeral-volume';
import { startGarbageCollector } from './garbage-collector';
import { startHorizontalPodAutoscaler } from './horizontal-pod-autoscaler';
import { startJobController } from './job';
import { startNamespaceController } from './namespace';
import { startNodeLifecycle } from './node-lifecycle';
import { startPersistentVolumeBinder } from './persistent-volume-binder';
import { startPodGarbageCollector } from './pod-gc';
import { startReplicaSetController } from './replicaset';
import { startReplicationController } from './replicationcontroller';
import { startResourceQuotaController } from './resource-quota';
import { startRootCaPublisher } from './root-ca';
import { startServiceAccountController } from './service-account';
import { startServiceLoadBalancers } from './service-load-balancer';
import { createContext, type Running } from './shared/context';
import { startStatefulSetController } from './statefulset';
import { startTaintEviction } from './taint-eviction';
import { startTtlAfterFinished } from './ttl-after-finished';
import { startVolumeExpand } from './volume-expand';
import { startVolumeProtection } from './volume-protection';

export interface StartControllersOptions {
  readonly transport: Transport;
  readonly clock: Clock;
  /** The cluster's shared caches; scheduler and kubelets use the same. */
  readonly informers: Informers;
  /** PEM of the cluster's authority, for the ConfigMap kube-root-ca.crt of every namespace. */
  readonly caCertificate: string;
  /** Signs client certificates with the authority's key; without it requests stay unsigned. */
  readonly signCertificate?: SignCertificate;
  /** "v1.35.0", for the user agent. */
  readonly version: string;
  /** Kinds that namespaces contain and owners own; default: every kind that clients know by name. */
  readonly resources?: readonly ResourceType[];
  /** Told of what failed and is tried again. */
  readonly onError?: (error: unknown, where: string) => void;
}

/** Starts them all; they work as soon as their caches have synced. */
export function startControllers(options: StartControllersOptions): Running {
  const { caCertificate, signCertificate, resources = allResources, onError = () => {}, ...rest } = options;
  const context = createContext({
    ...rest,
    resources,
    // What policy or a quota refuses is told in events and conditions, and tried again: nothing is wrong with us.
    onError: (error, where) => isForbidden(error) || onError(error, where),
  });
  const running = [
    startNamespaceController(context),
    startServiceAccountController(context),
    startRootCaPublisher(context, caCertificate),
    startDeploymentController(context),
    startReplicaSetController(context),
    startReplicationController(context),
    startStatefulSetController(context),
    startDaemonSetController(context),
    startJobController(context),
    startCronJobController(context),
    startTtlAfterFinished(context),
    startEndpointsController(context),
    startEndpointSliceController(context),
    startEndpointSliceMirroring(context),
    startServiceLoadBalancers(context),
    startClusterRoleAggregation(context),
    startDisruptionController(context),
    startPodGarbageCollector(context),
    startNodeLifecycle(context),
    startTaintEviction(context),
    startResourceQuotaController(context),
    startHorizontalPodAutoscaler(context),
    startPersistentVolumeBinder(context),
    startEphemeralVolumes(context),
    startAttachDetach(context),
    startVolumeExpand(context),
    startClaimProtection(context),
    startVolumeProtection(context),
    ...(signCertificate ? [startCertificateSigning(context, signCertificate)] : []),
    startGarbageCollector(context),
  ];
  return {
    stop() {
      for (const controller of running) controller.stop();
      context.stop();
    },
  };
}
