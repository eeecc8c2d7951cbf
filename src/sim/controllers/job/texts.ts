/** Reasons and messages of the Job controller, as upstream prints them. */
// upstream: pkg/controller/job/job_controller.go, staging/src/k8s.io/api/batch/v1/types.go
export const BACKOFF_LIMIT = {
  reason: 'BackoffLimitExceeded',
  message: 'Job has reached the specified backoff limit',
};
export const DEADLINE = {
  reason: 'DeadlineExceeded',
  message: 'Job was active longer than specified deadline',
};
export const MAX_FAILED_INDEXES = {
  reason: 'MaxFailedIndexesExceeded',
  message: 'Job has exceeded the specified maximal number of failed indexes',
};
export const FAILED_INDEXES = { reason: 'FailedIndexes', message: 'Job has failed indexes' };
export const COMPLETIONS_REACHED = {
  reason: 'CompletionsReached',
  message: 'Reached expected number of succeeded pods',
};
export const POD_FAILURE_POLICY = 'PodFailurePolicy';
export const SUCCESS_POLICY = 'SuccessPolicy';

export const COMPLETED = { reason: 'Completed', message: 'Job completed' };
export const TOO_MANY_SUCCEEDED = {
  reason: 'TooManySucceededPods',
  message: 'Too many succeeded pods running after completion count reached',
};
export const SUSPENDED = { reason: 'Suspended', message: 'Job suspended' };
export const RESUMED = { reason: 'Resumed', message: 'Job resumed' };
