/**
 * 100,000 requests that no careful client sends, against one cluster's HTTP face. FUZZ_SEED and FUZZ_REQUESTS choose
 * others; a failure shows the request, and the same seed sends the same ones again.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createRng,
  type KubeList,
  type KubeObject,
  qualified,
  StatusError,
  type WatchEvent,
} from '@/apimachinery';
import { RESOURCES } from '@/sim/resources';
import type { ResourceDefinition } from '@/sim/resources/definition';
import { ClusterRng, ObjectStore } from '@/sim/store';
import { createTestCluster, moving, type TestCluster } from '@/sim/testing';
import { flawOf } from './support/answers';
import { validObject } from './support/objects';
import { oddRequest } from './support/requests';

const SEED = Number(process.env.FUZZ_SEED ?? 20260307);
const REQUESTS = Number(process.env.FUZZ_REQUESTS ?? 100_000);
/** Enough to be crowded, few enough that lists stay short. */
const OBJECTS = 1_500;
const SHOWN = 25;
/** So often time passes and the controllers take their turns. */
const PAUSE_EVERY = 500;

const ADMIN = { name: 'kubernetes-admin', groups: ['system:masters', 'system:authenticated'] };
const PEER = { certificate: { commonName: ADMIN.name, organizations: ['system:masters'] } };

/** What a client with an informer believes of one kind. */
class Mirror {
  readonly objects = new Map<string, KubeObject>();
  readonly flaws: string[] = [];
  #version = 0;

  private constructor(readonly definition: ResourceDefinition) {}

  static async start(definition: ResourceDefinition, { cluster }: TestCluster): Promise<Mirror> {
    const mirror = new Mirror(definition);
    const { group, version, plural: resource } = definition;
    const request = { group, version, resource, user: ADMIN };
    const { items, metadata } = (await cluster.call({ verb: 'list', ...request })).object as KubeList;
    for (const item of items) mirror.objects.set(keyOf(item), item);
    const options = { resourceVersion: metadata.resourceVersion ?? '' };
    cluster.watch(
      { verb: 'watch', ...request, options },
      {
        event: (event) => mirror.#take(event),
        closed: (error) => mirror.flaws.push(`closed: ${error?.message}`),
      },
    );
    return mirror;
  }

  #take({ type, object }: WatchEvent): void {
    const key = keyOf(object);
    const version = Number(object.metadata.resourceVersion);
    if (version <= this.#version) this.flaws.push(`${key}: version ${version} after ${this.#version}`);
    if (this.objects.has(key) === (type === 'ADDED')) this.flaws.push(`${type} ${key} out of turn`);
    if (type === 'DELETED') this.objects.delete(key);
    else this.objects.set(key, object);
    this.#version = version;
  }
}

const keyOf = ({ metadata: { namespace = '', name } }: KubeObject) => `${namespace}/${name}`;

/** A valid object of every kind, so that there is something to get, patch and delete. */
async function populate({ cluster }: TestCluster): Promise<void> {
  for (const definition of RESOURCES) {
    const { group, version, plural: resource, namespaced } = definition;
    const request = { verb: 'create', group, version, resource, user: ADMIN } as const;
    for (const name of ['a', 'b']) {
      const body = validObject(definition, name);
      // Most are still there; what a round has made impossible is no matter.
      await cluster
        .call({ ...request, body, ...(namespaced ? { namespace: 'default' } : {}) })
        .catch(() => {});
    }
  }
}

