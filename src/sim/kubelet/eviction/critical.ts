/** Pods that a node keeps whatever happens. */
// upstream: pkg/kubelet/types/pod_update.go IsCriticalPod
import type { Pod } from '@/kube';

/** system-cluster-critical, and what is above it. */
const SYSTEM_CRITICAL_PRIORITY = 2_000_000_000;
const STATIC = ['kubernetes.io/config.mirror', 'kubernetes.io/config.source'];

export const isCritical = ({ metadata, spec }: Pod): boolean =>
  (spec?.priority ?? 0) >= SYSTEM_CRITICAL_PRIORITY ||
  STATIC.some((annotation) => metadata.annotations?.[annotation] !== undefined);
