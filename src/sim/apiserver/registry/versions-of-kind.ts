/**
 * Kinds that are served in several versions are stored in one. What comes in by another version becomes the stored one
 * right after its own defaults; what goes out becomes the version that was asked for. All between sees one version.
 */
import { apiVersionOf, type KubeList, type KubeObject } from '@/apimachinery';
import type { WatchSink } from '@/kube/transport';
import type { ResourceDefinition } from '../../resources/definition';

export const toStored = ({ storedAs }: ResourceDefinition, object: KubeObject): KubeObject =>
  storedAs ? storedAs.toStored(object) : object;

/** An object or a list in the version that a definition serves. Statuses, scales and bookmarks are what they are. */
export function asServed(definition: ResourceDefinition, object: KubeObject): KubeObject {
  const { storedAs, kind } = definition;
  if (!storedAs) return object;
  if (object.kind === `${kind}List`) {
    const list = object as KubeList;
    return { ...list, items: list.items.map((item) => asServed(definition, item)) } as KubeObject;
  }
  const converts = object.kind === kind && object.apiVersion !== apiVersionOf(definition);
  return converts ? storedAs.fromStored(object) : object;
}

export const servedSink = (definition: ResourceDefinition, sink: WatchSink): WatchSink =>
  definition.storedAs
    ? {
        event: (event) => sink.event({ ...event, object: asServed(definition, event.object) }),
        closed: (error) => sink.closed(error),
      }
    : sink;
