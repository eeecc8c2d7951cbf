/** Annotations by which binder, provisioners and scheduler tell one another how far a claim has come. */
// upstream: k8s.io/component-helpers/storage/volume/pv_helpers.go
export const BIND_COMPLETED = 'pv.kubernetes.io/bind-completed';
export const BOUND_BY_CONTROLLER = 'pv.kubernetes.io/bound-by-controller';
export const PROVISIONED_BY = 'pv.kubernetes.io/provisioned-by';
/** The node that the scheduler chose for a claim of a class that waits for its first consumer. */
export const SELECTED_NODE = 'volume.kubernetes.io/selected-node';
export const PROVISIONER = 'volume.kubernetes.io/storage-provisioner';
export const OLD_PROVISIONER = 'volume.beta.kubernetes.io/storage-provisioner';
export const CLASS = 'volume.beta.kubernetes.io/storage-class';
/** The provisioner of classes whose volumes are made by hand. */
export const NO_PROVISIONER = 'kubernetes.io/no-provisioner';
