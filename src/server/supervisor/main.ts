/** dist/supervisor.js: what stays in memory while Sealegs runs, and therefore no more than that. */
export { isLoopback, readSettings } from '../env';
export { claimData } from './claim-data';
export { supervise } from './supervise';
