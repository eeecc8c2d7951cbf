/** A lab's start state: its manifests, created in the cluster by the platform's own identity, in order of their names. */
import { setTimeout as sleep } from 'node:timers/promises';
import { parseAllDocuments } from 'yaml';
import { isAlreadyExists, isForbidden, type Unstructured } from '@/apimachinery';
import { createClient, type ResourceType } from '@/kube';
import { ClusterReader, type GradedCluster } from '../grading/cluster-reader';
import { LabError } from './lab-error';
import type { Lab } from './load-lab';

/**
 * Creates what setup/*.yaml says in the lab's first cluster. Doing it again leaves what is there: a session that was
 * interrupted in its set-up is finished by the next start.
 * @throws LabError for a manifest that is not YAML or of a kind that the cluster doesn't serve
 */
export async function setUpLab(lab: Lab, clusters: readonly GradedCluster[]): Promise<void> {
  const [cluster] = clusters;
  if (!cluster || lab.manifests.length === 0) return;
  const reader = new ClusterReader(cluster);
  const { transport, user } = cluster.admin();
  const client = createClient(transport, { user, userAgent: 'sealegs-setup' });
  for (const { name, text } of lab.manifests) {
    for (const object of objectsOf(text, `labs/${lab.id}/setup/${name}`)) {
      const type = await reader.kind(object.apiVersion, object.kind);
      if (!type)
        throw new LabError(
          `labs/${lab.id}/setup/${name}`,
          undefined,
          `the cluster has no kind ${object.kind}`,
        );
      const kind = client.resource(type as ResourceType<Unstructured>);
      await onceAccountsAreThere(() => kind.create(inNamespace(object, type))).catch((error) => {
        if (!isAlreadyExists(error)) throw error;
      });
    }
  }
}

const ACCOUNT_MISSING = / serviceaccount "default" not found$/;
const ACCOUNT_TRIES = 100;
const ACCOUNT_MS = 50;

/** A namespace gets its default service account a moment after it was made, and pods can't be created before. */
async function onceAccountsAreThere<T>(create: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await create();
    } catch (error) {
      const tooEarly = isForbidden(error) && error instanceof Error && ACCOUNT_MISSING.test(error.message);
      if (!tooEarly || tries === ACCOUNT_TRIES) throw error;
      await sleep(ACCOUNT_MS);
    }
  }
}

function objectsOf(text: string, file: string): Unstructured[] {
  return parseAllDocuments(text).flatMap((document) => {
    const [error] = 'errors' in document ? document.errors : [];
    if (error) throw new LabError(file, error.linePos?.[0].line, `not valid YAML: ${error.message}`);
    const value = document.toJS() as Unstructured | null;
    return value ? [value] : [];
  });
}

function inNamespace(object: Unstructured, type: ResourceType): Unstructured {
  if (!type.namespaced || object.metadata.namespace) return object;
  return { ...object, metadata: { ...object.metadata, namespace: 'default' } };
}
