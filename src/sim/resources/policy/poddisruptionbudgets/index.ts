/** https://kubernetes.io/docs/concepts/workloads/pods/disruptions/ */
import type { PodDisruptionBudget } from '@/kube/kinds';
import type { ResourceDefinition } from '../../definition';
import { fill } from '../../shared/fill';
import { keepStatus, statusOnly } from '../../shared/strategy';
import { AGE, ageOf, column, NAME, nameOf } from '../../shared/table';
import { validateBudget, validateBudgetStatus } from './validate';

const NOTHING_COUNTED = { currentHealthy: 0, desiredHealthy: 0, disruptionsAllowed: 0, expectedPods: 0 };
const NOT_GIVEN = 'N/A';

export const podDisruptionBudgets: ResourceDefinition<PodDisruptionBudget> = {
  group: 'policy',
  version: 'v1',
  kind: 'PodDisruptionBudget',
  plural: 'poddisruptionbudgets',
  singular: 'poddisruptionbudget',
  shortNames: ['pdb'],
  categories: [],
  namespaced: true,
  selectableFields: {},
  strategy: {
    nameRule: 'dns-subdomain',
    tracksGeneration: true,
    allowUnconditionalUpdate: false,
    defaults: (budget) => fill(budget, { spec: {}, status: NOTHING_COUNTED }),
    prepareForCreate: (budget) => ({ ...budget, status: NOTHING_COUNTED }),
    prepareForUpdate: keepStatus,
    validate: validateBudget,
  },
  status: { ...statusOnly<PodDisruptionBudget>(), validateUpdate: validateBudgetStatus },
  subresources: [],
  table: {
    columns: [
      NAME,
      column('Min Available', 'The minimum number of pods that must be available.'),
      column('Max Unavailable', 'The maximum number of pods that may be unavailable.'),
      column(
        'Allowed Disruptions',
        'Calculated number of pods that may be disrupted at this time.',
        'integer',
      ),
      AGE,
    ],
    row: (budget, nowMs) => [
      nameOf(budget),
      String(budget.spec?.minAvailable ?? NOT_GIVEN),
      String(budget.spec?.maxUnavailable ?? NOT_GIVEN),
      budget.status?.disruptionsAllowed ?? 0,
      ageOf(budget, nowMs),
    ],
  },
};
