/** A lab's start state: its manifests, created in the cluster by the platform's own identity, in order of their names. */
import { parseAllDocuments } from 'yaml';
import { isAlreadyExists, type Unstructured } from '@/apimachinery';
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
      await client
        .resource(type as ResourceType<Unstructured>)
        .create(inNamespace(object, type))
        .catch((error) => {
          if (!isAlreadyExists(error)) throw error;
        });
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
