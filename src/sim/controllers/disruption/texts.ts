/** Reasons and messages of the disruption controller's events, as upstream prints them. */
// upstream: pkg/controller/disruption/disruption.go
import type { LabelSelector } from '@/apimachinery';

export const NO_PODS = { reason: 'NoPods', message: 'No matching pods found' };

export const countFailed = (error: string) => ({
  reason: 'CalculateExpectedPodCountFailed',
  message: `Failed to calculate the number of expected pods: ${error}`,
});

export const unmanagedPods = (selector: LabelSelector | undefined) => ({
  reason: 'UnmanagedPods',
  message:
    `Pods selected by this PodDisruptionBudget (selector: ${goText(selector)}) were found to be unmanaged. ` +
    'As a result, the status of the PDB cannot be calculated correctly, which may result in undefined behavior. ' +
    'To account for these pods please set ".spec.minAvailable" field of the PDB to an integer value.',
});

export const severalBudgets = (namespace: string, pod: string, chosen: string) => ({
  reason: 'MultiplePodDisruptionBudgets',
  message: `Pod "${namespace}"/"${pod}" matches multiple PodDisruptionBudgets.  Chose "${chosen}" arbitrarily.`,
});

/** Upstream names the namespace twice, and the budget not at all. */
export const notDeleted = (namespace: string) => ({
  reason: 'NotDeleted',
  message: `Pod was expected by PDB ${namespace}/${namespace} to be deleted but it wasn't`,
});

/** upstream: apimachinery/pkg/apis/meta/v1/generated.pb.go LabelSelector.String */
function goText(selector: LabelSelector | undefined): string {
  if (!selector) return 'nil';
  const labels = Object.entries(selector.matchLabels ?? {})
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}: ${value},`);
  const expressions = (selector.matchExpressions ?? []).map(
    ({ key, operator, values = [] }) =>
      `LabelSelectorRequirement{Key:${key},Operator:${operator},Values:[${values.join(' ')}],},`,
  );
  return `&LabelSelector{MatchLabels:map[string]string{${labels.join('')}},MatchExpressions:[]LabelSelectorRequirement{${expressions.join('')}},}`;
}
