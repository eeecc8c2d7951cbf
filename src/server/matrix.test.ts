/**
 * Who may do what: every operation and every route, for every role, on one's own objects and on another's. What is not
 * in these tables fails the first tests, so that nothing is added without saying who may use it.
 */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { hashPassword } from 'better-auth/crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Actor } from './auth';
import { isAppError } from './errors';
import type { Call } from './operations';
import * as operations from './operations';
import { type TestServer, testProviders } from './testing/databases';
import { createWorld, type World } from './testing/world';

// Hashing a password is slow on purpose, and slower on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const LESSON = 'kubernetes/pods/first-pod';
const PASSWORD = 'correct-horse-battery';

/** Who asks; ada owns what is asked about. */
const PEOPLE = ['nobody', 'guest', 'owner', 'student', 'instructor', 'administrator'] as const;
type Who = (typeof PEOPLE)[number];
/** ok, or the code of the refusal. */
type Outcome = 'ok' | 'not_signed_in' | 'not_found' | 'forbidden';
type Row = Readonly<Record<Who, Outcome>>;

const OWN_THING: Row = {
  nobody: 'not_signed_in',
  guest: 'not_found',
  owner: 'ok',
  student: 'not_found',
  instructor: 'not_found',
  administrator: 'ok',
};
const RESULTS: Row = { ...OWN_THING, instructor: 'ok' };
const SIGNED_IN: Row = {
  nobody: 'not_signed_in',
  guest: 'ok',
  owner: 'ok',
  student: 'ok',
  instructor: 'ok',
  administrator: 'ok',
};
const ACCOUNT_HOLDERS: Row = { ...SIGNED_IN, guest: 'forbidden' };
const ADMINISTRATORS: Row = {
  nobody: 'not_signed_in',
  guest: 'forbidden',
  owner: 'forbidden',
  student: 'forbidden',
  instructor: 'forbidden',
  administrator: 'ok',
};
const TEACHERS: Row = { ...ADMINISTRATORS, instructor: 'ok' };

interface Case {
  readonly row: Row;
  /** @param sessionId ada's open session */
  run(call: Call, sessionId: string): Promise<unknown>;
}

