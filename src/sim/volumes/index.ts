/** What binder, provisioners, scheduler and kubelets agree on about claims and their volumes. */
export * from './annotations';
export { attachmentName, needsAttachment } from './attachment';
export { bindToClaim, isBoundTo } from './bound';
export { classOf, defaultClassOf, hasClass, isDelayed, type StorageClasses } from './classes';
export { findMatch, sizeOf, whyUnfit } from './match';
export { claimNamesOf, claimOf, isForPod, podsByClaim } from './pod-claims';
