/** upstream: pkg/registry/apps/deployment/strategy.go */
import type { Deployment } from '@/kube/kinds';
import type { StatusStrategy, Strategy } from '../../definition';
import { keepStatus } from '../../shared/strategy';
import { defaults } from './defaults';
import { validateDeployment, validateDeploymentStatus, validateDeploymentUpdate } from './validate';

export const strategy: Strategy<Deployment> = {
  nameRule: 'dns-subdomain',
  tracksGeneration: true,
  defaults,
  prepareForCreate: (deployment) => ({ ...deployment, status: {} }),
  prepareForUpdate: keepStatus,
  validate: validateDeployment,
  validateUpdate: validateDeploymentUpdate,
};

export const status: StatusStrategy<Deployment> = {
  prepareForUpdate: (deployment, old) => {
    const { labels: _, ...metadata } = deployment.metadata;
    return {
      ...old,
      // Labels stay: this is upstream's way too.
      metadata: { ...metadata, ...(old.metadata.labels ? { labels: old.metadata.labels } : {}) },
      status: deployment.status ?? {},
    };
  },
  validateUpdate: validateDeploymentStatus,
};
