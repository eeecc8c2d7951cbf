/** upstream: pkg/apis/core/validation ValidateEndpoints */
import type { FieldError } from '@/apimachinery';
import type { Endpoints } from '@/kube/kinds';

export const validateEndpoints = (_endpoints: Endpoints): FieldError[] => [];
