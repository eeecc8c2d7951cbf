/** JSON Merge Patch (RFC 7386). */
import { isMap } from './json';

/** `patch` laid over `doc`: null deletes, maps merge, everything else replaces. */
export function applyMergePatch(doc: unknown, patch: unknown): unknown {
  if (!isMap(patch)) return patch;
  const out: Record<string, unknown> = { ...(isMap(doc) ? doc : {}) };
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete out[key];
    else if (value !== undefined) out[key] = applyMergePatch(out[key], value);
  }
  return out;
}
