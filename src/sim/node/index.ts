/** The simulator on Node: open a cluster in a folder, serve it, close it, erase it. */
export { eraseCluster, type OpenCluster, openCluster } from './open';
export { serveWebProxy } from './server';
