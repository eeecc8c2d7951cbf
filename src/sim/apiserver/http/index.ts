/** The API server's HTTP face: requests, streams and upgrades of Kubernetes clients over `ApiServer`. */
export type { Peer, TokenVerifier } from './authentication';
export { HttpFace, type RequestContext } from './handler';
export type { RequestInfo } from './request-info';
export type { HeaderCodec } from './spdy';
export { ISSUER, ServiceAccountTokens } from './tokens';
export type { MessageSocket, Upgrade } from './upgrade';
