/** pod-template-hash and controller-revision-hash: what tells one revision of a template from another. */
// upstream: pkg/controller/controller_utils.go ComputeHash, k8s.io/apimachinery/pkg/util/rand SafeEncodeString
import { safeEncode } from '@/apimachinery';
import type { PodTemplateSpec } from '@/kube';

/** FNV-1a over the template; the same template under another collision count hashes differently. */
export function podTemplateHash(
  template: PodTemplateSpec | undefined,
  collisionCount: number | undefined,
): string {
  let hash = 0x811c9dc5;
  const text = canonical(template) + (collisionCount === undefined ? '' : `\u0000${collisionCount}`);
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return safeEncode(String(hash >>> 0).padStart(10, '0'));
}

/** JSON with sorted keys, so that the order in which somebody wrote a template doesn't matter. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  fields.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([key, field]) => `${JSON.stringify(key)}:${canonical(field)}`).join(',')}}`;
}
