/**
 * ValidatingAdmissionPolicy: rules that a cluster's administrators write themselves, as expressions over the object that
 * is written. A policy says what must hold and for which resources; it does nothing until a binding says where, and
 * whether to refuse (Deny) or to warn (Warn). There is no audit log that Audit could write to.
 * https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/
 */
// upstream: staging/src/k8s.io/apiserver/pkg/admission/plugin/policy/validating/{plugin,dispatcher}.go
import { failure, type GroupResource, type StatusError } from '@/apimachinery';
import type { ValidatingAdmissionPolicy, ValidatingAdmissionPolicyBinding } from '@/kube/kinds';
import { type CompiledPolicy, CostBudget, compilePolicy } from '../../cel';
import {
  type AdmissionContext,
  type AdmissionPlugin,
  type AdmissionRequest,
  admissionForbidden,
} from '../plugin';
import { type Decision, evaluate, failureOf, type Input } from './evaluate';
import { inputOf } from './input';
import { type Match, matches } from './match';
import { collectParams } from './params';

const GROUP = 'admissionregistration.k8s.io';
const POLICIES: GroupResource = { group: GROUP, resource: 'validatingadmissionpolicies' };
const BINDINGS: GroupResource = { group: GROUP, resource: 'validatingadmissionpolicybindings' };
/** Nobody can lock themselves out of changing the rules. upstream: generic/plugin.go, isPolicyResource */
const EXEMPT = [
  'validatingadmissionpolicies',
  'validatingadmissionpolicybindings',
  'mutatingadmissionpolicies',
  'mutatingadmissionpolicybindings',
];
/** upstream: validating/policy_decision.go reasonToCode */
const CODES: Readonly<Record<string, number>> = {
  Forbidden: 403,
  Unauthorized: 401,
  RequestEntityTooLarge: 413,
};

export const validatingAdmissionPolicy: AdmissionPlugin = {
  name: 'ValidatingAdmissionPolicy',
  operations: ['CREATE', 'UPDATE', 'DELETE', 'CONNECT'],
  validate(request, context) {
    const { resource } = request;
    if (resource.group === GROUP && EXEMPT.includes(resource.resource)) return;
    const bindings = context.list(BINDINGS) as readonly ValidatingAdmissionPolicyBinding[];
    if (bindings.length === 0) return;
    const denied = new Dispatch(request, context, bindings).decide();
    if (denied) throw refusal(request, denied);
  },
};

interface Denied {
  readonly policy: ValidatingAdmissionPolicy;
  /** Absent when the policy itself can't be used. */
  readonly binding?: ValidatingAdmissionPolicyBinding;
  readonly decision: Decision;
}

const compiled = new WeakMap<ValidatingAdmissionPolicy, CompiledPolicy>();

/** Stored policies compile: what doesn't is refused when it is written. */
function compiledOf(policy: ValidatingAdmissionPolicy): CompiledPolicy {
  const known = compiled.get(policy);
  if (known) return known;
  const made = compilePolicy(policy.spec ?? {}, () => undefined);
  compiled.set(policy, made);
  return made;
}

/** One request on its way through all policies. */
class Dispatch {
  readonly #request: AdmissionRequest;
  readonly #context: AdmissionContext;
  readonly #bindings: readonly ValidatingAdmissionPolicyBinding[];
  readonly #budget = new CostBudget();

  constructor(
    request: AdmissionRequest,
    context: AdmissionContext,
    bindings: readonly ValidatingAdmissionPolicyBinding[],
  ) {
    this.#request = request;
    this.#context = context;
    this.#bindings = bindings;
  }

  /** The first decision against the request, by the names of policies and bindings. */
  decide(): Denied | undefined {
    const policies = this.#context.list(POLICIES) as readonly ValidatingAdmissionPolicy[];
    return policies.flatMap((policy) => this.#judge(policy))[0];
  }

  #judge(policy: ValidatingAdmissionPolicy): Denied[] {
    const bindings = this.#bindings.filter(({ spec }) => spec?.policyName === policy.metadata.name);
    const constraints = policy.spec?.matchConstraints;
    const matched = bindings.length > 0 && matches(constraints, this.#request, this.#context);
    if (!matched) return [];
    return bindings.flatMap((binding) => this.#judgeBinding(policy, binding, matched));
  }

  #judgeBinding(
    policy: ValidatingAdmissionPolicy,
    binding: ValidatingAdmissionPolicyBinding,
    matched: Match,
  ): Denied[] {
    if (!matches(binding.spec?.matchResources, this.#request, this.#context)) return [];
    const collected = collectParams(policy, binding, this.#request, this.#context);
    if ('problem' in collected) {
      const { problem, of } = collected;
      const decision = failureOf(policy, `failed to configure ${of}: ${problem}`);
      if (!decision) return [];
      return [{ policy, decision, ...(of === 'binding' ? { binding } : {}) }];
    }
    const input = (params: unknown): Input =>
      inputOf({ request: this.#request, context: this.#context, matched, params, budget: this.#budget });
    return collected.params
      .flatMap((params) => evaluate(policy, compiledOf(policy), input(params)))
      .flatMap((decision) => this.#act(policy, binding, decision));
  }

  #act(
    policy: ValidatingAdmissionPolicy,
    binding: ValidatingAdmissionPolicyBinding,
    decision: Decision,
  ): Denied[] {
    const actions = binding.spec?.validationActions ?? [];
    if (actions.includes('Warn')) {
      this.#context.warn(
        `Validation failed for ValidatingAdmissionPolicy '${policy.metadata.name}' with binding '${binding.metadata.name}': ${decision.message}`,
      );
    }
    return actions.includes('Deny') ? [{ policy, binding, decision }] : [];
  }
}

function refusal(request: AdmissionRequest, { policy, binding, decision }: Denied): StatusError {
  const by = binding ? ` with binding '${binding.metadata.name}'` : '';
  const message = `ValidatingAdmissionPolicy '${policy.metadata.name}'${by} denied request: ${decision.message}`;
  const { status } = admissionForbidden(request, message);
  const { reason } = decision;
  const details = { ...status.details, causes: [{ message }] };
  return failure(CODES[reason] ?? 422, reason, status.message ?? '', details);
}
