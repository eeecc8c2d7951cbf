/** Admission control: the chain and the plug-ins that are on by default, in upstream's order. */
// upstream: pkg/kubeapiserver/options/plugins.go AllOrderedPlugins
import { certificateApproval, certificateSigning, certificateSubjectRestriction } from './certificates';
import { AdmissionChain } from './chain';
import { claimResize } from './claim-resize';
import { defaultIngressClass, defaultStorageClass } from './default-class';
import { defaultTolerationSeconds } from './default-toleration-seconds';
import { limitRanger } from './limit-ranger';
import { namespaceLifecycle } from './namespace-lifecycle';
import { taintNodesByCondition } from './node-taint';
import { podSecurity } from './pod-security';
import { priority } from './priority';
import { rbacEscalation } from './rbac-escalation';
import { resourceQuota } from './resource-quota';
import { runtimeClass } from './runtime-class';
import { serviceAccount } from './service-account';
import { storageProtection } from './storage-protection';
import { validatingAdmissionPolicy } from './validating-policy';

export { AdmissionChain } from './chain';
export type {
  AdmissionContext,
  AdmissionPlugin,
  AdmissionRequest,
  Operation,
  ReservationContext,
} from './plugin';

/** The chain that every cluster has. */
export const defaultAdmission = (): AdmissionChain =>
  new AdmissionChain([
    namespaceLifecycle,
    limitRanger,
    serviceAccount,
    taintNodesByCondition,
    podSecurity,
    priority,
    defaultTolerationSeconds,
    defaultStorageClass,
    storageProtection,
    claimResize,
    runtimeClass,
    certificateApproval,
    certificateSigning,
    certificateSubjectRestriction,
    defaultIngressClass,
    rbacEscalation,
    validatingAdmissionPolicy,
    resourceQuota,
  ]);
