/** Runs the plug-ins in their order. */
import type { KubeObject } from '@/apimachinery';
import type { AdmissionContext, AdmissionPlugin, AdmissionRequest, ReservationContext } from './plugin';

export class AdmissionChain {
  readonly #plugins: readonly AdmissionPlugin[];

  constructor(plugins: readonly AdmissionPlugin[]) {
    this.#plugins = plugins;
  }

  /** The plug-ins' names, in the order in which they are asked. */
  get names(): readonly string[] {
    return this.#plugins.map(({ name }) => name);
  }

  /** The object as the plug-ins leave it (undefined for deletions). */
  admit(request: AdmissionRequest, context: AdmissionContext): KubeObject | undefined {
    let current = request;
    for (const plugin of this.#plugins) {
      if (!plugin.admit || !plugin.operations.includes(request.operation)) continue;
      const object = plugin.admit(current, context);
      if (object && object !== current.object) current = { ...current, object };
    }
    return current.object;
  }

  validate(request: AdmissionRequest, context: AdmissionContext): void {
    for (const plugin of this.#plugins) {
      if (plugin.operations.includes(request.operation)) plugin.validate?.(request, context);
    }
  }

  reserve(request: AdmissionRequest, context: ReservationContext): void {
    for (const plugin of this.#plugins) {
      if (plugin.operations.includes(request.operation)) plugin.reserve?.(request, context);
    }
  }
}
