/** runAsNonRoot: a promise about the container's user that is checked before it starts. */
// upstream: pkg/kubelet/kuberuntime/security_context.go verifyRunAsNonRoot
import type { ContainerSpec, Pod } from '@/kube';
import type { ImageDefinition } from '../../contracts';
import { formatPod, quote } from '../reasons';

/** A container that would run as somebody whom its own pod forbids. */
export class NonRootError extends Error {
  override readonly name = 'NonRootError';
}

/** Throws {@link NonRootError} unless the container may run, or runs as somebody who is certainly not root. */
export function verifyNonRoot(pod: Pod, container: ContainerSpec, { user = '' }: ImageDefinition): void {
  const { runAsNonRoot, runAsUser } = { ...pod.spec?.securityContext, ...container.securityContext };
  if (runAsNonRoot !== true || (runAsUser !== undefined && runAsUser !== 0)) return;
  const [name = ''] = user.split(':');
  if (runAsUser === undefined && Number(name) > 0) return;
  const why =
    runAsUser === 0
      ? "container's runAsUser breaks non-root policy"
      : name === '' || Number(name) === 0
        ? 'container has runAsNonRoot and image will run as root'
        : `container has runAsNonRoot and image has non-numeric user (${name}), cannot verify user is non-root`;
  throw new NonRootError(`${why} (pod: ${quote(formatPod(pod))}, container: ${container.name})`);
}
