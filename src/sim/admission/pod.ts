/** What the plug-ins for pods share. */
import type { Pod, PodSpec } from '@/kube/kinds';
import type { AdmissionRequest } from './plugin';

/** The pod that a request writes, unless it is about something else or a subresource. */
export function podOf({ resource, subresource, object }: AdmissionRequest): Pod | undefined {
  if (resource.group !== '' || resource.resource !== 'pods' || subresource) return undefined;
  return object as Pod | undefined;
}

/** Whether a request gives the containers of a pod other requests and limits. */
export const isResize = ({ resource, subresource, operation }: AdmissionRequest): boolean =>
  resource.group === '' && resource.resource === 'pods' && subresource === 'resize' && operation === 'UPDATE';

export const specOf = (pod: Pod): PodSpec => pod.spec ?? { containers: [] };

export const withSpec = (pod: Pod, changes: Partial<PodSpec>): Pod => ({
  ...pod,
  spec: { ...specOf(pod), ...changes },
});
