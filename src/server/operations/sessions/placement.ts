/**
 * Where a session goes: the lab host with the fewest open sessions that has room, after the owner's own cap. Called in
 * the transaction that writes the row, so that two at once cannot both take the last place.
 */
import type { Tx } from '../../db';
import { AppError } from '../../errors';
import type { Services } from '../../services';

export interface PlaceRequest {
  readonly ownerId: string;
  /** The host that has the session's files; a new session has none. */
  readonly hostId?: string | undefined;
  /** The session that asks, if it is there already. */
  readonly sessionId?: string;
}

/** @returns the host's id; throws too_many_sessions or no_capacity */
export async function claimPlace(
  { settings, hosts }: Pick<Services, 'settings' | 'hosts'>,
  tx: Tx,
  { ownerId, hostId, sessionId }: PlaceRequest,
): Promise<string> {
  const others = sessionId ? { id: { not: sessionId } } : {};
  await checkOwnersCap(tx, { ownerId, state: 'open', ...others }, settings.SEALEGS_SESSIONS_PER_USER);
  const counts = await tx.labSession.groupBy({
    by: ['hostId'],
    where: { state: 'open', ...others },
    _count: { _all: true },
  });
  const load = new Map(counts.map((row) => [row.hostId, row._count._all]));
  const free = (hostId ? [hostId] : hosts.all.map((host) => host.id))
    .map((id) => ({ id, open: load.get(id) ?? 0 }))
    .filter(({ open }) => open < settings.SEALEGS_SESSIONS_PER_HOST)
    .sort((a, b) => a.open - b.open || a.id.localeCompare(b.id));
  const best = free[0];
  if (!best)
    throw new AppError(
      'no_capacity',
      'All places for labs are taken right now. Reading works; try again in a while.',
    );
  return best.id;
}

async function checkOwnersCap(
  tx: Tx,
  where: { ownerId: string; state: string; id?: { not: string } },
  cap: number,
): Promise<void> {
  const open = await tx.labSession.findMany({
    where,
    select: { labId: true },
    orderBy: { createdAt: 'asc' },
  });
  if (open.length < cap) return;
  const names = open.map(({ labId }) => labId).join(', ');
  throw new AppError(
    'too_many_sessions',
    `You have ${open.length} labs open (${names}), which is as many as one person may have. End one to start another.`,
  );
}
