/** The objects that a binding hands to its policy's expressions as `params`. */
// upstream: staging/src/k8s.io/apiserver/pkg/admission/plugin/policy/generic/policy_dispatcher.go CollectParams
import { type KubeObject, labelSelectorFrom } from '@/apimachinery';
import type { ValidatingAdmissionPolicy, ValidatingAdmissionPolicyBinding } from '@/kube/kinds';
import { RESOURCES } from '../../resources';
import type { AdmissionContext, AdmissionRequest } from '../plugin';

type ParamKind = NonNullable<NonNullable<ValidatingAdmissionPolicy['spec']>['paramKind']>;
type ParamRef = NonNullable<NonNullable<ValidatingAdmissionPolicyBinding['spec']>['paramRef']>;

/** The policy is evaluated once for each of them; `undefined` is `null` for its expressions. */
export type Params =
  | { readonly params: readonly (KubeObject | undefined)[] }
  | { readonly problem: string; readonly of: 'policy' | 'binding' };

export function collectParams(
  { spec: { paramKind } = {} }: ValidatingAdmissionPolicy,
  binding: ValidatingAdmissionPolicyBinding,
  request: AdmissionRequest,
  context: AdmissionContext,
): Params {
  const paramRef = binding.spec?.paramRef;
  if (!paramKind) return { params: [undefined] };
  const definition = RESOURCES.find(
    ({ group, version, kind }) =>
      kind === paramKind.kind && groupVersion(group, version) === paramKind.apiVersion,
  );
  if (!definition) {
    const problem = `failed to find resource referenced by paramKind: '${printKind(paramKind)}'`;
    return { problem, of: 'policy' };
  }
  if (!paramRef) return { params: [undefined] };
  const resource = { group: definition.storedAs?.group ?? definition.group, resource: definition.plural };
  const place = placeOf(definition.namespaced, paramRef, request);
  if ('problem' in place) return { ...place, of: 'binding' };
  const params = paramRef.name
    ? [context.get(resource, place.namespace, paramRef.name) ?? []].flat()
    : selected(context.list(resource, place.namespace), paramRef);
  if (params.length > 0 || paramRef.parameterNotFoundAction !== 'Deny') return { params };
  return {
    problem: 'no params found for policy binding with `Deny` parameterNotFoundAction',
    of: 'binding',
  };
}

const groupVersion = (group: string, version: string) => (group ? `${group}/${version}` : version);

/** As Go prints a GroupVersionKind. */
function printKind({ apiVersion = '', kind = '' }: ParamKind): string {
  return `${apiVersion.includes('/') ? apiVersion : `/${apiVersion}`}, Kind=${kind}`;
}

function placeOf(
  namespaced: boolean,
  { namespace }: ParamRef,
  request: AdmissionRequest,
): { readonly namespace: string | undefined } | { readonly problem: string } {
  if (!namespaced) {
    return namespace
      ? { problem: 'paramRef.namespace must not be provided for a cluster-scoped `paramKind`' }
      : { namespace: undefined };
  }
  const own = namespace || request.namespace;
  if (own) return { namespace: own };
  return {
    problem: 'cannot use namespaced paramRef in policy binding that matches cluster-scoped resources',
  };
}

function selected(objects: readonly KubeObject[], { selector }: ParamRef): readonly KubeObject[] {
  const matcher = labelSelectorFrom(selector);
  return objects.filter(({ metadata }) => matcher.matches(metadata.labels ?? {}));
}
