export { Backoff } from './backoff';
export { WorkQueue, type WorkQueueOptions } from './work-queue';
