/** Reasons and messages of the CronJob controller, as upstream prints them. */
// upstream: pkg/controller/cronjob/cronjob_controllerv2.go, utils.go
export const unexpectedJob = (job: string) => ({
  reason: 'UnexpectedJob',
  message: `Saw a job that the controller did not create or forgot: ${job}`,
});
export const sawCompleted = (job: string, status: string) => ({
  reason: 'SawCompletedJob',
  message: `Saw completed job: ${job}, condition: ${status}`,
});
export const missingJob = (job: string) => ({
  reason: 'MissingJob',
  message: `Active job went missing: ${job}`,
});
export const missedSchedule = (time: string) => ({
  reason: 'MissSchedule',
  message: `Missed scheduled time to start a job: ${time}`,
});
export const TOO_MANY_MISSED = {
  reason: 'TooManyMissedTimes',
  message: 'too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew',
};
export const invalidSchedule = (schedule: string, why: string) => ({
  reason: 'InvalidSchedule',
  message: `invalid schedule: ${schedule} : ${why}`,
});
export const NO_INTERVAL = 'time difference between two schedules is less than 1 second';
export const ALREADY_ACTIVE = {
  reason: 'JobAlreadyActive',
  message: 'Not starting job because prior execution is running and concurrency policy is Forbid',
};
export const created = (job: string) => ({ reason: 'SuccessfulCreate', message: `Created job ${job}` });
export const notCreated = (error: string) => ({
  reason: 'FailedCreate',
  message: `Error creating job: ${error}`,
});
export const deleted = (job: string) => ({ reason: 'SuccessfulDelete', message: `Deleted job ${job}` });
export const notDeleted = (error: string) => ({ reason: 'FailedDelete', message: `Deleted job: ${error}` });
