/** What the API server settles about a pod before it hands a request on to the pod's node: container, host, log options. */
// upstream: pkg/registry/core/pod/strategy.go
import { badRequest, type FieldError, field, forbiddenField, invalid, invalidObject } from '@/apimachinery';
import type { Pod } from '@/kube/kinds';
import type { LogOptions } from '../../contracts';
import { boolean, integer } from './query';

/** The container that is meant: the named one, or the only one. */
// upstream: pkg/registry/core/pod/strategy.go validateContainer
export function chooseContainer(pod: Pod, asked: string): string {
  const { containers, initContainers = [], ephemeralContainers = [] } = podSpec(pod);
  const all = [...containers, ...initContainers, ...ephemeralContainers];
  const name = pod.metadata.name ?? '';
  if (asked !== '') {
    if (all.some((container) => container.name === asked)) return asked;
    throw badRequest(`container ${asked} is not valid for pod ${name}`);
  }
  const [only, second] = containers;
  if (only && !second) return only.name;
  const names = (list: readonly { readonly name: string }[]) => `[${list.map((c) => c.name).join(' ')}]`;
  const orInit = initContainers.length > 0 ? ` or one of the init containers: ${names(initContainers)}` : '';
  throw badRequest(
    `a container name must be specified for pod ${name}, choose one of: ${names(containers)}${orInit}`,
  );
}

export const podSpec = (pod: Pod): NonNullable<Pod['spec']> => pod.spec ?? { containers: [] };

export function requireHost(pod: Pod): void {
  if (!podSpec(pod).nodeName) throw badRequest(`pod ${pod.metadata.name} does not have a host assigned`);
}

/** ?container=c&follow=true&tailLines=5 ... */
// upstream: pkg/apis/core/validation/validation.go ValidatePodLogOptions
export function logOptions(query: URLSearchParams): LogOptions {
  const tailLines = integer(query, 'tailLines');
  const limitBytes = integer(query, 'limitBytes');
  const sinceSeconds = integer(query, 'sinceSeconds');
  const sinceTime = query.get('sinceTime') || undefined;
  const errors: FieldError[] = [];
  if (tailLines !== undefined && tailLines < 0) {
    errors.push(invalid(field('tailLines'), tailLines, 'must be greater than or equal to 0'));
  }
  if (limitBytes !== undefined && limitBytes < 1) {
    errors.push(invalid(field('limitBytes'), limitBytes, 'must be greater than 0'));
  }
  if (sinceSeconds !== undefined && sinceTime !== undefined) {
    errors.push(forbiddenField(field(''), 'at most one of `sinceTime` or `sinceSeconds` may be specified'));
  } else if (sinceSeconds !== undefined && sinceSeconds < 1) {
    errors.push(invalid(field('sinceSeconds'), sinceSeconds, 'must be greater than 0'));
  }
  if (errors.length > 0) throw invalidObject({ group: '', kind: 'PodLogOptions' }, '', errors);
  return {
    follow: boolean(query, 'follow') ?? false,
    previous: boolean(query, 'previous') ?? false,
    timestamps: boolean(query, 'timestamps') ?? false,
    ...(tailLines !== undefined ? { tailLines } : {}),
    ...(limitBytes !== undefined ? { limitBytes } : {}),
    ...(sinceSeconds !== undefined ? { sinceSeconds } : {}),
    ...(sinceTime !== undefined ? { sinceTime } : {}),
  };
}
