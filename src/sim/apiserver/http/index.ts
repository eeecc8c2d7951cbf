/** The API server's HTTP face: requests, streams and upgrades of Kubernetes clients over `ApiServer`. */
export { type Peer, staticTokens, type TokenVerifier } from './authentication';
export {
  type Attributes,
  type Authorizer,
  ControlPlaneAuthorizer,
  type Decision,
  type Rules,
} from './authorizer';
export { HttpFace, type HttpOptions, type RequestContext } from './handler';
export type { HeaderCodec } from './spdy';
export { ServiceAccountTokens } from './tokens';
export type { MessageSocket, Upgrade } from './upgrade';
