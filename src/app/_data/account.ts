/** The visitor. Somebody who never started anything has no account at all. */
import { headers } from 'next/headers';
import { cache } from 'react';
import type { Account } from '@/components/account/account-menu';
import { actorOf } from '@/server/auth';
import { services } from '@/server/services';

export const currentActor = cache(async () => actorOf(services().auth, await headers()));

export async function currentAccount(): Promise<Account | undefined> {
  const actor = await currentActor();
  return actor ? { name: actor.name, role: actor.role } : undefined;
}
