/**
 * The way from client-side to server-side apply: what kubectl noted in its annotation counts as its own, and the
 * annotation is kept up to date as long as it is there.
 */
// upstream: k8s.io/apimachinery/pkg/util/managedfields/internal lastappliedmanager.go, lastappliedupdater.go
import type { KubeObject } from '@/apimachinery';
import { field } from '@/apimachinery/field';
import { type ChangeContext, typedErrors } from '@/apimachinery/managed-fields';
import { validateAnnotations } from '@/apimachinery/metadata';
import { withMetadata } from '../registry/metadata';

/** The only manager that this is for. */
export const KUBECTL = 'kubectl';
const ANNOTATION = 'kubectl.kubernetes.io/last-applied-configuration';

/** The configuration in the annotation, if it can be read at this version. */
export function lastApplied(live: KubeObject, { type, manager }: ChangeContext): unknown {
  const text = live.metadata.annotations?.[ANNOTATION];
  if (!text) return undefined;
  try {
    const config: unknown = JSON.parse(text);
    const { apiVersion } = config as Partial<KubeObject>;
    return apiVersion === manager.apiVersion && !typedErrors(config, type) ? config : undefined;
  } catch {
    return undefined;
  }
}

/** The object with its annotation telling of this configuration. */
export function withLastApplied(object: KubeObject, config: KubeObject): KubeObject {
  const { annotations } = object.metadata;
  if (!annotations?.[ANNOTATION]) return object;
  const { [ANNOTATION]: _, ...others } = config.metadata.annotations ?? {};
  const told = config.metadata.annotations ? withMetadata(config, { annotations: others }) : config;
  const updated = { ...annotations, [ANNOTATION]: `${JSON.stringify(sorted(told))}\n` };
  const tooLarge = validateAnnotations(updated, field('metadata', 'annotations')).length > 0;
  const { [ANNOTATION]: __, ...without } = updated;
  return withMetadata(object, { annotations: tooLarge ? without : updated });
}

/** Go writes maps by sorted keys. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, entry]) => [key, sorted(entry)]));
}