const CASES: Readonly<Record<string, Case>> = {
  getSession: { row: OWN_THING, run: (call, sessionId) => operations.getSession(call, { sessionId }) },
  checkSession: { row: OWN_THING, run: (call, sessionId) => operations.checkSession(call, { sessionId }) },
  resetSession: { row: OWN_THING, run: (call, sessionId) => operations.resetSession(call, { sessionId }) },
  endSession: { row: OWN_THING, run: (call, sessionId) => operations.endSession(call, { sessionId }) },
  getControls: { row: OWN_THING, run: (call, sessionId) => operations.getControls(call, { sessionId }) },
  controlSession: {
    row: OWN_THING,
    run: (call, sessionId) => operations.controlSession(call, { sessionId, control: { action: 'undo' } }),
  },
  getFile: { row: OWN_THING, run: (call, sessionId) => operations.getFile(call, { sessionId, path: '' }) },
  changeFile: {
    row: OWN_THING,
    run: (call, sessionId) =>
      operations.changeFile(call, { sessionId, change: { action: 'delete', path: 'a' } }),
  },
  getSchemaIndex: {
    row: OWN_THING,
    run: (call, sessionId) => operations.getSchemaIndex(call, { sessionId }),
  },
  getSchemaDocument: {
    row: OWN_THING,
    run: (call, sessionId) => operations.getSchemaDocument(call, { sessionId, path: 'api/v1' }),
  },
  getSolution: {
    row: OWN_THING,
    run: (call, sessionId) => operations.getSolution(call, { sessionId, taskId: 'pod', part: 'scripts' }),
  },
  issueTicket: {
    row: OWN_THING,
    run: (call, sessionId) => operations.issueTicket(call, { sessionId, purpose: 'progress' }),
  },
  redeemTicket: {
    // A ticket is its owner's alone: not even an administrator uses another's.
    row: {
      nobody: 'not_signed_in',
      guest: 'forbidden',
      owner: 'ok',
      student: 'forbidden',
      instructor: 'forbidden',
      administrator: 'forbidden',
    },
    run: async (call, sessionId) => {
      const { ticket } = await operations.issueTicket(
        { ...call, actor: ADA },
        { sessionId, purpose: 'progress' },
      );
      return operations.redeemTicket(call, { sessionId, purpose: 'progress', ticket });
    },
  },
  startSession: { row: SIGNED_IN, run: (call) => operations.startSession(call, { labId: 'second' }) },
  findOpenSession: {
    row: SIGNED_IN,
    run: (call) => operations.findOpenSession(call, { labId: 'first-pod' }),
  },
  listOpenSessions: { row: SIGNED_IN, run: (call) => operations.listOpenSessions(call, {}) },
  recordLesson: {
    row: SIGNED_IN,
    run: (call) => operations.recordLesson(call, { lesson: LESSON, read: true }),
  },
  getCourseProgress: {
    row: RESULTS,
    run: (call) => operations.getCourseProgress(call, { courseId: 'c', labIds: [], ownerId: 'ada' }),
  },
  listAttempts: {
    row: RESULTS,
    run: (call) => operations.listAttempts(call, { labId: 'first-pod', ownerId: 'ada' }),
  },
  renameAccount: { row: ACCOUNT_HOLDERS, run: (call) => operations.renameAccount(call, { name: 'New' }) },
  changePassword: {
    row: ACCOUNT_HOLDERS,
    run: (call) => operations.changePassword(call, { current: PASSWORD, password: 'another-long-one' }),
  },
  listSignIns: { row: OWN_THING, run: (call) => operations.listSignIns(call, { personId: 'ada' }) },
  endSignIns: { row: OWN_THING, run: (call) => operations.endSignIns(call, { personId: 'ada' }) },
  removeAccount: {
    row: OWN_THING,
    run: (call) => operations.removeAccount(call, { personId: 'ada', password: PASSWORD }),
  },
  listPeople: { row: TEACHERS, run: (call) => operations.listPeople(call, {}) },
  createAccount: {
    row: ADMINISTRATORS,
    run: (call) => operations.createAccount(call, { name: 'New', email: 'new@example.org' }),
  },
  setRole: {
    row: ADMINISTRATORS,
    run: (call) => operations.setRole(call, { personId: 'ada', role: 'instructor' }),
  },
  resetPassword: { row: ADMINISTRATORS, run: (call) => operations.resetPassword(call, { personId: 'ada' }) },
};

const ADA: Actor = { id: 'ada', role: 'student', name: 'ada' };
/** Values of the index that nobody calls as a person. */
const NOT_OPERATIONS = ['MAX_CHANGE_BYTES', 'NO_PROGRESS', 'sweepSessions'];

it('every operation stands in the matrix', () => {
  const known = [...Object.keys(CASES), ...NOT_OPERATIONS];
  expect(Object.keys(operations).filter((name) => !known.includes(name))).toEqual([]);
});

