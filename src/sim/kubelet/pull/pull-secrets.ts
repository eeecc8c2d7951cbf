/** The pull secrets of a pod: its own, or those that admission gave it from its service account. */
// upstream: pkg/kubelet/kubelet_pods.go getPullSecretsForPod
import { namespaceOf, type Pod, type Secret } from '@/kube';
import type { Sources } from '../config/sources';
import { EVENT, MESSAGE } from '../reasons';
import { createKeyring, type Keyring, NO_KEYS } from './keyring';

type Tell = (type: 'Warning', what: { reason: string; message: string }) => void;

/** Missing ones are told; the pull is tried with what there is. */
export async function keyringOf(pod: Pod, sources: Sources, tell: Tell): Promise<Keyring> {
  const names = (pod.spec?.imagePullSecrets ?? []).flatMap(({ name }) => (name ? [name] : []));
  if (names.length === 0) return NO_KEYS;
  const found: Secret[] = [];
  const missing: string[] = [];
  for (const name of names) {
    const secret = await sources.secret(namespaceOf(pod), name);
    if (secret) found.push(secret);
    else missing.push(name);
  }
  if (missing.length > 0) {
    tell('Warning', {
      reason: EVENT.FailedToRetrievePullSecret,
      message: MESSAGE.pullSecretsMissing(missing),
    });
  }
  return createKeyring(found);
}
