/** Projected volumes: several sources in one folder; above all the service account's token, CA and namespace. */
// upstream: pkg/volume/projected/projected.go collectData
import { parseTime, type Unstructured } from '@/apimachinery';
import { commonUser } from '../config/security';
import { downwardFiles } from './downward';
import { keyedFiles } from './keyed';
import {
  DEFAULT_MODE,
  podVolumeId,
  type SetUpContext,
  type VolumeFile,
  type VolumePlugin,
  type VolumeSpec,
} from './types';

type Source = NonNullable<NonNullable<VolumeSpec['projected']>['sources']>[number];
type TokenSource = NonNullable<Source['serviceAccountToken']>;

/** A token that one user or one group reads; the group's right comes with fsGroup. */
const PRIVATE = 0o600;
const DEFAULT_TOKEN_SECONDS = 3600;
/** The kubelet asks for a new token when a fifth of the lifetime is left. */
const REFRESH_FRACTION = 0.8;

export const projectedPlugin: VolumePlugin = {
  supports: (volume) => volume.projected !== undefined,
  prepare: async ({ name, projected }, context) => {
    const mode = projected?.defaultMode ?? DEFAULT_MODE;
    const files: Record<string, VolumeFile> = {};
    for (const source of projected?.sources ?? [])
      Object.assign(files, await sourceFiles(source, { name, mode }, context));
    return { id: podVolumeId(context.pod, 'projected', name), files };
  },
};

async function sourceFiles(source: Source, volume: { name: string; mode: number }, context: SetUpContext) {
  const from = { sources: context.sources, namespace: context.pod.metadata.namespace ?? '' };
  const { configMap, secret, downwardAPI, serviceAccountToken } = source;
  if (configMap) return keyedFiles('configmap', { ...configMap, defaultMode: volume.mode }, from);
  if (secret) return keyedFiles('secret', { ...secret, defaultMode: volume.mode }, from);
  if (downwardAPI) return downwardFiles(downwardAPI.items ?? [], context.view, volume.mode);
  if (!serviceAccountToken) return {};
  const content = await token(serviceAccountToken, `${volume.name}/${serviceAccountToken.path}`, context);
  const uid = commonUser(context.pod);
  const shared = uid === undefined && context.pod.spec?.securityContext?.fsGroup === undefined;
  const mode = shared ? volume.mode : PRIVATE;
  return { [serviceAccountToken.path]: { content, mode, ...(uid === undefined ? {} : { uid }) } };
}

async function token(
  source: TokenSource,
  key: string,
  { pod, client, nowMs, tokens }: SetUpContext,
): Promise<string> {
  const known = tokens.get(key);
  if (known && known.refreshAt > nowMs) return known.token;
  const { name = '', namespace = '', uid = '' } = pod.metadata;
  const { audience, expirationSeconds = DEFAULT_TOKEN_SECONDS } = source;
  const account = { namespace, name: pod.spec?.serviceAccountName || 'default' };
  try {
    const answer = (await client.serviceaccounts.createSubresource(account, 'token', {
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'TokenRequest',
      metadata: {},
      spec: {
        audiences: audience ? [audience] : [],
        expirationSeconds,
        boundObjectRef: { apiVersion: 'v1', kind: 'Pod', name, uid },
      },
    })) as Unstructured;
    const { token: issued, expirationTimestamp } = answer.status as {
      token: string;
      expirationTimestamp: string;
    };
    const lifetime = parseTime(expirationTimestamp) - nowMs;
    tokens.set(key, { token: issued, refreshAt: nowMs + lifetime * REFRESH_FRACTION });
    return issued;
  } catch (error) {
    throw new Error(`failed to fetch token: ${error instanceof Error ? error.message : String(error)}`);
  }
}
