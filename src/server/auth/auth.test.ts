import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { POST as authRoute } from '@/app/api/auth/[...all]/route';
import { checkSession, getCourseProgress, recordLesson, startSession } from '../operations';
import { type TestServer, testProviders } from '../testing/databases';
import { type Site, startSite } from '../testing/site';
import { createWorld, type World } from '../testing/world';
import { ensureAdministrator, resetAdministratorPassword } from './administrator';
import { actorOf } from './current-actor';

// Hashing a password is slow on purpose, and slower on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const LESSON = 'kubernetes/pods/first-pod';
const EMAIL = 'head@example.org';

describe.each(testProviders)('identity on $name', (provider) => {
  describe.skipIf(provider.skip)(provider.skip ?? 'by better-auth', () => {
    let server: TestServer;
    let world: World;
    let site: Site;

    beforeAll(async () => {
      server = await provider.start();
    }, 60_000);
    afterAll(() => server.stop());
    beforeEach(async () => {
      world = await createWorld(await server.open());
      await world.database.db.user.delete({ where: { id: 'root' } });
      site = await startSite(world);
    });

    afterEach(async () => {
      await site.close();
      await world.close();
    });

    const post = (path: string, body: object, headers: Record<string, string> = {}) =>
      authRoute(
        new Request(`${site.origin}/api/auth${path}`, {
          method: 'POST',
          body: JSON.stringify(body),
          headers: {
            'content-type': 'application/json',
            origin: site.origin,
            'x-sealegs-peer': '10.0.0.9',
            ...headers,
          },
        }),
      );
    const cookieOf = (answer: Response) =>
      answer.headers
        .getSetCookie()
        .map((line) => line.split(';')[0])
        .join('; ');
    const actorWith = (cookie: string) => actorOf(site.services.auth, new Headers({ cookie }));
    const administrator = async () => {
      const made = await ensureAdministrator(world.database.db, EMAIL);
      if (!made) throw new Error('there was one');
      return made;
    };

    it('makes one administrator, tells the password once, and lets them in', async () => {
      const { email, password } = await administrator();
      expect(password).toMatch(/^\w{20}$/);
      expect(await ensureAdministrator(world.database.db, EMAIL)).toBeUndefined();
      expect(JSON.stringify(await world.database.db.account.findMany())).not.toContain(password);
      const answer = await post('/sign-in/email', { email, password });
      expect(await actorWith(cookieOf(answer))).toMatchObject({
        role: 'administrator',
        name: 'Administrator',
      });
    });

    it('refuses a wrong password; after ten of one account whoever tries waits, others do not', async () => {
      const { email, password } = await administrator();
      const from = (peer: string) => ({ 'x-sealegs-peer': peer });
      for (let index = 0; index < 10; index++) {
        const answer = await post(
          '/sign-in/email',
          { email, password: 'wrong-password' },
          from(`10.0.1.${index}`),
        );
        expect(answer.status).toBe(401);
      }
      const right = () => post('/sign-in/email', { email: 'HEAD@example.org', password }, from('10.0.2.1'));
      expect((await right()).status).toBe(429);
      const other = { name: 'x', email: 'x@example.org', password: 'long-enough-1' };
      expect((await post('/sign-up/email', other)).status).toBe(200);
      expect((await post('/sign-in/email', other, from('10.0.2.1'))).status).toBe(200);
    });

    it('lets in who signed in with this browser before, however many guess elsewhere', async () => {
      const { email, password } = await administrator();
      const signIn = (of: string, peer: string, cookie: string) =>
        post('/sign-in/email', { email, password: of }, { 'x-sealegs-peer': peer, cookie });
      const known = cookieOf(await signIn(password, '10.0.3.1', ''));
      const guess = (index: number) => signIn('wrong-password', `10.0.4.${index}`, '');
      for (let index = 0; index < 10; index++) await guess(index);
      expect((await signIn(password, '10.0.3.2', '')).status).toBe(429);
      const [name = ''] = /sealegs\.known[^;]*/.exec(known) ?? [];
      expect((await signIn(password, '10.0.3.3', `${name}x`)).status).toBe(429);
      expect((await signIn(password, '10.0.3.4', known)).status).toBe(200);
      expect((await guess(11)).status).toBe(429);
      for (let index = 0; index < 10; index++) await signIn('wrong-password', `10.0.5.${index}`, known);
      expect((await signIn(password, '10.0.3.5', known)).status).toBe(429);
    });

    it('takes twenty sign-ins a minute from one address', async () => {
      const statuses: number[] = [];
      for (let index = 0; index < 21; index++)
        statuses.push(
          (await post('/sign-in/email', { email: `${index}@example.org`, password: 'x' })).status,
        );
      expect(statuses.indexOf(429)).toBe(20);
      // As many password hashes, which are slow on purpose.
    }, 60_000);

    it('makes an account of a guest, who goes on where they were', async () => {
      const guest = await site.visitor();
      const { id } = await startSession(guest.call, { labId: 'first-pod' });
      await recordLesson(guest.call, { lesson: LESSON, read: true, answers: { q: 'a' } });
      const made = await post(
        '/sign-up/email',
        { name: 'Nia', email: 'nia@example.org', password: 'long-enough-1' },
        { cookie: guest.cookie },
      );
      const account = await actorWith(cookieOf(made));
      expect(account).toMatchObject({ role: 'student', name: 'Nia' });
      expect((await startSession(world.as(account), { labId: 'first-pod' })).id).toBe(id);
      const { lessons } = await getCourseProgress(world.as(account), { courseId: 'kubernetes', labIds: [] });
      expect(lessons[LESSON]).toMatchObject({ read: true, answers: { q: 'a' } });
      expect(await actorWith(guest.cookie)).toBeNull();
    });

    it('makes no second account of an e-mail, and none with a short password', async () => {
      const body = { name: 'Nia', email: 'nia@example.org', password: 'long-enough-1' };
      expect((await post('/sign-up/email', body)).status).toBe(200);
      expect((await post('/sign-up/email', body)).status).toBe(422);
      expect(
        (await post('/sign-up/email', { ...body, email: 'b@example.org', password: 'short' })).status,
      ).toBe(400);
    });

    it('makes no administrator by asking for one', async () => {
      const body = {
        name: 'Eve',
        email: 'eve@example.org',
        password: 'long-enough-1',
        role: 'administrator',
      };
      await post('/sign-up/email', body);
      const eve = await world.database.db.user.findUnique({ where: { email: body.email } });
      expect(eve?.role ?? 'student').toBe('student');
    });

    it('makes no accounts where signing up is closed', async () => {
      await site.close();
      site = await startSite(world, { SEALEGS_SIGN_UP: 'closed' });
      const body = { name: 'Nia', email: 'nia@example.org', password: 'long-enough-1' };
      expect((await post('/sign-up/email', body)).ok).toBe(false);
    });

    it('gives the administrator a new password and ends the old sign-ins', async () => {
      const { email, password } = await administrator();
      const cookie = cookieOf(await post('/sign-in/email', { email, password }));
      const changed = await resetAdministratorPassword(world.database.db);
      expect(changed?.email).toBe(email);
      expect(await actorWith(cookie)).toBeNull();
      expect((await post('/sign-in/email', { email, password })).status).toBe(401);
      expect((await post('/sign-in/email', { email, password: changed?.password })).status).toBe(200);
    });

    it.each([
      '/update-user',
      '/change-password',
      '/delete-user',
      '/list-sessions',
      '/revoke-sessions',
      '/change-email',
    ])('does not offer %s: that is an operation of ours', async (path) => {
      const { cookie } = await site.visitor();
      expect((await post(path, { role: 'administrator' }, { cookie })).status).toBe(404);
    });

    it('refuses a body that no sign-in has', async () => {
      const answer = await post('/sign-in/email', { email: EMAIL, password: 'x'.repeat(70_000) });
      expect(answer.status).toBe(413);
    });

    it('refuses a sign-in from a page of another site', async () => {
      const { email, password } = await administrator();
      const { cookie } = await site.visitor();
      const answer = await post(
        '/sign-in/email',
        { email, password },
        { origin: 'https://evil.example', cookie },
      );
      expect(answer.status).toBe(403);
    });

    it('knows nobody by a cookie that was tampered with', async () => {
      const { cookie } = await site.visitor();
      expect(await actorWith(cookie)).toMatchObject({ role: 'guest' });
      const tampered = cookie.replace(/=(.)/, (_, first) => (first === 'x' ? '=y' : '=x'));
      expect(await actorWith(tampered)).toBeNull();
    });

    it('hands a guest’s work over to the account they sign in to', async () => {
      const guest = await site.visitor();
      const { id } = await startSession(guest.call, { labId: 'first-pod' });
      await checkSession(guest.call, { sessionId: id });
      await recordLesson(guest.call, { lesson: LESSON, read: true });
      const { email, password } = await administrator();
      const cookie = cookieOf(await post('/sign-in/email', { email, password }, { cookie: guest.cookie }));
      const account = await actorWith(cookie);
      const progress = await getCourseProgress(world.as(account), {
        courseId: 'kubernetes',
        labIds: ['first-pod'],
      });
      expect(progress.lessons[LESSON]?.read).toBe(true);
      expect(progress.labs['first-pod']?.bestScore).toBe(100);
      expect((await startSession(world.as(account), { labId: 'first-pod' })).id).toBe(id);
      expect(
        await world.database.db.user.findUnique({ where: { id: guest.call.actor?.id ?? '' } }),
      ).toBeNull();
    });

    it('keeps the account’s own where the guest did the same', async () => {
      const { email, password } = await administrator();
      const first = await post('/sign-in/email', { email, password });
      const account = await actorWith(cookieOf(first));
      const own = await startSession(world.as(account), { labId: 'first-pod' });
      await recordLesson(world.as(account), { lesson: LESSON, answers: { q: 'mine' } });
      const guest = await site.visitor();
      const theirs = await startSession(guest.call, { labId: 'first-pod' });
      await recordLesson(guest.call, { lesson: LESSON, answers: { q: 'theirs' } });
      await post('/sign-in/email', { email, password }, { cookie: guest.cookie });
      expect((await startSession(world.as(account), { labId: 'first-pod' })).id).toBe(own.id);
      expect(await world.database.db.labSession.findUnique({ where: { id: theirs.id } })).toMatchObject({
        state: 'ended',
        ownerId: account?.id,
      });
      const { lessons } = await getCourseProgress(world.as(account), { courseId: 'kubernetes', labIds: [] });
      expect(lessons[LESSON]?.answers).toEqual({ q: 'mine' });
    });
  });
});
