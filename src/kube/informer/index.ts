export * from './indexes';
export { Informer } from './informer';
export { Informers } from './informers';
