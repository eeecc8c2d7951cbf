/**
 * Who asks. What Next bundles for pages and routes is only this; better-auth itself (./auth) and the making of accounts
 * (./administrator) belong to the processes' start-up.
 */
export type { Actor, Role } from './actor';
export { actorOf } from './current-actor';
export { createGuest } from './guest';
export { PEER_HEADER } from './peer';
