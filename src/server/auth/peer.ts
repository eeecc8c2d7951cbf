/** Set by our server from the connection itself; whatever a client sends under this name is dropped. */
export const PEER_HEADER = 'x-sealegs-peer';
