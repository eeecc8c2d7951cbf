/** A whole server side for tests of operations: a database, two fake lab hosts, some people and a clock. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Actor } from '../auth';
import type { Database } from '../db';
import { readSettings } from '../env';
import { labHosts } from '../labhosts';
import { createLogger } from '../log';
import type { Call } from '../operations';
import { type FakeLabHost, startFakeLabHost } from './fake-lab-host';

export interface World {
  readonly database: Database;
  readonly hosts: readonly [FakeLabHost, FakeLabHost];
  readonly ada: Actor;
  readonly bob: Actor;
  readonly instructor: Actor;
  readonly administrator: Actor;
  /** A call as somebody; nobody when null. */
  as(actor: Actor | null, environment?: Record<string, string>): Call;
  advance(ms: number): void;
  close(): Promise<void>;
}

const LABS = new Map(['first-pod', 'second', 'third', 'fourth'].map((id) => [id, { id, revision: 'r1' }]));

export async function createWorld(database: Database): Promise<World> {
  const folder = await mkdtemp(path.join(tmpdir(), 'sealegs-world-'));
  const hosts = [
    await startFakeLabHost('host-0', `${folder}/0.sock`),
    await startFakeLabHost('host-1', `${folder}/1.sock`),
  ] as const;
  let now = Date.parse('2026-01-01T00:00:00Z');
  const person = async (id: string, role: Actor['role']): Promise<Actor> => {
    await database.db.user.create({ data: { id, name: id, email: `${id}@example.org`, role } });
    return { id, role, name: id };
  };
  return {
    database,
    hosts,
    ada: await person('ada', 'student'),
    bob: await person('bob', 'student'),
    instructor: await person('ines', 'instructor'),
    administrator: await person('root', 'administrator'),
    as: (actor, environment = {}) => ({
      actor,
      db: database.db,
      settings: readSettings(environment),
      hosts: labHosts(hosts.map(({ host }) => host)),
      catalogue: {
        lab: async (id) => LABS.get(id),
        hasLesson: async (key) => key === 'kubernetes/pods/first-pod',
      },
      log: createLogger('test', 'silent'),
      now: () => new Date(now),
    }),
    advance: (ms) => {
      now += ms;
    },
    close: async () => {
      await Promise.all(hosts.map((host) => host.stop()));
      await database.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
