import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestServer, testProviders } from '../testing/databases';
import { type Database, migrate } from '.';

const owner = { id: 'u1', name: 'Ada', email: 'ada@example.org' };
const session = {
  ownerId: owner.id,
  labId: 'first-pod',
  labRevision: 'r1',
  hostId: 'host-0',
  expiresAt: new Date('2026-01-02T00:00:00Z'),
};

describe.each(testProviders)('the database on $name', (provider) => {
  // The reason stands in the suite's own name, so that a report shows it.
  describe.skipIf(provider.skip)(provider.skip ?? 'migrated', () => {
    let server: TestServer;
    let database: Database;

    beforeAll(async () => {
      server = await provider.start();
      database = await server.open();
      await database.db.user.create({ data: owner });
    }, 60_000);

    afterAll(async () => {
      await database.close();
      await server.stop();
    });

    it('is migrated once: a second run applies nothing', async () => {
      const rows = await database.db.$queryRawUnsafe<unknown[]>('SELECT * FROM _prisma_migrations');
      expect(rows.length).toBeGreaterThanOrEqual(2);
      expect(await migrate(database)).toEqual([]);
    });

    it('keeps JSON, big integers and times as they were given', async () => {
      const at = new Date('2026-01-01T10:20:30.456Z');
      const { id } = await database.db.rateLimit.create({
        data: { id: 'k', key: 'k', count: 1, lastRequest: 1_767_262_830_456n },
      });
      expect((await database.db.rateLimit.findUniqueOrThrow({ where: { id } })).lastRequest).toBe(
        1_767_262_830_456n,
      );
      const row = await database.db.lessonProgress.create({
        data: {
          ownerId: owner.id,
          lesson: 'c/m/l',
          readAt: at,
          quizAnswers: { q1: ['a'] },
        },
      });
      expect(row.readAt).toEqual(at);
      expect(row.quizAnswers).toEqual({ q1: ['a'] });
    });

    it('allows one open session of a lab per owner, and any number of ended ones', async () => {
      const openKey = 'u1/first-pod';
      await database.db.labSession.create({ data: { ...session, openKey } });
      await expect(database.db.labSession.create({ data: { ...session, openKey } })).rejects.toMatchObject({
        code: 'P2002',
      });
      await database.db.labSession.create({ data: { ...session, state: 'ended' } });
      await database.db.labSession.create({ data: { ...session, state: 'ended' } });
    });

    it('refuses a row whose owner is not there', async () => {
      await expect(
        database.db.labSession.create({ data: { ...session, ownerId: 'nobody' } }),
      ).rejects.toMatchObject({
        code: 'P2003',
      });
    });

    it('refuses to change or remove what the log of operations says', async () => {
      const data = {
        actorId: 'u1',
        actorRole: 'guest',
        action: 'sessions.start',
        objectType: 'session',
        objectId: 's',
        ownerId: 'u1',
        details: {},
      };
      const { id } = await database.db.operationLog.create({ data });
      const { db } = database;
      await expect(db.operationLog.update({ where: { id }, data: { action: 'other' } })).rejects.toThrow();
      await expect(db.operationLog.delete({ where: { id } })).rejects.toThrow();
      expect(await db.operationLog.findUnique({ where: { id } })).toMatchObject(data);
    });

    it('serves writers that come at once, inside and outside transactions', async () => {
      const write = (index: number) =>
        database.db.user.create({ data: { ...owner, id: `w${index}`, email: `w${index}@x.org` } });
      await Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          index % 2
            ? write(index)
            : database.db.$transaction(async (tx) => {
                const count = await tx.user.count();
                await tx.user.create({
                  data: { ...owner, id: `w${index}`, email: `w${index}@x.org`, name: String(count) },
                });
              }),
        ),
      );
      expect(await database.db.user.count({ where: { id: { startsWith: 'w' } } })).toBe(20);
    });
  });
});
