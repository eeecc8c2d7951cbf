export * from './indexes';
export { type EventHandlers, Informer, type InformerOptions } from './informer';
export { Informers } from './informers';
