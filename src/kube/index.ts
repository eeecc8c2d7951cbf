/** One client over any transport, with caches, work queue, controller runner and event recorder on top. */
export * from './client';
export * from './controller';
export * from './events';
export { createFetchTransport } from './fetch-transport';
export { createGate } from './gate';
export * from './informer';
export * from './kinds';
export * from './object';
export * from './queue';
export * from './resources';
export * from './transport';
