/** The scale of workloads whose spec has replicas and a label selector. */
import { type KubeObject, type LabelSelector, labelSelectorFrom } from '@/apimachinery';
import type { ScaleDefinition } from '../definition';

interface Scalable extends KubeObject {
  readonly spec?: { readonly replicas?: number; readonly selector: LabelSelector };
  readonly status?: { readonly replicas?: number };
}

export const scaleOf = <T extends Scalable>(): ScaleDefinition<T> => ({
  replicas: (object) => ({
    spec: object.spec?.replicas ?? 0,
    status: object.status?.replicas ?? 0,
    selector: labelSelectorFrom(object.spec?.selector).text,
  }),
  withReplicas: (object, replicas) => ({ ...object, spec: { ...object.spec, replicas } }) as T,
});
