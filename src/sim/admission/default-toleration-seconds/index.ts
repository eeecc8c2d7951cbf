/** DefaultTolerationSeconds: a pod stays five minutes on a node that is not ready or unreachable. */
// upstream: plugin/pkg/admission/defaulttolerationseconds/admission.go
import type { PodSpec } from '@/kube/kinds';
import type { AdmissionPlugin } from '../plugin';
import { podOf, specOf, withSpec } from '../pod';

type Toleration = NonNullable<PodSpec['tolerations']>[number];

const NO_EXECUTE = 'NoExecute';
const TAINTS = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'];
const TOLERATION_SECONDS = 300;

export const defaultTolerationSeconds: AdmissionPlugin = {
  name: 'DefaultTolerationSeconds',
  operations: ['CREATE', 'UPDATE'],
  admit(request) {
    const pod = podOf(request);
    if (!pod) return undefined;
    const { tolerations = [] } = specOf(pod);
    const missing = TAINTS.filter((taint) => !tolerations.some((toleration) => covers(toleration, taint)));
    if (missing.length === 0) return pod;
    return withSpec(pod, { tolerations: [...tolerations, ...missing.map(defaultToleration)] });
  },
};

const covers = ({ key, effect }: Toleration, taint: string): boolean =>
  (!key || key === taint) && (!effect || effect === NO_EXECUTE);

const defaultToleration = (key: string): Toleration => ({
  key,
  operator: 'Exists',
  effect: NO_EXECUTE,
  tolerationSeconds: TOLERATION_SECONDS,
});
