/** Placeholder of the first slice; see pod-spec/validate. */
import type { FieldError } from '@/apimachinery';
import type { Pod } from '@/kube/kinds';

export const validatePod = (_pod: Pod): FieldError[] => [];
export const validatePodUpdate = (_pod: Pod, _old: Pod): FieldError[] => [];
export const validatePodStatusUpdate = (_pod: Pod, _old: Pod): FieldError[] => [];
