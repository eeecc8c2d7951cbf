/** The site's accounts with how far each is, for who teaches. Guests are not listed: nobody knows who they are. */
import { z } from 'zod';
import { type AccountRole, roleOf } from '../../auth/actor';
import { AppError } from '../../errors';
import { operation } from '../operation';

export interface PersonView {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly role: AccountRole;
  readonly since: Date;
  readonly lessonsRead: number;
  readonly labsPassed: number;
  readonly lastActive: Date | null;
}

export interface PeoplePage {
  readonly people: readonly PersonView[];
  /** Pass it as `after` for the next ones. */
  readonly next?: string;
}

const PAGE = 50;
const FULL_SCORE = 100;

export const listPeople = operation(
  z.strictObject({ query: z.string().trim().max(100).default(''), after: z.string().max(100).optional() }),
  async ({ db, actor }, { query, after }): Promise<PeoplePage> => {
    if (actor.role !== 'administrator' && actor.role !== 'instructor')
      throw new AppError('forbidden', 'Only instructors and administrators see who learns here.');
    const named = query === '' ? {} : { OR: [{ name: { contains: query } }, { email: { contains: query } }] };
    const users = await db.user.findMany({
      where: { isAnonymous: { not: true }, ...named },
      orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
      take: PAGE + 1,
      ...(after === undefined ? {} : { cursor: { id: after }, skip: 1 }),
    });
    const shown = users.slice(0, PAGE);
    const ids = shown.map(({ id }) => id);
    const [lessons, labs, active] = await Promise.all([
      db.lessonProgress.groupBy({
        by: ['ownerId'],
        where: { ownerId: { in: ids }, readAt: { not: null } },
        _count: { _all: true },
      }),
      db.attempt.findMany({
        where: { ownerId: { in: ids }, taskId: null, score: FULL_SCORE },
        distinct: ['ownerId', 'labId'],
        select: { ownerId: true },
      }),
      db.labSession.groupBy({
        by: ['ownerId'],
        where: { ownerId: { in: ids } },
        _max: { lastActiveAt: true },
      }),
    ]);
    const read = new Map(lessons.map((row) => [row.ownerId, row._count._all]));
    const last = new Map(active.map((row) => [row.ownerId, row._max.lastActiveAt]));
    const more = users.length > PAGE ? shown.at(-1)?.id : undefined;
    return {
      people: shown.map((user) => ({
        id: user.id,
        name: user.name,
        email: user.email,
        role: accountRole(roleOf(user)),
        since: user.createdAt,
        lessonsRead: read.get(user.id) ?? 0,
        labsPassed: labs.filter(({ ownerId }) => ownerId === user.id).length,
        lastActive: last.get(user.id) ?? null,
      })),
      ...(more === undefined ? {} : { next: more }),
    };
  },
);

const accountRole = (role: ReturnType<typeof roleOf>): AccountRole => (role === 'guest' ? 'student' : role);
