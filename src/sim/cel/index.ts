/** The Common Expression Language with Kubernetes' functions, for admission policies. */
export {
  CelCompileError,
  CelEnvironment,
  CelEvaluationError,
  type Declarations,
  type ObjectType,
  type Program,
} from './compile';
export { celType } from './messages';
export { CostBudget } from './meter';
export {
  type CompiledPolicy,
  type CompiledValidation,
  compilePolicy,
  type Validation,
} from './policy/compile';
export { CelRequest } from './policy/request';
export { Variables } from './policy/variables';
export { toCel } from './values';
