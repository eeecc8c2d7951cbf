/** Kubernetes' shared vocabulary as a pure leaf: no I/O, no clock of its own, imports nothing of this project. */
export * from './base64';
export * from './clock';
export * from './cron';
export * from './cron-next';
export * from './duration';
export * from './equality';
export * from './field';
export * from './field-selectors';
export * from './metadata';
export * from './names';
export * from './own';
export * from './patch';
export * from './quantity';
export * from './rng';
export * from './selectors';
export * from './status';
export * from './types';
