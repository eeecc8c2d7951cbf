/** exec, attach and port-forward over a WebSocket: what is checked before the upgrade, and what then runs on the socket. */
export { prepareUpgrade } from './prepare';
export type { MessageSocket, Upgrade } from './socket';
