/** upstream: pkg/apis/core/validation ValidateLimitRange */
import {
  compareQuantity,
  duplicate,
  type FieldError,
  type FieldPath,
  field,
  forbiddenField,
  invalid,
  isQualifiedName,
  own,
  parseQuantity,
  type Quantity,
  required,
} from '@/apimachinery';
import type { LimitRange } from '@/kube/kinds';
import { mayOvercommit, validateContainerResource, validateResourceName } from '../../pod-spec';
import { each } from '../../shared/validate';

type Item = NonNullable<LimitRange['spec']>['limits'][number];
const BOUNDS = ['max', 'min', 'default', 'defaultRequest', 'maxLimitRequestRatio'] as const;
type Bound = (typeof BOUNDS)[number];

const TYPES = ['Pod', 'Container', 'PersistentVolumeClaim'];
const ONE = parseQuantity('1');

export function validateLimitRange({ spec }: LimitRange): FieldError[] {
  const path = field('spec', 'limits');
  const limits = spec?.limits ?? [];
  return limits.flatMap((item, i) => {
    const at = path.index(i);
    const again = limits.findIndex(({ type }) => type === item.type) < i;
    return [
      ...validateType(item.type, at.child('type')),
      ...(again ? [duplicate(at.child('type'), item.type)] : []),
      ...validateNames(item, at),
      ...resourcesOf(item).flatMap((name) => validateOrder(item, name, at)),
    ];
  });
}

function validateType(type: string, path: FieldPath): FieldError[] {
  const errors = each(isQualifiedName(type), path, type);
  if (errors.length > 0 || type.includes('/') || TYPES.includes(type)) return errors;
  return [invalid(path, type, 'must be a standard limit type or fully qualified')];
}

function validateNames(item: Item, path: FieldPath): FieldError[] {
  const ofPod = item.type === 'Pod';
  const validate = ofPod || item.type === 'Container' ? validateContainerResource : validateResourceName;
  const errors = BOUNDS.flatMap((bound) => {
    const at = path.child(bound);
    const names = Object.keys(item[bound] ?? {});
    if (ofPod && names.length > 0 && (bound === 'default' || bound === 'defaultRequest')) {
      return [forbiddenField(at, "may not be specified when `type` is 'Pod'")];
    }
    return names.flatMap((name) => validate(name, at.key(name)));
  });
  if (item.type !== 'PersistentVolumeClaim' || item.min?.storage || item.max?.storage) return errors;
  const why = 'either minimum or maximum storage value is required, but neither was provided';
  return [...errors, required(path.child('limits'), why)];
}

const resourcesOf = (item: Item): string[] => [
  ...new Set(BOUNDS.flatMap((bound) => Object.keys(item[bound] ?? {}))),
];

/** min <= default request <= default limit <= max, as far as they are given. */
function validateOrder(item: Item, name: string, path: FieldPath): FieldError[] {
  const amount = (bound: Bound): Quantity | undefined => {
    const amounts = item[bound] ?? {};
    // Names come from outside: "constructor" is one.
    const text = own(amounts, name);
    const hidden = item.type === 'Pod' && (bound === 'default' || bound === 'defaultRequest');
    return text === undefined || hidden ? undefined : parseQuantity(text);
  };
  const [min, max, limit, request] = [
    amount('min'),
    amount('max'),
    amount('default'),
    amount('defaultRequest'),
  ];
  const errors: FieldError[] = [];
  const ordered = (low: Named, high: Named, shown: readonly [Bound, Quantity | undefined]) => {
    if (!low.amount || !high.amount || compareQuantity(low.amount, high.amount) <= 0) return;
    const why = `${low.name} ${low.amount.text} is greater than ${high.name} ${high.amount.text}`;
    errors.push(invalid(path.child(shown[0]).key(name), shown[1]?.text, why));
  };
  const least = { name: 'min value', amount: min };
  const most = { name: 'max value', amount: max };
  const asked = { name: 'default request value', amount: request };
  ordered(least, most, ['min', min]);
  ordered(least, asked, ['defaultRequest', request]);
  ordered(asked, most, ['defaultRequest', request]);
  ordered(asked, { name: 'default limit value', amount: limit }, ['defaultRequest', request]);
  // Upstream shows the bound in these two, not the value that broke it.
  ordered(least, { name: 'default value', amount: limit }, ['default', min]);
  ordered({ name: 'default value', amount: limit }, most, ['default', max]);
  errors.push(...validateRatio(amount('maxLimitRequestRatio'), [min, max], ratioPath(path, name)));
  if (!mayOvercommit(name) && limit && request && compareQuantity(limit, request) !== 0) {
    const why = `default value ${limit.text} must equal to defaultRequest value ${request.text} in ${name}`;
    errors.push(invalid(path.child('defaultRequest').key(name), request.text, why));
  }
  return errors;
}

interface Named {
  readonly name: string;
  readonly amount: Quantity | undefined;
}

const ratioPath = (path: FieldPath, name: string) => path.child('maxLimitRequestRatio').key(name);

function validateRatio(
  ratio: Quantity | undefined,
  [min, max]: readonly [Quantity | undefined, Quantity | undefined],
  path: FieldPath,
): FieldError[] {
  if (!ratio) return [];
  const errors: FieldError[] = [];
  if (compareQuantity(ratio, ONE) < 0) {
    errors.push(invalid(path, ratio.text, `ratio ${ratio.text} is less than 1`));
  }
  if (!min || !max) return errors;
  const limit = Number(max.nanos) / Number(min.nanos);
  if (Number(ratio.nanos) / Number(ONE.nanos) > limit) {
    errors.push(
      invalid(path, ratio.text, `ratio ${ratio.text} is greater than max/min = ${limit.toFixed(6)}`),
    );
  }
  return errors;
}
