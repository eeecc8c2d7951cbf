/** A policy's expressions: what each may name, what it has to be, and the programs that come of them. */
// upstream: staging/src/k8s.io/apiserver/pkg/admission/plugin/cel/{compile,composition}.go
import type { ValidatingAdmissionPolicy } from '@/kube/kinds';
import { CelCompileError, CelEnvironment, type Declarations, type Program } from '../compile';
import { AUTHORIZER } from '../functions/authorizer';
import { celType } from '../messages';
import { REQUEST_TYPE, REQUEST_TYPES } from './request';
import { VARIABLES_TYPE, Variables } from './variables';

type Spec = NonNullable<ValidatingAdmissionPolicy['spec']>;
type Validation = NonNullable<Spec['validations']>[number];

export interface CompiledPolicy {
  readonly matchConditions: readonly Program[];
  readonly variables: ReadonlyMap<string, Program>;
  readonly validations: readonly CompiledValidation[];
  readonly auditAnnotations: readonly Program[];
}

export interface CompiledValidation {
  readonly validation: Validation;
  readonly program: Program;
  readonly message: Program | undefined;
}

/** Told of each expression that is none: where it stands ("validations[0].expression"), and why. */
type OnCompileError = (path: string, expression: string, detail: string) => void;

/** Compiles what can be compiled; the rest is told, and missing in the answer. */
export function compilePolicy(spec: Spec, onError: OnCompileError): CompiledPolicy {
  const { paramKind, matchConditions = [], variables = [], validations = [], auditAnnotations = [] } = spec;
  const withParams = paramKind !== undefined;
  const compile: Compile = (environment, path, expression, wanted) => {
    try {
      return check(environment.compile(expression), wanted);
    } catch (error) {
      if (!(error instanceof CelCompileError)) throw error;
      onError(path, expression, error.message);
      return undefined;
    }
  };
  const plain = new CelEnvironment(declarations(withParams));
  const conditions = matchConditions.flatMap(
    ({ expression }, i) =>
      compile(plain, `matchConditions[${i}].expression`, expression.trim(), ['bool']) ?? [],
  );
  const declared = compileVariables(variables, withParams, compile);
  const environment = variables.length > 0 ? environmentWith(withParams, declared) : plain;
  const forMessages = messageEnvironment(
    validations,
    withParams,
    variables.length > 0 ? declared : undefined,
  );
  return {
    matchConditions: conditions,
    variables: declared,
    validations: validations.flatMap((validation, i) => {
      const { expression, messageExpression } = validation;
      const program = compile(environment, `validations[${i}].expression`, expression, ['bool']);
      const message =
        forMessages && messageExpression?.trim()
          ? compile(forMessages, `validations[${i}].messageExpression`, messageExpression, ['string'])
          : undefined;
      return program ? [{ validation, program, message }] : [];
    }),
    auditAnnotations: auditAnnotations.flatMap(
      ({ valueExpression }, i) =>
        compile(environment, `auditAnnotations[${i}].valueExpression`, valueExpression.trim(), [
          'string',
          'null',
        ]) ?? [],
    ),
  };
}

type Compile = (
  environment: CelEnvironment,
  path: string,
  expression: string,
  wanted?: readonly string[],
) => Program | undefined;

function check(program: Program, wanted: readonly string[] | undefined): Program {
  if (!wanted || wanted.includes(program.type)) return program;
  const types = wanted.map(celType);
  const must = types.length === 1 ? types[0] : `one of [${types.join(' ')}]`;
  throw new CelCompileError(`must evaluate to ${must} but got ${celType(program.type)}`);
}

/** Each variable may name those before it. */
function compileVariables(
  variables: NonNullable<Spec['variables']>,
  withParams: boolean,
  compile: Compile,
): ReadonlyMap<string, Program> {
  const declared = new Map<string, Program>();
  variables.forEach(({ name, expression }, i) => {
    const environment = environmentWith(withParams, declared);
    const program = compile(environment, `variables[${i}].expression`, expression);
    if (program) declared.set(name, program);
  });
  return declared;
}

/** Messages are told to everybody: they may not ask what anybody is allowed. */
function messageEnvironment(
  validations: readonly Validation[],
  withParams: boolean,
  declared: ReadonlyMap<string, Program> | undefined,
): CelEnvironment | undefined {
  if (!validations.some(({ messageExpression }) => messageExpression?.trim())) return undefined;
  const { types, variables } = declarations(withParams, declared);
  const { authorizer: _, ...others } = variables;
  return new CelEnvironment({ ...(types ? { types } : {}), variables: others });
}

const environmentWith = (withParams: boolean, declared: ReadonlyMap<string, Program>): CelEnvironment =>
  new CelEnvironment(declarations(withParams, declared));

function declarations(withParams: boolean, declared?: ReadonlyMap<string, Program>): Declarations {
  const fields = [...(declared ?? [])].map(([name, { type }]) => [name, type] as const);
  const variables = { name: VARIABLES_TYPE, ctor: Variables, fields: Object.fromEntries(fields) };
  return {
    types: [...REQUEST_TYPES, ...(declared ? [variables] : [])],
    variables: {
      object: 'dyn',
      oldObject: 'dyn',
      namespaceObject: 'dyn',
      request: REQUEST_TYPE,
      authorizer: AUTHORIZER,
      ...(withParams ? { params: 'dyn' } : {}),
      ...(declared ? { variables: VARIABLES_TYPE } : {}),
    },
  };
}
