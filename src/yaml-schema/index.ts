/**
 * Manifests judged and completed against a cluster's own OpenAPI v3. Portable: knows no editor, no network and no
 * framework.
 */
export { type Completion, complete, describeFieldAt, type FieldInfo, type Option } from './complete';
export { apiVersionsIn } from './manifests';
export { type ApiVersion, type SchemaDocument, Schemas } from './schemas';
export { type Problem, validate } from './validate';
