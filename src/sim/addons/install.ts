/** Puts the objects of add-ons where they are missing, through the API as `kubectl apply` would. */
import { isAlreadyExists, type KubeObject } from '@/apimachinery';
import { allResources, type Client, type ResourceType } from '@/kube';
import type { AddOn } from './add-on';

export async function installAddOns(client: Client, addOns: readonly AddOn[]): Promise<void> {
  for (const object of addOns.flatMap(({ objects }) => objects)) {
    try {
      await client.resource(typeOf(object)).create(object);
    } catch (error) {
      if (!isAlreadyExists(error)) throw error;
    }
  }
}

function typeOf({ apiVersion, kind }: KubeObject): ResourceType {
  const type = allResources.find(
    ({ group, version, kind: known }) =>
      known === kind && apiVersion === (group ? `${group}/${version}` : version),
  );
  if (type) return type;
  throw new Error(`an add-on has a ${kind} of ${apiVersion}, which is no kind`);
}
