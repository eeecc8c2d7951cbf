/** upstream: pkg/apis/admissionregistration/validation/validation.go validateValidatingAdmissionPolicySpec */
import {
  duplicate,
  type FieldError,
  type FieldPath,
  field,
  invalid,
  isDNS1035Label,
  isDNS1123Subdomain,
  isQualifiedName,
  required,
  tooMany,
} from '@/apimachinery';
import type { ValidatingAdmissionPolicy } from '@/kube/kinds';
import { compilePolicy } from '../../../cel';
import { each, oneOf } from '../../shared/validate';
import { type MatchResources, validateMatchResources } from '../match-resources';

type Spec = NonNullable<ValidatingAdmissionPolicy['spec']>;
type Validation = NonNullable<Spec['validations']>[number];

const FAILURE_POLICIES = ['Fail', 'Ignore'];
const REASONS = ['Forbidden', 'Invalid', 'RequestEntityTooLarge'];
const MAX_MATCH_CONDITIONS = 64;
const MAX_AUDIT_ANNOTATIONS = 20;
const MAX_VALUE_EXPRESSION = 5 * 1024;
const IDENTIFIER = /^[_a-zA-Z][_a-zA-Z0-9]*$/;
const RESERVED =
  /^(true|false|null|in|as|break|const|continue|else|for|function|if|import|let|loop|package|namespace|return|var|void|while)$/;

const path = field('spec');
const NOTHING = 'validations or auditAnnotations must contain at least one item';

export function validatePolicy({ metadata, spec = {} }: ValidatingAdmissionPolicy): FieldError[] {
  const { failurePolicy, paramKind, matchConstraints, validations = [], auditAnnotations = [] } = spec;
  const at = { validations: path.child('validations'), annotations: path.child('auditAnnotations') };
  const compiled = compilationErrors(spec);
  const expressionErrors = (where: string) => compiled.get(where) ?? [];
  return [
    ...oneOf(failurePolicy, FAILURE_POLICIES, path.child('failurePolicy')),
    ...(paramKind ? validateParamKind(paramKind) : []),
    ...validateConstraints(matchConstraints),
    ...validateMatchConditions(spec, expressionErrors),
    ...validateVariables(spec, expressionErrors),
    ...(validations.length === 0 && auditAnnotations.length === 0
      ? [required(at.validations, NOTHING), required(at.annotations, NOTHING)]
      : []),
    ...validations.flatMap((validation, i) =>
      validateValidation(validation, at.validations.index(i), expressionErrors),
    ),
    ...validateAnnotations(metadata.name ?? '', spec, expressionErrors),
  ];
}

type ExpressionErrors = (where: string) => readonly FieldError[];

/** What is wrong with the expressions that there are, by the path of each. */
function compilationErrors(spec: Spec): ReadonlyMap<string, readonly FieldError[]> {
  const errors = new Map<string, FieldError[]>();
  compilePolicy(spec, (where, expression, detail) => {
    const at = `${path.text}.${where}`;
    errors.set(at, [invalid(field(at), expression, detail)]);
  });
  return errors;
}

/** An expression that is missing, or what is wrong with it. */
const expression = (text: string | undefined, at: FieldPath, errors: ExpressionErrors, why: string) =>
  text?.trim() ? errors(at.text) : [required(at, why)];

function validateParamKind({ apiVersion = '', kind = '' }: NonNullable<Spec['paramKind']>): FieldError[] {
  const at = path.child('paramKind');
  const joined = (messages: readonly string[], where: FieldPath, value: string, prefix = '') =>
    messages.length > 0 ? [invalid(where, value, `${prefix}${messages.join(',')}`)] : [];
  const lower = joined(
    isDNS1035Label(kind.toLowerCase()),
    at.child('kind'),
    kind,
    'may have mixed case, but should otherwise match: ',
  );
  return [
    ...validateApiVersion(apiVersion, at.child('apiVersion'), joined),
    ...(kind ? lower : [required(at.child('kind'))]),
  ];
}

function validateApiVersion(
  apiVersion: string,
  at: FieldPath,
  joined: (messages: readonly string[], where: FieldPath, value: string) => FieldError[],
): FieldError[] {
  if (apiVersion === '') return [required(at)];
  const parts = apiVersion === '/' ? [''] : apiVersion.split('/');
  if (parts.length > 2) return [invalid(at, apiVersion, `unexpected GroupVersion string: ${apiVersion}`)];
  const [group = '', version = ''] = parts.length === 2 ? parts : ['', ...parts];
  return [
    ...(group ? joined(isDNS1123Subdomain(group), at, group) : []),
    ...(version
      ? joined(isDNS1035Label(version), at, version)
      : [invalid(at, apiVersion, 'version must be specified')]),
  ];
}