/** What a route calls; the operation's row above says who may. */
const ROUTES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  account: { DELETE: 'removeAccount' },
  'account/name': { PUT: 'renameAccount' },
  'account/password': { PUT: 'changePassword' },
  'account/sign-ins': { GET: 'listSignIns', DELETE: 'endSignIns' },
  'account/sign-ins/[signInId]': { DELETE: 'endSignIns' },
  'auth/[...all]': { GET: 'better-auth', POST: 'better-auth' },
  health: { GET: 'public' },
  people: { POST: 'createAccount' },
  'people/[id]': { DELETE: 'removeAccount' },
  'people/[id]/password': { POST: 'resetPassword' },
  'people/[id]/role': { PUT: 'setRole' },
  'people/[id]/sign-ins': { DELETE: 'endSignIns' },
  'progress/lessons': { POST: 'recordLesson' },
  search: { GET: 'public' },
  sessions: { POST: 'startSession' },
  'sessions/[id]': { GET: 'getSession', DELETE: 'endSession' },
  'sessions/[id]/check': { POST: 'checkSession' },
  'sessions/[id]/controls': { GET: 'getControls', POST: 'controlSession' },
  'sessions/[id]/files': { GET: 'getFile', POST: 'changeFile' },
  'sessions/[id]/reset': { POST: 'resetSession' },
  'sessions/[id]/schemas': { GET: 'getSchemaIndex' },
  'sessions/[id]/schemas/document': { GET: 'getSchemaDocument' },
  'sessions/[id]/solution': { POST: 'getSolution' },
  'sessions/[id]/ticket': { POST: 'issueTicket' },
};
/** Those that anybody may ask, each with its own tests. */
const OPEN = ['public', 'better-auth'];
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
const API = path.resolve(import.meta.dirname, '../app/api');

describe('routes', () => {
  const files = readdirSync(API, { recursive: true, encoding: 'utf8' })
    .filter((file) => path.basename(file) === 'route.ts')
    .map((file) => path.dirname(file))
    .sort();

  it('every route stands in the matrix, and nothing else does', () => {
    expect(files).toEqual(Object.keys(ROUTES).sort());
  });

  it.each(files)('%s offers what the matrix says, and each of it is an operation', async (folder) => {
    const module = (await import(path.join(API, folder, 'route.ts'))) as object;
    const row = ROUTES[folder] ?? {};
    expect(METHODS.filter((method) => method in module)).toEqual(
      METHODS.filter((method) => Object.hasOwn(row, method)),
    );
    for (const name of Object.values(row)) expect([...Object.keys(CASES), ...OPEN]).toContain(name);
  });
});

const [sqlite] = testProviders;
if (!sqlite) throw new Error('no database');

describe('operations', () => {
  let server: TestServer;
  let world: World;
  let sessionId: string;
  let passwordHash: string;
  let actors: Readonly<Record<Who, Actor | null>>;

  beforeAll(async () => {
    server = await sqlite.start();
    passwordHash = await hashPassword(PASSWORD);
  });
  afterAll(() => server.stop());
  beforeEach(async () => {
    world = await createWorld(await server.open());
    const { db } = world.database;
    await db.user.create({ data: { id: 'gus', name: 'Guest', email: 'g@guest.invalid', isAnonymous: true } });
    const holders = await db.user.findMany({ where: { isAnonymous: { not: true } } });
    await db.account.createMany({
      data: holders.map(({ id }) => ({
        id,
        accountId: id,
        userId: id,
        providerId: 'credential',
        password: passwordHash,
      })),
    });
    ({ id: sessionId } = await operations.startSession(world.as(world.ada), { labId: 'first-pod' }));
    actors = {
      nobody: null,
      guest: { id: 'gus', role: 'guest', name: 'Guest' },
      owner: world.ada,
      student: world.bob,
      instructor: world.instructor,
      administrator: world.administrator,
    };
    return () => world.close();
  });

  const outcome = async (run: () => Promise<unknown>): Promise<string> => {
    try {
      await run();
      return 'ok';
    } catch (error) {
      if (!isAppError(error)) throw error;
      return error.code;
    }
  };

  const cells = Object.entries(CASES).flatMap(([name, { row }]) =>
    PEOPLE.map((who) => [name, who, row[who]] as const),
  );
  it.each(cells)('%s by %s: %s', async (name, who, expected) => {
    const call = world.as(actors[who]);
    expect(await outcome(async () => CASES[name]?.run(call, sessionId))).toBe(expected);
  });

  it('what is not there and what is another’s look the same', async () => {
    const call = world.as(world.bob);
    const refusal = (id: string) =>
      operations.getSession(call, { sessionId: id }).catch((error: Error) => error.message);
    expect(await refusal(sessionId)).toBe(await refusal('made-up'));
  });
});
