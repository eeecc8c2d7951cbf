/** upstream: pkg/apis/core/validation ValidateService, ValidateServiceUpdate */
import type { FieldError } from '@/apimachinery';
import type { Service } from '@/kube/kinds';

export const validateService = (_service: Service): FieldError[] => [];
export const validateServiceUpdate = (_service: Service, _old: Service): FieldError[] => [];
