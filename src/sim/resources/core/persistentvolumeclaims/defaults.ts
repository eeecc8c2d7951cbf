/** upstream: pkg/apis/core/v1/defaults.go SetDefaults_PersistentVolumeClaim, SetDefaults_PersistentVolumeClaimSpec */
import type { PersistentVolumeClaim } from '@/kube/kinds';
import { fill, mapField } from '../../shared/fill';

export const PENDING = { phase: 'Pending' };

/** For claims, and for the templates of claims that StatefulSets have. */
export const defaults = <T extends Pick<PersistentVolumeClaim, 'spec' | 'status'>>(claim: T): T =>
  mapField(
    mapField(fill(claim, { status: PENDING } as Partial<T>), 'status', (status) =>
      fill(status, { phase: 'Pending' } as Partial<typeof status>),
    ),
    'spec',
    (spec) => fill(spec, { volumeMode: 'Filesystem' } as Partial<typeof spec>),
  );
