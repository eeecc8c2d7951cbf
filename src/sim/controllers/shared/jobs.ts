/** Readings of a Job that several controllers share. */
// upstream: pkg/controller/job/util/utils.go FinishedCondition
import type { Job } from '@/kube';

type JobCondition = NonNullable<NonNullable<Job['status']>['conditions']>[number];

/** The condition, Complete or Failed, by which a job has ended; undefined while it goes on. */
export const jobEnd = ({ status }: Job): JobCondition | undefined =>
  status?.conditions?.find(
    ({ type, status: value }) => (type === 'Complete' || type === 'Failed') && value === 'True',
  );
