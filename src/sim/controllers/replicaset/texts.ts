/** Reasons and messages of the ReplicaSet controller, as upstream prints them. */
// upstream: pkg/controller/controller_utils.go
export const SUCCESSFUL_CREATE = 'SuccessfulCreate';
export const FAILED_CREATE = 'FailedCreate';
export const SUCCESSFUL_DELETE = 'SuccessfulDelete';
export const FAILED_DELETE = 'FailedDelete';
export const REPLICA_FAILURE = 'ReplicaFailure';

export const createdPod = (name: string) => `Created pod: ${name}`;
export const errorCreating = (error: string) => `Error creating: ${error}`;
export const deletedPod = (name: string) => `Deleted pod: ${name}`;
export const errorDeleting = (error: string) => `Error deleting: ${error}`;
