/** Resource claims of a pod, and its containers' references to them. upstream: pkg/apis/core/validation validatePodResourceClaims, validateResourceClaimNames */
import { duplicate, type FieldError, type FieldPath, invalid, notFoundField, required } from '@/apimachinery';
import type { PodSpec } from '@/kube/kinds';
import { dnsLabel, dnsSubdomain } from '../../shared/validate';
import type { Resources } from './types';

type PodClaim = NonNullable<PodSpec['resourceClaims']>[number];

const TWO_SOURCES = 'at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified';
const NO_SOURCE = 'must specify one of: `resourceClaimName`, `resourceClaimTemplateName`';

export function validatePodClaims({ resourceClaims = [] }: PodSpec, path: FieldPath): FieldError[] {
  const names = new Set<string>();
  return resourceClaims.flatMap((claim, i) => {
    const errors = validatePodClaim(claim, names, path.index(i));
    names.add(claim.name);
    return errors;
  });
}

function validatePodClaim(claim: PodClaim, seen: ReadonlySet<string>, path: FieldPath): FieldError[] {
  const { name, resourceClaimName, resourceClaimTemplateName } = claim;
  const errors = seen.has(name)
    ? [duplicate(path.child('name'), name)]
    : name
      ? dnsLabel(name, path.child('name'))
      : [required(path.child('name'))];
  if (resourceClaimName !== undefined && resourceClaimTemplateName !== undefined)
    errors.push(invalid(path, claim, TWO_SOURCES));
  if (resourceClaimName === undefined && resourceClaimTemplateName === undefined)
    errors.push(invalid(path, claim, NO_SOURCE));
  if (resourceClaimName !== undefined)
    errors.push(...dnsSubdomain(resourceClaimName, path.child('resourceClaimName')));
  if (resourceClaimTemplateName !== undefined)
    errors.push(...dnsSubdomain(resourceClaimTemplateName, path.child('resourceClaimTemplateName')));
  return errors;
}

/** `known` are the names of the pod's claims. */
export function validateClaimReferences(
  { claims = [] }: Resources,
  known: ReadonlySet<string>,
  path: FieldPath,
): FieldError[] {
  const seen = new Set<string>();
  return claims.flatMap(({ name, request }, i) => {
    const at = path.index(i);
    if (!name) return [required(at)];
    return [
      ...validateReference(name, request, seen, at),
      ...(known.has(name) ? [] : [unknown(name, known, at)]),
    ];
  });
}

/** A claim is used as a whole, or by requests of it, each once. */
function validateReference(
  name: string,
  request: string | undefined,
  ...[seen, path]: [seen: Set<string>, path: FieldPath]
): FieldError[] {
  if (seen.has(name)) return [duplicate(path, name)];
  const key = request ? `${name}/${request}` : name;
  const errors = request ? dnsLabel(request, path.child('request')) : [];
  if (seen.has(key)) errors.push(duplicate(path, key));
  else if (!request)
    errors.push(
      ...[...seen].filter((other) => other.startsWith(`${name}/`)).map(() => duplicate(path, name)),
    );
  seen.add(key);
  return errors;
}

function unknown(name: string, known: ReadonlySet<string>, path: FieldPath): FieldError {
  const names = known.size === 0 ? ' which is empty' : `: ${[...known].sort().join(', ')}`;
  return notFoundField(path, name, `must be one of the names in pod.spec.resourceClaims${names}`);
}
