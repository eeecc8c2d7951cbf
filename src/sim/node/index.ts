/** The simulator on Node: open a cluster in a folder, serve it, close it. */
export { ADMIN, eraseCluster, type OpenCluster, type OpenOptions, openCluster } from './open';
export type { Subject } from './pki';
export type { Listen } from './server';
