/** Kubernetes' shared vocabulary as a pure leaf: no I/O, no clock of its own, imports nothing of this project. */
export * from './clock';
export * from './field';
export * from './rng';
export * from './status';
export * from './types';
