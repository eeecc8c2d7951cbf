/** upstream: pkg/apis/apps/validation ValidateDeployment */
import { type FieldError, field, validateImmutable } from '@/apimachinery';
import type { Deployment } from '@/kube/kinds';

export const validateDeployment = (_deployment: Deployment): FieldError[] => [];
export const validateDeploymentUpdate = (deployment: Deployment, old: Deployment): FieldError[] => [
  ...validateDeployment(deployment),
  ...validateImmutable(deployment.spec?.selector, old.spec?.selector, field('spec', 'selector')),
];
export const validateDeploymentStatus = (_deployment: Deployment): FieldError[] => [];
