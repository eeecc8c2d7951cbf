/** upstream: pkg/apis/discovery/validation ValidateEndpointSlice */
import { type FieldError, field, validateImmutable } from '@/apimachinery';
import type { EndpointSlice } from '@/kube/kinds';

export const validateEndpointSlice = (_slice: EndpointSlice): FieldError[] => [];
export const validateEndpointSliceUpdate = (slice: EndpointSlice, old: EndpointSlice): FieldError[] => [
  ...validateEndpointSlice(slice),
  ...validateImmutable(slice.addressType, old.addressType, field('addressType')),
];
