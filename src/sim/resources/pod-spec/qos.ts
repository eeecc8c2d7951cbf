/**
 * The quality-of-service class that a pod's requests and limits earn.
 * upstream: pkg/apis/core/helper/qos ComputePodQOS
 */
import { compareQuantity, parseQuantity } from '@/apimachinery';
import type { PodSpec } from '@/kube/kinds';

export type QosClass = 'Guaranteed' | 'Burstable' | 'BestEffort';

const COMPUTE = ['cpu', 'memory'] as const;

export function qosClass(spec: PodSpec): QosClass {
  // Requests and limits of the whole pod, where it has them, decide alone.
  const parts = spec.resources ? [spec] : [...spec.containers, ...(spec.initContainers ?? [])];
  let any = false;
  let guaranteed = true;
  for (const { resources } of parts) {
    for (const name of COMPUTE) {
      const request = amount(resources?.requests?.[name]);
      const limit = amount(resources?.limits?.[name]);
      any ||= request !== undefined || limit !== undefined;
      guaranteed &&= limit !== undefined && (request === undefined || compareQuantity(request, limit) === 0);
    }
  }
  if (!any) return 'BestEffort';
  return guaranteed ? 'Guaranteed' : 'Burstable';
}

/** Zero counts as not set. */
function amount(text: string | undefined) {
  if (text === undefined) return undefined;
  const quantity = parseQuantity(text);
  return quantity.nanos > 0n ? quantity : undefined;
}
