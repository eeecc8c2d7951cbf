/** Reasons and messages of the StatefulSet controller, as upstream prints them. */
// upstream: pkg/controller/statefulset/stateful_pod_control.go recordPodEvent, recordClaimEvent
export type PodVerb = 'create' | 'update' | 'delete';

interface PodStory {
  readonly verb: PodVerb;
  readonly pod: string;
  readonly set: string;
}
interface ClaimStory {
  readonly claim: string;
  readonly pod: string;
  readonly set: string;
}

export const SUCCESSFUL = {
  create: 'SuccessfulCreate',
  update: 'SuccessfulUpdate',
  delete: 'SuccessfulDelete',
};
export const FAILED = { create: 'FailedCreate', update: 'FailedUpdate', delete: 'FailedDelete' };

export const podDone = ({ verb, pod, set }: PodStory) =>
  `${verb} Pod ${pod} in StatefulSet ${set} successful`;
export const podFailed = ({ verb, pod, set }: PodStory, error: string) =>
  `${verb} Pod ${pod} in StatefulSet ${set} failed error: ${error}`;
export const claimDone = ({ claim, pod, set }: ClaimStory) =>
  `create Claim ${claim} Pod ${pod} in StatefulSet ${set} success`;
export const claimFailed = ({ claim, pod, set }: ClaimStory, error: string) =>
  `create Claim ${claim} for Pod ${pod} in StatefulSet ${set} failed error: ${error}`;
export const claimNotMade = (claim: string, error: string) => `failed to create PVC ${claim}: ${error}`;
export const claimLeaving = (claim: string) => `pvc ${claim} is being deleted`;
