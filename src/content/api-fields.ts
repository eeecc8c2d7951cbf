/** What Kubernetes says of its own fields, for lessons that quote it. */
export { describeField, type FieldDescription } from '@/sim/schemas';
