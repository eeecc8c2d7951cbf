/**
 * How a browser asks for a sign of life, as text frames, and what it gets. Web answers it itself and passes it to
 * nobody: the lab host need not wake for it, and a page that is only open is no activity of its student. Constants of
 * their own, so that web and the pages that want no more need not load the protocol's schemas.
 */
export const PING = '{"type":"ping"}';
export const PONG = '{"type":"pong"}';
