/** upstream: pkg/registry/core/namespace/strategy.go; pkg/apis/core/v1/defaults.go SetDefaults_Namespace */
import { field, invalid, isQualifiedName } from '@/apimachinery';
import type { Namespace } from '@/kube/kinds';
import type { StatusStrategy, Strategy } from '../../definition';
import { fill } from '../../shared/fill';
import { keepStatus } from '../../shared/strategy';

const NAME_LABEL = 'kubernetes.io/metadata.name';
const FINALIZER = 'kubernetes';

export const strategy: Strategy<Namespace> = {
  nameRule: 'dns-label',
  returnsDeletedObject: true,
  tracksGeneration: false,
  defaults: (namespace) => withNameLabel(fill(namespace, { spec: {}, status: {} })),
  prepareForCreate: (namespace) => {
    const finalizers = namespace.spec?.finalizers ?? [];
    return {
      ...namespace,
      spec: { finalizers: finalizers.includes(FINALIZER) ? finalizers : [...finalizers, FINALIZER] },
      status: { phase: 'Active' },
    };
  },
  // Finalizers change through the finalize subresource only.
  prepareForUpdate: (namespace, old) => ({ ...keepStatus(namespace, old), spec: old.spec ?? {} }),
  validate: (namespace) => (namespace.spec?.finalizers ?? []).flatMap((name) => validateFinalizer(name)),
};

/** Finalizers without a domain must be the standard one. upstream: ValidateFinalizerName */
function validateFinalizer(name: string) {
  const path = field('spec', 'finalizers');
  const errors = isQualifiedName(name).map((e) => invalid(path, name, e));
  if (errors.length === 0 && !name.includes('/') && name !== FINALIZER) {
    errors.push(invalid(path, name, 'name is neither a standard finalizer name nor is it fully qualified'));
  }
  return errors;
}

export const status: StatusStrategy<Namespace> = {
  prepareForUpdate: (namespace, old) => ({
    ...old,
    metadata: namespace.metadata,
    status: namespace.status ?? {},
  }),
  validateUpdate: (namespace) => {
    const path = field('status', 'phase');
    const phase = namespace.status?.phase ?? '';
    const ending = namespace.metadata.deletionTimestamp !== undefined;
    if (ending && phase !== 'Terminating') {
      return [invalid(path, phase, "may only be 'Terminating' if `deletionTimestamp` is not empty")];
    }
    if (!ending && phase !== 'Active') {
      return [invalid(path, phase, "may only be 'Active' if `deletionTimestamp` is empty")];
    }
    return [];
  },
};

function withNameLabel(namespace: Namespace): Namespace {
  const { name, labels } = namespace.metadata;
  if (!name || labels?.[NAME_LABEL] !== undefined) return namespace;
  return {
    ...namespace,
    metadata: { ...namespace.metadata, labels: { ...labels, [NAME_LABEL]: name } },
  };
}
