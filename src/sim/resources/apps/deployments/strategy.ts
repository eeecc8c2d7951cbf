/** upstream: pkg/registry/apps/deployment/strategy.go */
import { semanticEqual } from '@/apimachinery';
import type { Deployment } from '@/kube/kinds';
import type { StatusStrategy, Strategy } from '../../definition';
import { templateWarnings } from '../../pod-spec';
import { keepStatus } from '../../shared/strategy';
import { defaults } from './defaults';
import { validateDeployment, validateDeploymentStatus, validateDeploymentUpdate } from './validate';

export const strategy: Strategy<Deployment> = {
  nameRule: 'dns-subdomain',
  tracksGeneration: true,
  defaults,
  prepareForCreate: (deployment, context) => {
    templateWarnings(deployment.spec?.template).forEach(context.warn);
    return { ...deployment, status: {} };
  },
  prepareForUpdate: (deployment, old, context) => {
    const template = deployment.spec?.template;
    if (!semanticEqual(template, old.spec?.template)) templateWarnings(template).forEach(context.warn);
    return bumpForAnnotations(keepStatus(deployment, old), old);
  },
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

/** Annotations are copied to the replica sets, so that a change of theirs is work for the controller too. */
function bumpForAnnotations(deployment: Deployment, old: Deployment): Deployment {
  const { metadata } = deployment;
  if (semanticEqual(metadata.annotations, old.metadata.annotations)) return deployment;
  return { ...deployment, metadata: { ...metadata, generation: (old.metadata.generation ?? 0) + 1 } };
}
