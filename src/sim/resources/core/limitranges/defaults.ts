/** upstream: pkg/apis/core/v1/defaults.go SetDefaults_LimitRangeItem */
import { deepEqual } from '@/apimachinery';
import type { LimitRange } from '@/kube/kinds';
import { mapField, mapList } from '../../shared/fill';

type Item = NonNullable<LimitRange['spec']>['limits'][number];

export const defaults = (range: LimitRange): LimitRange =>
  mapField(range, 'spec', (spec) => mapList(spec, 'limits', defaultItem));

/** What a container gets that asks for nothing: the limit is at most the maximum, the request at least the minimum. */
function defaultItem(item: Item): Item {
  if (item.type !== 'Container') return item;
  const limits = { ...item.max, ...item.default };
  const requests = { ...item.min, ...limits, ...item.defaultRequest };
  const out = {
    ...item,
    ...(Object.keys(limits).length > 0 ? { default: limits } : {}),
    ...(Object.keys(requests).length > 0 ? { defaultRequest: requests } : {}),
  };
  return deepEqual(out, item) ? item : out;
}
