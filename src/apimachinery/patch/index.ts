/** Patches of JSON documents. Inputs may be frozen; results share what did not change. Errors are StatusErrors. */
export { goValue } from './json';
export { applyJsonPatch } from './json-patch';
export { applyMergePatch } from './merge-patch';
export { applyStrategicMergePatch, type PatchField, type PatchSchema } from './strategic';
