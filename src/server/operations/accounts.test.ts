import { hashPassword } from 'better-auth/crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { isPasswordOf } from '../auth/passwords';
import { type TestServer, testProviders } from '../testing/databases';
import { createWorld, type World } from '../testing/world';
import {
  changePassword,
  checkSession,
  createAccount,
  endSignIns,
  listPeople,
  listSignIns,
  recordLesson,
  removeAccount,
  renameAccount,
  resetPassword,
  setRole,
  startSession,
} from '.';

// Hashing a password is slow on purpose, and slower on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const PASSWORD = 'correct-horse-battery';

describe.each(testProviders)('accounts on $name', (provider) => {
  describe.skipIf(provider.skip)(provider.skip ?? 'of students, instructors and administrators', () => {
    let server: TestServer;
    let world: World;
    let hash: string;

    beforeAll(async () => {
      server = await provider.start();
      hash = await hashPassword(PASSWORD);
    }, 60_000);
    afterAll(() => server.stop());
    beforeEach(async () => {
      world = await createWorld(await server.open());
      const { db } = world.database;
      const credential = { accountId: 'ada', userId: 'ada', providerId: 'credential', password: hash };
      await db.account.create({ data: { id: 'c', ...credential } });
      for (const id of ['phone', 'desk'])
        await db.session.create({
          data: { id, token: id, userId: 'ada', expiresAt: new Date('2027-01-01'), userAgent: id },
        });
    });
    afterEach(() => world.close());

    const ada = () => world.as({ ...world.ada, signInId: 'desk' });
    const signIns = async () => (await listSignIns(ada(), {})).map(({ id, current }) => [id, current]).sort();

    it('sees where it is signed in, and signs out at one place or everywhere', async () => {
      expect(await signIns()).toEqual([
        ['desk', true],
        ['phone', false],
      ]);
      expect(await endSignIns(ada(), { signInId: 'phone' })).toEqual({ ended: 1 });
      expect(await signIns()).toEqual([['desk', true]]);
      expect(await endSignIns(ada(), {})).toEqual({ ended: 1 });
      expect(await world.database.db.session.count()).toBe(0);
    });

    it('never ends another account’s sign-in', async () => {
      expect(await endSignIns(world.as(world.bob), { signInId: 'phone' })).toEqual({ ended: 0 });
      expect(await signIns()).toHaveLength(2);
    });

    it('changes its password by the old one, which ends all other sign-ins', async () => {
      const next = 'another-long-one';
      await expect(changePassword(ada(), { current: 'guess', password: next })).rejects.toMatchObject({
        code: 'forbidden',
        message: 'That is not your current password.',
      });
      await expect(changePassword(ada(), { current: PASSWORD, password: 'short' })).rejects.toMatchObject({
        code: 'invalid_input',
        message: expect.stringContaining('at least 10 characters'),
      });
      await changePassword(ada(), { current: PASSWORD, password: next });
      expect(await isPasswordOf(world.database.db, 'ada', next)).toBe(true);
      expect(await isPasswordOf(world.database.db, 'ada', PASSWORD)).toBe(false);
      expect(await signIns()).toEqual([['desk', true]]);
    });

    it('guesses its password ten times a minute at most', async () => {
      const guess = () => changePassword(ada(), { current: 'guess', password: 'another-long-one' });
      for (let tries = 0; tries < 10; tries++)
        await expect(guess()).rejects.toMatchObject({ code: 'forbidden' });
      await expect(guess()).rejects.toMatchObject({ code: 'rate_limited' });
      world.advance(60_000);
      await expect(guess()).rejects.toMatchObject({ code: 'forbidden' });
    });

    it('goes with all that it owns, on the hosts as well; the log stays', async () => {
      const { id } = await startSession(ada(), { labId: 'first-pod' });
      await checkSession(ada(), { sessionId: id });
      await recordLesson(ada(), { lesson: 'kubernetes/pods/first-pod', read: true });
      await expect(removeAccount(ada(), { password: 'guess' })).rejects.toMatchObject({ code: 'forbidden' });
      await removeAccount(ada(), { password: PASSWORD });
      const { db } = world.database;
      expect(await db.user.findUnique({ where: { id: 'ada' } })).toBeNull();
      expect([
        await db.labSession.count(),
        await db.attempt.count(),
        await db.lessonProgress.count(),
      ]).toEqual([0, 0, 0]);
      expect(world.hosts[0].calls).toContain(`DELETE /sessions/${id}?purge=1`);
      expect(
        (await db.operationLog.findMany({ where: { ownerId: 'ada' } })).map((row) => row.action),
      ).toContain('accounts.remove');
    });

    it('stays while a host that has its files is away', async () => {
      await startSession(ada(), { labId: 'first-pod' });
      await world.hosts[0].stop();
      await expect(removeAccount(ada(), { password: PASSWORD })).rejects.toMatchObject({
        code: 'host_unavailable',
      });
      expect(await world.database.db.user.findUnique({ where: { id: 'ada' } })).not.toBeNull();
    });

    it('has a name of 1 to 80 characters', async () => {
      await expect(renameAccount(ada(), { name: '  ' })).rejects.toMatchObject({ code: 'invalid_input' });
      await renameAccount(ada(), { name: ' Ada L. ' });
      expect((await world.database.db.user.findUnique({ where: { id: 'ada' } }))?.name).toBe('Ada L.');
    });

    it('is made by an administrator, with a password that is told once', async () => {
      const call = world.as(world.administrator);
      const { id, password } = await createAccount(call, {
        name: 'Nia',
        email: 'Nia@Example.org',
        role: 'instructor',
      });
      expect(await isPasswordOf(world.database.db, id, password)).toBe(true);
      expect(await world.database.db.user.findUnique({ where: { id } })).toMatchObject({
        email: 'nia@example.org',
        role: 'instructor',
      });
      await expect(createAccount(call, { name: 'x', email: 'nia@example.org' })).rejects.toMatchObject({
        code: 'conflict',
      });
    });

    it('gets a new password from an administrator, and is signed out everywhere', async () => {
      const { password } = await resetPassword(world.as(world.administrator), { personId: 'ada' });
      expect(await isPasswordOf(world.database.db, 'ada', password)).toBe(true);
      expect(await world.database.db.session.count()).toBe(0);
    });

    it('of the last administrator neither goes nor steps down', async () => {
      const call = world.as(world.administrator);
      const down = () => setRole(call, { personId: 'root', role: 'student' });
      await expect(down()).rejects.toMatchObject({ code: 'conflict' });
      await setRole(call, { personId: 'ada', role: 'administrator' });
      await down();
      expect((await world.database.db.user.findUnique({ where: { id: 'root' } }))?.role).toBe('student');
    });

    it('is listed with how far it is, fifty at a time, and found by name', async () => {
      const { id } = await startSession(ada(), { labId: 'first-pod' });
      await checkSession(ada(), { sessionId: id });
      await recordLesson(ada(), { lesson: 'kubernetes/pods/first-pod', read: true });
      const call = world.as(world.instructor);
      const { people } = await listPeople(call, { query: 'ada@' });
      expect(people).toMatchObject([{ id: 'ada', role: 'student', lessonsRead: 1, labsPassed: 1 }]);
      await world.database.db.user.createMany({
        data: Array.from({ length: 60 }, (_, n) => ({ id: `s${n}`, name: `s${n}`, email: `s${n}@x.org` })),
      });
      const first = await listPeople(call, {});
      const second = await listPeople(call, { after: first.next });
      expect([first.people.length, second.people.length, second.next]).toEqual([50, 14, undefined]);
    });
  });
});
