/** What the autoscaler says in events and conditions. */
// upstream: pkg/controller/podautoscaler/horizontal.go
import type { EventText } from '@/kube';

/** A condition without its type. */
export interface Told {
  readonly status: 'True' | 'False';
  readonly reason: string;
  readonly message: string;
}

const yes = (reason: string, message: string): Told => ({ status: 'True', reason, message });
const no = (reason: string, message: string): Told => ({ status: 'False', reason, message });

export const GOT_SCALE = yes(
  'SucceededGetScale',
  "the HPA controller was able to get the target's current scale",
);
export const noScale = (error: string): Told =>
  no('FailedGetScale', `the HPA controller was unable to get the target's current scale: ${error}`);
export const READY = yes('ReadyForNewScale', 'recommended size matches current size');
export const UP_STABILIZED = yes(
  'ScaleUpStabilized',
  'recent recommendations were lower than current one, applying the lowest recent recommendation',
);
export const DOWN_STABILIZED = yes(
  'ScaleDownStabilized',
  'recent recommendations were higher than current one, applying the highest recent recommendation',
);
export const rescaled = (size: number): Told =>
  yes('SucceededRescale', `the HPA controller was able to update the target scale to ${size}`);
export const notRescaled = (error: string): Told =>
  no('FailedUpdateScale', `the HPA controller was unable to update the target scale: ${error}`);

export const validMetric = (metric: string): Told =>
  yes('ValidMetricFound', `the HPA was able to successfully calculate a replica count from ${metric}`);
export const DISABLED = no(
  'ScalingDisabled',
  'scaling is disabled since the replica count of the target is zero',
);
export const NO_SELECTOR = no('InvalidSelector', "the HPA target's scale is missing a selector");
export const unableToCompute = (reason: string, error: string): Told =>
  no(reason, `the HPA was unable to compute the replica count: ${error}`);

/** [reason, message] of the bound that a size meets or would meet. */
export type Bound = readonly [string, string];
export const WITHIN: Bound = ['DesiredWithinRange', 'the desired count is within the acceptable range'];
export const TOO_MANY: Bound = [
  'TooManyReplicas',
  'the desired replica count is more than the maximum replica count',
];
export const TOO_FEW: Bound = [
  'TooFewReplicas',
  'the desired replica count is less than the minimum replica count',
];
export const TOO_FAST_UP: Bound = [
  'ScaleUpLimit',
  'the desired replica count is increasing faster than the maximum scale rate',
];
export const TOO_FAST_DOWN: Bound = [
  'ScaleDownLimit',
  'the desired replica count is decreasing faster than the maximum scale rate',
];

export const ABOVE_MAX = 'Current number of replicas above Spec.MaxReplicas';
export const BELOW_MIN = 'Current number of replicas below Spec.MinReplicas';
export const ALL_BELOW = 'All metrics below target';

export const SELECTOR_REQUIRED: EventText = {
  reason: 'SelectorRequired',
  message: 'selector is required',
};
export const failedGetScale = (message: string): EventText => ({ reason: 'FailedGetScale', message });
export const failedCompute = (message: string): EventText => ({
  reason: 'FailedComputeMetricsReplicas',
  message,
});
export const successfulRescale = (size: number, reason: string): EventText => ({
  reason: 'SuccessfulRescale',
  message: `New size: ${size}; reason: ${reason}`,
});
export const failedRescale = (size: number, reason: string, error: string): EventText => ({
  reason: 'FailedRescale',
  message: `New size: ${size}; reason: ${reason}; error: ${error}`,
});
