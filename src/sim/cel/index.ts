/** The Common Expression Language with Kubernetes' functions, for admission policies. */
export { CelEnvironment, CelEvaluationError, type Program } from './compile';
export { CelAuthorizer } from './functions/authorizer';
export { CostBudget } from './meter';
export {
  type CompiledPolicy,
  type CompiledValidation,
  compilePolicy,
} from './policy/compile';
export { CelRequest } from './policy/request';
export { Variables } from './policy/variables';
export { toCel } from './values';
