/** https://kubernetes.io/docs/concepts/services-networking/ingress/#ingress-class */
import {
  type FieldError,
  field,
  forbiddenField,
  invalid,
  isDNS1123Label,
  isDNS1123Subdomain,
  notSupported,
  required,
  tooLong,
  validateImmutable,
} from '@/apimachinery';
import type { IngressClass } from '@/kube/kinds';
import type { ResourceDefinition } from '../../definition';
import { mapField } from '../../shared/fill';
import { AGE, ageOf, column, NAME, NONE, nameOf } from '../../shared/table';
import { each } from '../../shared/validate';
import { validateReference } from '../backend';

const MAX_CONTROLLER = 250;
const path = field('spec');
type Parameters = NonNullable<NonNullable<IngressClass['spec']>['parameters']>;

// upstream: pkg/apis/networking/validation ValidateIngressClass
function validate({ spec = {} }: IngressClass): FieldError[] {
  const { controller = '', parameters } = spec;
  const at = path.child('controller');
  return [
    ...(controller.length > MAX_CONTROLLER ? [tooLong(at, MAX_CONTROLLER)] : []),
    ...validateController(controller),
    ...(parameters ? validateParameters(parameters) : []),
  ];
}

/** upstream: util/validation IsDomainPrefixedPath */
function validateController(controller: string): FieldError[] {
  const at = path.child('controller');
  if (controller === '') return [required(at)];
  const slash = controller.indexOf('/');
  if (slash <= 0 || slash === controller.length - 1) {
    return [invalid(at, controller, 'must be a domain-prefixed path (such as "acme.io/foo")')];
  }
  const host = controller.slice(0, slash);
  const rest = controller.slice(slash + 1);
  const errors = each(isDNS1123Subdomain(host), at, host);
  if (/^[A-Za-z0-9/\-._~%!$&'()*+,;=:]+$/.test(rest)) return errors;
  return [
    ...errors,
    invalid(at, rest, "Invalid path (regex used for validation is '[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+')"),
  ];
}

function validateParameters(parameters: Parameters): FieldError[] {
  const at = path.child('parameters');
  const { scope, namespace } = parameters;
  const errors = validateReference(parameters, at);
  if (!scope) return [...errors, required(at.child('scope'))];
  if (scope === 'Namespace') {
    return namespace
      ? [...errors, ...each(isDNS1123Label(namespace), at.child('namespace'), namespace)]
      : [...errors, required(at.child('namespace'), "`parameters.scope` is set to 'Namespace'")];
  }
  if (scope !== 'Cluster')
    return [...errors, notSupported(at.child('scope'), scope, ['Cluster', 'Namespace'])];
  const why = "`parameters.scope` is set to 'Cluster'";
  return namespace === undefined ? errors : [...errors, forbiddenField(at.child('namespace'), why)];
}

const withScope = (parameters: Parameters): Parameters =>
  parameters.scope ? parameters : { ...parameters, scope: 'Cluster' };

export const ingressClasses: ResourceDefinition<IngressClass> = {
  group: 'networking.k8s.io',
  version: 'v1',
  kind: 'IngressClass',
  plural: 'ingressclasses',
  singular: 'ingressclass',
  shortNames: [],
  categories: [],
  namespaced: false,
  selectableFields: {},
  strategy: {
    nameRule: 'dns-subdomain',
    tracksGeneration: true,
    defaults: (ingressClass) =>
      mapField(ingressClass, 'spec', (spec) => mapField(spec, 'parameters', withScope)),
    validate,
    validateUpdate: ({ spec }, old) =>
      validateImmutable(spec?.controller, old.spec?.controller, path.child('controller')),
  },
  subresources: [],
  table: {
    columns: [
      NAME,
      column('Controller', 'Controller that is responsible for handling this class'),
      column('Parameters', 'A reference to a resource with additional parameters'),
      AGE,
    ],
    row: (ingressClass, nowMs) => {
      const { controller = '', parameters } = ingressClass.spec ?? {};
      const { kind, apiGroup, name } = parameters ?? {};
      const text = parameters ? `${kind}${apiGroup === undefined ? '' : `.${apiGroup}`}/${name}` : NONE;
      return [nameOf(ingressClass), controller, text, ageOf(ingressClass, nowMs)];
    },
  },
};
