/** upstream: pkg/apis/apps/v1/defaults.go SetDefaults_Deployment */
import type { Deployment } from '@/kube/kinds';
import { defaultPodTemplate } from '../../pod-spec';
import { fill, mapField } from '../../shared/fill';

type Spec = NonNullable<Deployment['spec']>;
type Strategy = NonNullable<Spec['strategy']>;

export const defaults = (deployment: Deployment): Deployment =>
  mapField(fill(deployment, { status: {} }), 'spec', defaultSpec);

function defaultSpec(spec: Spec): Spec {
  const out = fill(spec, {
    replicas: 1,
    strategy: {},
    revisionHistoryLimit: 10,
    progressDeadlineSeconds: 600,
  });
  return mapField(mapField(out, 'strategy', defaultStrategy), 'template', defaultPodTemplate);
}

function defaultStrategy(strategy: Strategy): Strategy {
  const out = fill(strategy, { type: 'RollingUpdate' });
  if (out.type !== 'RollingUpdate') return out;
  return mapField(fill(out, { rollingUpdate: {} }), 'rollingUpdate', (update) =>
    fill(update, { maxUnavailable: '25%', maxSurge: '25%' }),
  );
}
