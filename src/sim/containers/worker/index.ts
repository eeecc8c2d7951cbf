/** The Node adapter of the container engine: a pool of worker threads. Only the process's assembly imports this. */
export { bundleWorker } from './bundle';
export { createWorkerPool, type WorkerPool, type WorkerPoolOptions } from './pool';
