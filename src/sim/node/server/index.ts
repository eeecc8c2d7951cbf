/** HTTPS for one cluster: requests and upgrades of clients, on a unix socket or on TCP. */
export { serveWebProxy } from './proxy';
export { type ClusterServer, type Listen, serveCluster } from './serve';
export { spdyHeaders } from './spdy-headers';
