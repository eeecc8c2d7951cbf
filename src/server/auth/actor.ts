/** Who asks: a person with a role. A visitor without a cookie is nobody (null) until they need an owner. */
export const ROLES = ['student', 'instructor', 'administrator'] as const;
/** What an account can be. */
export type AccountRole = (typeof ROLES)[number];
export type Role = AccountRole | 'guest';

export interface Actor {
  readonly id: string;
  readonly role: Role;
  readonly name: string;
  /** The sign-in that this request came with; none where the platform's own tests and tools act. */
  readonly signInId?: string;
}

/** The platform itself, where it acts on its own (lifetimes, first start). */
export const SYSTEM: { readonly id: string; readonly role: 'system' } = { id: 'system', role: 'system' };

export function roleOf(user: {
  readonly isAnonymous?: boolean | null | undefined;
  readonly role?: string | null | undefined;
}): Role {
  if (user.isAnonymous) return 'guest';
  return ROLES.find((role) => role === user.role) ?? 'student';
}

/** The one rule of ownership: what is yours, and everything for an administrator. */
export const mayUse = (actor: Actor, ownerId: string): boolean =>
  actor.id === ownerId || actor.role === 'administrator';

/** Results are for their owner and for who teaches: an instructor sees how far a learner is, and changes nothing. */
export const maySeeResults = (actor: Actor, ownerId: string): boolean =>
  mayUse(actor, ownerId) || actor.role === 'instructor';
