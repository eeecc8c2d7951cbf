/** The labels by which a job finds its pods. upstream: pkg/apis/batch/types.go */
import type { Job } from '@/kube/kinds';

export const CONTROLLER_UID = 'batch.kubernetes.io/controller-uid';
const JOB_NAME = 'batch.kubernetes.io/job-name';
const LEGACY_CONTROLLER_UID = 'controller-uid';
const LEGACY_JOB_NAME = 'job-name';

/** In the order in which validation asks for them. */
export const generatedLabels = ({ metadata: { uid = '', name = '' } }: Job): Record<string, string> => ({
  [LEGACY_CONTROLLER_UID]: uid,
  [LEGACY_JOB_NAME]: name,
  [CONTROLLER_UID]: uid,
  [JOB_NAME]: name,
});
