/** Who asks, and how they came to be who they are. */
export { type Actor, mayUse, type Role, SYSTEM } from './actor';
export { type Credentials, ensureAdministrator, resetAdministratorPassword } from './administrator';
export { type Auth, createAuth, PEER_HEADER } from './auth';
export { actorOf } from './current-actor';
export { createGuest } from './guest';
export { cookieSecret } from './secret';
