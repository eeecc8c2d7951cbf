export { Backoff } from './backoff';
export { WorkQueue } from './work-queue';
