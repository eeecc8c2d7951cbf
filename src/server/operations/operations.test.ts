import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Actor } from '../auth';
import { type TestServer, testProviders } from '../testing/databases';
import { createWorld, type World } from '../testing/world';
import {
  type Call,
  checkSession,
  endSession,
  findOpenSession,
  getCourseProgress,
  getSession,
  issueTicket,
  listAttempts,
  recordLesson,
  redeemTicket,
  startSession,
  sweepSessions,
} from '.';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const LESSON = 'kubernetes/pods/first-pod';

describe.each(testProviders)('operations on $name', (provider) => {
  describe.skipIf(provider.skip)(provider.skip ?? 'with two lab hosts', () => {
    let server: TestServer;
    let world: World;

    beforeAll(async () => {
      server = await provider.start();
    }, 60_000);
    afterAll(() => server.stop());
    beforeEach(async () => {
      world = await createWorld(await server.open());
    });
    afterEach(() => world.close());

    const start = (call: Call, labId = 'first-pod') => startSession(call, { labId });
    const actions = async () =>
      (await world.database.db.operationLog.findMany({ orderBy: { id: 'asc' } })).map((row) => row.action);

    describe('a session', () => {
      it('is started once and resumed after', async () => {
        const call = world.as(world.ada);
        const first = await start(call);
        const second = await start(call);
        expect(second.id).toBe(first.id);
        expect(first).toMatchObject({ labId: 'first-pod', labRevision: 'r1', state: 'ready' });
        expect(await findOpenSession(call, { labId: 'first-pod' })).toEqual({ id: first.id });
        expect(await actions()).toEqual(['sessions.start']);
      });

      it('is one session when it is asked for many times at once', async () => {
        const call = world.as(world.ada);
        const views = await Promise.all(Array.from({ length: 5 }, () => start(call)));
        expect(new Set(views.map((view) => view.id)).size).toBe(1);
      });

      it('keeps what clusters and hosts it has, under its owner', async () => {
        const { id } = await start(world.as(world.ada));
        const row = await world.database.db.labSession.findUniqueOrThrow({
          where: { id },
          include: { clusters: true, hosts: true },
        });
        expect(row.clusters).toMatchObject([{ name: 'main', context: 'main', ownerId: 'ada' }]);
        expect(row.hosts).toMatchObject([{ name: 'lab', ownerId: 'ada' }]);
      });

      it('goes to the host with the fewest', async () => {
        await start(world.as(world.ada));
        await start(world.as(world.bob));
        expect(world.hosts.map((host) => host.sessions.size)).toEqual([1, 1]);
      });

      it('of a lab that is not there is refused', async () => {
        await expect(start(world.as(world.ada), 'nope')).rejects.toMatchObject({
          code: 'not_found',
          message: 'There is no lab "nope".',
        });
      });

      it('beyond the cap of its owner is refused with the names of the open ones', async () => {
        const call = world.as(world.ada, { SEALEGS_SESSIONS_PER_USER: '2' });
        await start(call, 'first-pod');
        await start(call, 'second');
        await expect(start(call, 'third')).rejects.toMatchObject({
          code: 'too_many_sessions',
          message: expect.stringContaining('first-pod, second'),
        });
        await start(call, 'second');
      });

      it('finds no place when every host is full', async () => {
        const environment = { SEALEGS_SESSIONS_PER_HOST: '1' };
        await start(world.as(world.ada, environment), 'first-pod');
        await start(world.as(world.ada, environment), 'second');
        await expect(start(world.as(world.bob, environment))).rejects.toMatchObject({ code: 'no_capacity' });
      });

      it('whose host has forgotten it is reopened from disk', async () => {
        const call = world.as(world.ada);
        const { id } = await start(call);
        for (const host of world.hosts) host.sessions.clear();
        expect(await getSession(call, { sessionId: id })).toMatchObject({ id, state: 'ready' });
        expect(await checkSession(call, { sessionId: id })).toMatchObject({ score: 100 });
      });

      it('whose host is down says so and is the same one later', async () => {
        await world.hosts[0].stop();
        const call = world.as(world.ada);
        await expect(start(call)).rejects.toMatchObject({ code: 'host_unavailable' });
        const open = await findOpenSession(call, { labId: 'first-pod' });
        expect(open).not.toBeNull();
      });

      it('ends once, is told as ended after, and may be started anew', async () => {
        const call = world.as(world.ada);
        const { id } = await start(call);
        await endSession(call, { sessionId: id });
        await endSession(call, { sessionId: id });
        expect(await getSession(call, { sessionId: id })).toMatchObject({
          state: 'ended',
          clusters: [{ name: 'main' }],
        });
        await expect(checkSession(call, { sessionId: id })).rejects.toMatchObject({ code: 'session_ended' });
        expect((await start(call)).id).not.toBe(id);
        expect(await actions()).toEqual(['sessions.start', 'sessions.end', 'sessions.start']);
      });
    });

    describe('time', () => {
      it('puts an idle session to sleep, and use wakes it', async () => {
        const call = world.as(world.ada);
        const { id } = await start(call);
        world.advance(61 * MINUTE);
        await sweepSessions(call);
        expect(world.hosts[0].sessions.size).toBe(0);
        expect(await getSession(call, { sessionId: id })).toMatchObject({ id, state: 'ready' });
        expect(world.hosts[0].sessions.size).toBe(1);
        expect(await world.database.db.labSession.findUnique({ where: { id } })).toMatchObject({
          state: 'open',
          closedAt: null,
        });
      });

      it('leaves a session that is used alone', async () => {
        const call = world.as(world.ada);
        const { id } = await start(call);
        world.advance(50 * MINUTE);
        await getSession(call, { sessionId: id });
        world.advance(50 * MINUTE);
        await sweepSessions(call);
        expect(world.hosts[0].sessions.size).toBe(1);
      });

      it('ends a session at the end of its life, and removes its files days later', async () => {
        const call = world.as(world.ada);
        const { id } = await start(call);
        world.advance(25 * HOUR);
        await sweepSessions(call);
        expect(await world.database.db.labSession.findUnique({ where: { id } })).toMatchObject({
          state: 'ended',
          endReason: 'lifetime',
        });
        world.advance(8 * 24 * HOUR);
        await sweepSessions(call);
        expect(world.hosts[0].calls).toContain(`DELETE /sessions/${id}?purge=1`);
        await sweepSessions(call);
        expect(world.hosts[0].calls.filter((made) => made.includes('purge'))).toHaveLength(1);
      });

      it('asks a host that was away again to close what has ended', async () => {
        const call = world.as(world.ada);
        const { id } = await start(call);
        await world.hosts[0].stop();
        await endSession(call, { sessionId: id });
        const closedAt = async () =>
          (await world.database.db.labSession.findUniqueOrThrow({ where: { id } })).closedAt;
        expect(await closedAt()).toBeNull();
        await sweepSessions(call);
        expect(await closedAt()).toBeNull();
      });
    });

    describe('a check', () => {
      it('is kept with its tasks and checks, and counts as progress', async () => {
        const call = world.as(world.ada);
        const { id } = await start(call);
        await checkSession(call, { sessionId: id });
        world.hosts[0].verdict = { ...world.hosts[0].verdict, score: 40 };
        world.advance(1000);
        await checkSession(call, { sessionId: id });
        const attempts = await listAttempts(call, { labId: 'first-pod' });
        expect(attempts.map((attempt) => attempt.score)).toEqual([40, 100]);
        expect(await world.database.db.attemptCheck.findMany()).toMatchObject([
          { checkId: 'pod-runs', state: 'passed', ownerId: 'ada' },
          { checkId: 'pod-runs', state: 'passed', ownerId: 'ada' },
        ]);
        const progress = await getCourseProgress(call, {
          courseId: 'kubernetes',
          labIds: ['first-pod', 'second'],
        });
        expect(progress.labs).toMatchObject({ 'first-pod': { bestScore: 100, passed: true, attempts: 2 } });
      });
    });

    describe('a lesson', () => {
      it('is read once and its answers are merged', async () => {
        const call = world.as(world.ada);
        await recordLesson(call, { lesson: LESSON, read: true, answers: { q1: 'a' } });
        await recordLesson(call, { lesson: LESSON, answers: { q1: 'b', q2: 'c' } });
        const { lessons } = await getCourseProgress(call, { courseId: 'kubernetes', labIds: [] });
        expect(lessons[LESSON]).toMatchObject({ read: true, answers: { q1: 'b', q2: 'c' } });
      });

      it.each([
        ['a lesson that is not there', { lesson: 'kubernetes/pods/other' }, 'not_found'],
        ['something that is no lesson', { lesson: '../etc' }, 'invalid_input'],
        ['unknown fields', { lesson: LESSON, ownerId: 'bob' }, 'invalid_input'],
      ])('refuses %s', async (_, input, code) => {
        await expect(recordLesson(world.as(world.ada), input)).rejects.toMatchObject({ code });
      });
    });

    describe('a ticket', () => {
      const use = (sessionId: string) => ({ sessionId, purpose: 'terminal' as const, tab: 't1' });

      it('opens once', async () => {
        const call = world.as(world.ada);
        const { id } = await start(call);
        const { ticket } = await issueTicket(call, use(id));
        expect(await redeemTicket(call, { ...use(id), ticket })).toMatchObject({ id });
        await expect(redeemTicket(call, { ...use(id), ticket })).rejects.toMatchObject({ code: 'forbidden' });
      });

      it('is not kept in a form that could be used', async () => {
        const call = world.as(world.ada);
        const { id } = await start(call);
        const { ticket } = await issueTicket(call, use(id));
        expect(JSON.stringify(await world.database.db.sessionTicket.findMany())).not.toContain(ticket);
      });

      it.each<[string, (ticket: string, id: string, other: string) => [Actor, object, number]]>([
        ['after 30 seconds', (ticket, id) => [world.ada, { ...use(id), ticket }, 30_000]],
        ['with another’s cookie', (ticket, id) => [world.bob, { ...use(id), ticket }, 0]],
        ['for another tab', (ticket, id) => [world.ada, { ...use(id), tab: 't2', ticket }, 0]],
        ['for another session', (ticket, _, other) => [world.ada, { ...use(other), ticket }, 0]],
        [
          'for another purpose',
          (ticket, id) => [world.ada, { sessionId: id, purpose: 'progress', ticket }, 0],
        ],
        ['when it is made up', (_, id) => [world.ada, { ...use(id), ticket: 'guess' }, 0]],
      ])('does not open %s', async (_, attempt) => {
        const call = world.as(world.ada);
        const { id } = await start(call);
        const other = await start(call, 'second');
        const { ticket } = await issueTicket(call, use(id));
        const [actor, input, later] = attempt(ticket, id, other.id);
        world.advance(later);
        await expect(redeemTicket(world.as(actor), input as never)).rejects.toMatchObject({
          code: 'forbidden',
        });
      });
    });

    describe('authorization (all of it: ../matrix.test.ts)', () => {
      it('an administrator’s attempt on a session is its owner’s', async () => {
        const { id } = await start(world.as(world.ada));
        await checkSession(world.as(world.administrator), { sessionId: id });
        expect(await world.database.db.attempt.findMany()).toMatchObject([{ ownerId: 'ada' }]);
        expect(
          await world.database.db.operationLog.findFirst({ where: { action: 'sessions.check' } }),
        ).toMatchObject({
          actorId: 'root',
          actorRole: 'administrator',
          ownerId: 'ada',
        });
      });
    });
  });
});
