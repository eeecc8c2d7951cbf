/** The least, the most and the largest ratio that LimitRanges allow. */
// upstream: plugin/pkg/admission/limitranger/admission.go PodValidateLimitFunc, PersistentVolumeClaimValidateLimitFunc
import { compareQuantity, parseQuantity, type Quantity } from '@/apimachinery';
import type { LimitRange, PersistentVolumeClaim, Pod } from '@/kube/kinds';
import { type Amounts, podAmounts, readAmounts } from '../../quota';
import { specOf } from '../pod';

type Item = NonNullable<LimitRange['spec']>['limits'][number];

/** What is measured: a container, a whole pod or a claim. */
interface Measured {
  readonly requests: Amounts;
  readonly limits: Amounts;
}

/** One resource of it against one bound. */
interface Case {
  readonly type: string;
  readonly name: string;
  readonly bound: Quantity;
  readonly request: Quantity | undefined;
  readonly limit: Quantity | undefined;
}

export function podViolations(range: LimitRange, pod: Pod): readonly string[] {
  const spec = specOf(pod);
  const containers = [...spec.containers, ...(spec.initContainers ?? [])].map(({ resources }) => ({
    requests: readAmounts(resources?.requests),
    limits: readAmounts(resources?.limits),
  }));
  const whole = { requests: podAmounts(spec, 'requests'), limits: podAmounts(spec, 'limits') };
  return (range.spec?.limits ?? []).flatMap((item) => {
    const measured = item.type === 'Container' ? containers : item.type === 'Pod' ? [whole] : [];
    return measured.flatMap((one) => [
      ...judge(item, 'min', one, tooLittle),
      ...judge(item, 'max', one, tooMuch),
      ...judge(item, 'maxLimitRequestRatio', one, tooFarApart),
    ]);
  });
}

/** Claims have no limits, only requests. */
export function claimViolations(range: LimitRange, claim: PersistentVolumeClaim): readonly string[] {
  const measured = { requests: readAmounts(claim.spec?.resources?.requests), limits: {} };
  return (range.spec?.limits ?? [])
    .filter(({ type }) => type === 'PersistentVolumeClaim')
    .flatMap((item) => [
      ...judge(item, 'min', measured, tooLittle),
      ...judge(item, 'max', measured, requestTooLarge),
    ]);
}

function judge(
  item: Item,
  list: 'min' | 'max' | 'maxLimitRequestRatio',
  { requests, limits }: Measured,
  rule: (given: Case) => string | undefined,
): string[] {
  return Object.entries(item[list] ?? {})
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([name, bound]) => {
      const [request, limit] = [requests[name], limits[name]];
      return rule({ type: item.type, name, bound: parseQuantity(bound), request, limit }) ?? [];
    });
}

const below = (amount: Quantity | undefined, bound: Quantity): amount is Quantity =>
  amount !== undefined && compareQuantity(amount, bound) < 0;
const above = (amount: Quantity | undefined, bound: Quantity): amount is Quantity =>
  amount !== undefined && compareQuantity(amount, bound) > 0;

function tooLittle({ type, name, bound, request, limit }: Case): string | undefined {
  const rule = `minimum ${name} usage per ${type} is ${bound.text}`;
  if (!request) return `${rule}.  No request is specified`;
  if (below(request, bound)) return `${rule}, but request is ${request.text}`;
  return below(limit, bound) ? `${rule}, but limit is ${limit.text}` : undefined;
}

function tooMuch({ type, name, bound, request, limit }: Case): string | undefined {
  const rule = `maximum ${name} usage per ${type} is ${bound.text}`;
  if (!limit) return `${rule}.  No limit is specified`;
  if (above(limit, bound)) return `${rule}, but limit is ${limit.text}`;
  return above(request, bound) ? `${rule}, but request is ${request.text}` : undefined;
}

function requestTooLarge({ type, name, bound, request }: Case): string | undefined {
  const rule = `maximum ${name} usage per ${type} is ${bound.text}`;
  if (!request) return `${rule}.  No request is specified`;
  return above(request, bound) ? `${rule}, but request is ${request.text}` : undefined;
}

function tooFarApart({ type, name, bound, request, limit }: Case): string | undefined {
  const rule = `${name} max limit to request ratio per ${type} is ${bound.text}`;
  if (!request || request.nanos === 0n) return `${rule}, but no request is specified or request is 0`;
  if (!limit || limit.nanos === 0n) return `${rule}, but no limit is specified or limit is 0`;
  const ratio = Number(limit.nanos) / Number(request.nanos);
  return ratio * 1e9 > Number(bound.nanos) ? `${rule}, but provided ratio is ${ratio.toFixed(6)}` : undefined;
}