function validateConstraints(match: MatchResources | undefined): FieldError[] {
  const at = path.child('matchConstraints');
  if (!match) return [required(at)];
  const errors = validateMatchResources(match, at);
  return match.resourceRules?.length ? errors : [...errors, required(at.child('resourceRules'))];
}

function validateMatchConditions({ matchConditions = [] }: Spec, errors: ExpressionErrors): FieldError[] {
  const at = path.child('matchConditions');
  const tooManyOf =
    matchConditions.length > MAX_MATCH_CONDITIONS
      ? [tooMany(at, matchConditions.length, MAX_MATCH_CONDITIONS)]
      : [];
  const each = matchConditions.flatMap((condition, i) => {
    const name = at.index(i).child('name');
    const again = matchConditions.findIndex((other) => other.name === condition.name) < i;
    return [
      ...expression(condition.expression, at.index(i).child('expression'), errors, ''),
      ...(condition.name
        ? isQualifiedName(condition.name).map((message) => invalid(name, condition.name, message))
        : [required(name)]),
      ...(condition.name && again ? [duplicate(name, condition.name)] : []),
    ];
  });
  return [...tooManyOf, ...each];
}

function validateVariables({ variables = [] }: Spec, errors: ExpressionErrors): FieldError[] {
  return variables.flatMap(({ name, expression: text }, i) => {
    const at = path.child('variables').index(i);
    const isName = IDENTIFIER.test(name) && !RESERVED.test(name);
    return [
      ...(name.trim() ? [] : [required(at.child('name'), 'name is not specified')]),
      ...(name.trim() && !isName
        ? [invalid(at.child('name'), name, 'name is not a valid CEL identifier')]
        : []),
      ...expression(text, at.child('expression'), errors, 'expression is not specified'),
    ];
  });
}

function validateValidation(validation: Validation, at: FieldPath, errors: ExpressionErrors): FieldError[] {
  const { message = '', messageExpression = '', reason } = validation;
  return [
    ...expression(validation.expression, at.child('expression'), errors, 'expression is not specified'),
    ...(messageExpression && !messageExpression.trim()
      ? [invalid(at.child('messageExpression'), messageExpression, 'must be non-empty if specified')]
      : errors(at.child('messageExpression').text)),
    ...validateMessage(message, at.child('message')),
    ...oneOf(reason, REASONS, at.child('reason'), 'fine'),
  ];
}

function validateMessage(message: string, at: FieldPath): FieldError[] {
  if (message && !message.trim()) return [invalid(at, message, 'message must be non-empty if specified')];
  return /[\n\r]/.test(message.trim()) ? [invalid(at, message, 'message must not contain line breaks')] : [];
}

function validateAnnotations(
  policy: string,
  { auditAnnotations = [] }: Spec,
  errors: ExpressionErrors,
): FieldError[] {
  const at = path.child('auditAnnotations');
  const limit = `must not have more than ${MAX_AUDIT_ANNOTATIONS} auditAnnotations`;
  const all = auditAnnotations.length > MAX_AUDIT_ANNOTATIONS ? [invalid(at, auditAnnotations, limit)] : [];
  const single = auditAnnotations.flatMap(({ key, valueExpression }, i) => {
    const keyPath = at.index(i).child('key');
    const valuePath = at.index(i).child('valueExpression');
    const again = auditAnnotations.findIndex((other) => other.key === key) < i;
    const isLong = valueExpression.trim().length > MAX_VALUE_EXPRESSION;
    return [
      ...(policy
        ? each(isQualifiedName(`${policy}/${key}`), keyPath, `${policy}/${key}`)
        : [invalid(keyPath, key, 'requires metadata.name be non-empty')]),
      ...(isLong
        ? [required(valuePath, `must not exceed ${MAX_VALUE_EXPRESSION} bytes in length`)]
        : expression(valueExpression, valuePath, errors, 'valueExpression is not specified')),
      ...(again ? [duplicate(keyPath, key)] : []),
    ];
  });
  return [...all, ...single];
}
