/** Field management of the API server: metadata.managedFields of all writes, and server-side apply. */
export { applyObject, isUntouched } from './apply';
export { withManagers } from './track';
