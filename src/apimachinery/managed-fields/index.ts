/** Who manages which fields of an object, and server-side apply. Pure: objects in, objects and managers out. */
export { type Applied, type ApplyRequest, applyConfig } from './apply';
export { ApplyConflicts, type FieldConflict } from './conflicts';
export { fieldElement } from './element';
export { EMPTY_SET, type FieldSet, setOf } from './field-set';
export {
  isReset,
  type ManagedEntry,
  type ManagerInfo,
  type Managers,
  readManagers,
  writeManagers,
} from './managers';
export { DEDUCED, type ListType, type MapType, type MergeType, type ScalarType } from './merge-type';
export type { ChangeContext } from './ownership';
export { trackUpdate } from './update';
export { typedErrors } from './validate';
