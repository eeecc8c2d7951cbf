/** Finalizers: what controllers put on objects to have the last word. */
import type { KubeObject } from '@/apimachinery';

/** The object without that finalizer. */
export const withoutFinalizer = <T extends KubeObject>(object: T, finalizer: string): T => ({
  ...object,
  metadata: {
    ...object.metadata,
    finalizers: (object.metadata.finalizers ?? []).filter((name) => name !== finalizer),
  },
});