describe(`malformed requests of seed ${SEED}`, () => {
  let test: TestCluster;
  let mirrors: readonly Mirror[] = [];
  const rejections: unknown[] = [];
  const onRejection = (reason: unknown) => rejections.push(reason);
  const codes = new Map<number, number>();

  beforeAll(async () => {
    process.on('unhandledRejection', onRejection);
    test = await createTestCluster({
      limits: { objects: OBJECTS, requestsPerSecond: 0, requestBurst: Number.POSITIVE_INFINITY },
    });
    await populate(test);
    const watched = RESOURCES.filter(({ verbs }) => !verbs || verbs.includes('watch'));
    mirrors = await Promise.all(watched.map((definition) => Mirror.start(definition, test)));
  });
  afterAll(async () => {
    process.off('unhandledRejection', onRejection);
    await test?.cluster.close();
  });

  const answer = async (request: Request, gone: AbortController) => {
    // A certificate outweighs every token.
    const peer = request.headers.has('authorization') ? {} : PEER;
    const response = await test.cluster.handle(request, { peer, signal: gone.signal });
    // A watch goes on until its client leaves.
    const streams = response.status === 200 && !response.headers.has('content-length');
    if (streams && !response.headers.has('content-encoding')) gone.abort();
    const bytes = new Uint8Array(await response.arrayBuffer());
    codes.set(response.status, (codes.get(response.status) ?? 0) + 1);
    return streams && !response.headers.has('content-encoding') ? undefined : flawOf(response, bytes);
  };

  it(`${REQUESTS} are answered as Kubernetes answers, none by a crash`, async () => {
    const rng = createRng(SEED);
    // By what they say: one mistake of ours is met many times.
    const flaws = new Map<string, string>();
    for (let number = 0; number < REQUESTS; number++) {
      const gone = new AbortController();
      const request = oddRequest(rng, gone.signal);
      const copy = flaws.size < SHOWN ? request.clone() : undefined;
      const defects = test.errors.length;
      const flaw = await answer(request, gone);
      if (flaw && copy) {
        const defect = test.errors.length > defects ? `\n${(test.errors.at(-1) as Error).stack}` : '';
        const { method, url } = copy;
        const body = (await copy.text()).slice(0, 400);
        const text = `#${number} ${method} ${url} ${copy.headers.get('content-type')} ${body}\n  ${flaw}${defect}`;
        flaws.set(flaw.replaceAll(/\d+|"[^"]*"/g, '#'), text);
      }
      if (number % PAUSE_EVERY === PAUSE_EVERY - 1) {
        await test.clock.advance(1_000);
        await populate(test);
      }
    }
    console.log(`answers: ${JSON.stringify(Object.fromEntries([...codes].sort(([a], [b]) => a - b)))}`);
    expect([...flaws.values()]).toEqual([]);
  });

  it('leave no defect, no unhandled rejection', () => {
    // What the API refuses to a controller is news to it, but no defect.
    const defects = test.errors.filter((error) => !(error instanceof StatusError));
    expect(defects.map((error) => (error as Error).stack ?? error)).toEqual([]);
    expect(rejections).toEqual([]);
  });

  it('get answers of every class, so that they reach past the first check', () => {
    for (const code of [200, 201, 400, 401, 403, 404, 405, 406, 409, 413, 415, 422]) {
      expect(codes.get(code) ?? 0, `answers with ${code}`).toBeGreaterThan(0);
    }
  });

  it('leave every watch equal to its list', async () => {
    await test.clock.advance(60_000);
    for (const { definition, objects, flaws } of mirrors) {
      const { group, version, plural: resource } = definition;
      const list = (await test.cluster.call({ verb: 'list', group, version, resource, user: ADMIN }))
        .object as KubeList;
      const names = (items: Iterable<KubeObject>) =>
        [...items].map((item) => `${keyOf(item)} ${item.metadata.resourceVersion}`).sort();
      expect(flaws, qualified({ group, resource })).toEqual([]);
      expect(names(objects.values()), qualified({ group, resource })).toEqual(names(list.items));
    }
  });

  it('leave a journal that replays to the same objects', async () => {
    const store = new ObjectStore({ rng: new ClusterRng(1), append: () => {} });
    const { checkpoint, records } = test.journal.contents();
    const { name } = store.section;
    if (checkpoint) store.section.restore(checkpoint[name]);
    for (const { section, record } of records) if (section === name) store.section.replay(record);
    // An older version of a kind shows the same objects in its own way.
    const stored = mirrors.filter(({ definition }) => definition.storedAs === undefined);
    for (const { definition, objects } of stored) {
      const table = qualified({ group: definition.group, resource: definition.plural });
      const replayed = Object.fromEntries(store.list(table).map((item) => [keyOf(item), item]));
      expect(replayed, table).toEqual(JSON.parse(JSON.stringify(Object.fromEntries(objects))));
    }
  });

  it('leave a server that works', async () => {
    const send = async (path: string, method = 'GET', body?: object) => {
      const headers = { 'content-type': 'application/json' };
      const init = { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) };
      const request = new Request(`https://kubernetes${path}`, init);
      const signal = new AbortController().signal;
      return (await moving(test.clock, test.cluster.handle(request, { peer: PEER, signal }))).status;
    };
    const maps = '/api/v1/namespaces/kube-public/configmaps';
    for (const { group, version, plural } of RESOURCES) {
      const root = group === '' ? '/api' : `/apis/${group}`;
      expect(await send(`${root}/${version}/${plural}?limit=500`)).toBe(200);
    }
    await send(`${maps}/a`, 'DELETE');
    expect(await send(maps, 'POST', { metadata: { name: 'after' } })).toBe(201);
    expect(await send(`${maps}/after`)).toBe(200);
  });
});
