import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GET as health } from '@/app/api/health/route';
import { POST as lessons } from '@/app/api/progress/lessons/route';
import { DELETE as endSession, GET as getSession } from '@/app/api/sessions/[id]/route';
import { POST as ticket } from '@/app/api/sessions/[id]/ticket/route';
import { POST as sessions } from '@/app/api/sessions/route';
import { type TestServer, testProviders } from './testing/databases';
import { type Site, startSite } from './testing/site';
import { createWorld, type World } from './testing/world';

let server: TestServer;
let world: World;
let site: Site;

beforeEach(async () => {
  const [sqlite] = testProviders;
  if (!sqlite) throw new Error('no database');
  server = await sqlite.start();
  world = await createWorld(await server.open());
  site = await startSite(world);
});

afterEach(async () => {
  await site.close();
  await world.close();
  await server.stop();
});

interface Ask {
  readonly body?: unknown;
  readonly cookie?: string;
  readonly origin?: string | undefined;
  readonly method?: string;
}

const request = ({ body, cookie, origin = site.origin, method = 'POST' }: Ask) =>
  new Request(`${site.origin}/api`, {
    method,
    headers: { origin, host: site.origin, ...(cookie ? { cookie } : {}), 'x-sealegs-peer': '10.0.0.1' },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
const none = { params: Promise.resolve({}) };
const of = (id: string) => ({ params: Promise.resolve({ id }) });
const cookieOf = (answer: Response) =>
  answer.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');

describe('an API route', () => {
  it('makes a guest of a visitor who starts a lab, and knows them by their cookie after', async () => {
    const started = await sessions(request({ body: { labId: 'first-pod' } }), none);
    expect(started.status).toBe(200);
    expect(started.headers.get('cache-control')).toBe('no-store');
    const cookie = cookieOf(started);
    expect(cookie).toMatch(/^sealegs\.session_token=/);
    expect(started.headers.getSetCookie()[0]).toMatch(/HttpOnly; SameSite=Lax/i);
    const { id } = (await started.json()) as { id: string };
    const seen = await getSession(request({ method: 'GET', cookie }), of(id));
    expect(await seen.json()).toMatchObject({ id, state: 'ready' });
    const issued = await ticket(request({ cookie, body: { purpose: 'progress' } }), of(id));
    expect(await issued.json()).toMatchObject({ ticket: expect.any(String) });
    const ended = await endSession(request({ method: 'DELETE', cookie }), of(id));
    expect([ended.status, await ended.text()]).toEqual([204, '']);
  });

  it.each<[string, number, string, () => Promise<Response>]>([
    [
      'from another site',
      403,
      'bad_origin',
      () => sessions(request({ origin: 'https://evil.example', body: {} }), none),
    ],
    [
      'without a cookie where no guest is made',
      401,
      'not_signed_in',
      () => getSession(request({ method: 'GET' }), of('x')),
    ],
    ['that is no JSON', 400, 'invalid_input', () => sessions(request({ body: '{' }), none)],
    ['that is no object', 400, 'invalid_input', () => sessions(request({ body: '[1]' }), none)],
    [
      'with unknown fields',
      400,
      'invalid_input',
      () => sessions(request({ body: { labId: 'first-pod', ownerId: 'x' } }), none),
    ],
    [
      'for a lab that is not there',
      404,
      'not_found',
      () => sessions(request({ body: { labId: 'nope' } }), none),
    ],
    [
      'that is too large',
      413,
      'payload_too_large',
      () => lessons(request({ body: 'x'.repeat(70_000) }), none),
    ],
  ])('refuses a request %s', async (_, status, code, ask) => {
    const answer = await ask();
    expect(answer.status).toBe(status);
    expect(await answer.json()).toEqual({ code, message: expect.any(String) });
  });

  it('says nothing of what broke inside', async () => {
    await world.database.db.$executeRawUnsafe('DROP TABLE "SessionTicket"');
    const started = await sessions(request({ body: { labId: 'first-pod' } }), none);
    const { id } = (await started.json()) as { id: string };
    const answer = await ticket(
      request({ cookie: cookieOf(started), body: { purpose: 'progress' } }),
      of(id),
    );
    expect(answer.status).toBe(500);
    expect(await answer.text()).not.toMatch(/SessionTicket|prisma|table/i);
  });

  it('limits how many guests come from one address', async () => {
    const statuses: number[] = [];
    for (let index = 0; index < 122; index++) {
      const answer = await lessons(
        request({ body: { lesson: 'kubernetes/pods/first-pod', read: true } }),
        none,
      );
      statuses.push(answer.status);
    }
    expect(statuses.indexOf(429)).toBe(120);
  }, 60_000);

  it('tells load balancers whether the site can serve', async () => {
    await world.hosts[1].stop();
    const answer = await health();
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ ok: true, database: true, hosts: { total: 2 } });
  });
});
