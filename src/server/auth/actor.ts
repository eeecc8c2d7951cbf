/** Who asks: a person with a role. A visitor without a cookie is nobody (null) until they need an owner. */
export type Role = 'administrator' | 'student' | 'guest';

export interface Actor {
  readonly id: string;
  readonly role: Role;
  readonly name: string;
}

/** The platform itself, where it acts on its own (lifetimes, first start). */
export const SYSTEM: { readonly id: string; readonly role: 'system' } = { id: 'system', role: 'system' };

export function roleOf(user: {
  readonly isAnonymous?: boolean | null | undefined;
  readonly role?: string | null | undefined;
}): Role {
  if (user.isAnonymous) return 'guest';
  return user.role === 'administrator' ? 'administrator' : 'student';
}

/** The one rule of ownership: what is yours, and everything for an administrator. */
export const mayUse = (actor: Actor, ownerId: string): boolean =>
  actor.id === ownerId || actor.role === 'administrator';
