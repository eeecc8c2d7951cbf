/** Random requests with a saved seed: whatever clients do, each watch plus the list before it is the state. */
import { describe, expect, it } from 'vitest';
import {
  createRng,
  type KubeList,
  type KubeObject,
  type Rng,
  StatusError,
  type WatchEvent,
} from '@/apimachinery';
import type { ApiRequest, RequestOptions, WatchSink } from '@/kube/transport';
import type { ApiServer } from '../server';
import { createTestServer, request, settled, widget } from '../testing';

const SEED = Number(process.env.API_SEED ?? 20260102);
const ROUNDS = 1_500;
const SELECTIONS: readonly RequestOptions[] = [
  {},
  { labelSelector: 'team=a' },
  { labelSelector: 'team notin (a)' },
  { fieldSelector: 'spec.owner=jane' },
  { labelSelector: 'team', fieldSelector: 'metadata.name!=w1' },
];

/** What a client with an informer believes: its list, and every event since. */
class Mirror implements WatchSink {
  readonly objects = new Map<string, KubeObject>();
  version = 0;

  private constructor(readonly options: RequestOptions) {}

  static async start(server: ApiServer, options: RequestOptions): Promise<Mirror> {
    const mirror = new Mirror(options);
    const list = (await server.call(request({ verb: 'list', options }))).object as KubeList;
    for (const item of list.items) mirror.objects.set(item.metadata.name ?? '', item);
    const resourceVersion = list.metadata.resourceVersion ?? '';
    server.watch(request({ verb: 'watch', options: { ...options, resourceVersion } }), mirror);
    return mirror;
  }

  event({ type, object }: WatchEvent): void {
    const { name = '', resourceVersion } = object.metadata;
    expect(Number(resourceVersion)).toBeGreaterThan(this.version);
    this.version = Number(resourceVersion);
    expect(this.objects.has(name)).toBe(type !== 'ADDED');
    if (type === 'DELETED') this.objects.delete(name);
    else this.objects.set(name, object);
  }

  closed(error?: Error): void {
    throw error ?? new Error('the watch ended');
  }

  async expectCurrent(server: ApiServer): Promise<void> {
    const list = (await server.call(request({ verb: 'list', options: this.options }))).object as KubeList;
    expect(
      [...this.objects.values()].sort((a, b) => ((a.metadata.name ?? '') < (b.metadata.name ?? '') ? -1 : 1)),
    ).toEqual(list.items);
  }
}

const pick = <T>(rng: Rng, first: T, ...others: readonly T[]): T =>
  [first, ...others][rng.int(others.length + 1)] ?? first;

function randomRequest(rng: Rng): ApiRequest {
  const name = `w${rng.int(6)}`;
  const labels = pick<Readonly<Record<string, string>>>(rng, {}, { team: 'a' }, { team: 'b' });
  const spec = { size: rng.int(3), owner: pick(rng, 'jane', 'joe') };
  const finalizers = rng.int(4) === 0 ? ['test.dev/hold'] : [];
  const stale = { metadata: { resourceVersion: String(rng.int(50) + 1) }, spec };
  switch (rng.int(8)) {
    case 0:
    case 1:
      return request({ verb: 'create', body: widget(name, spec, { labels, finalizers }) });
    case 2:
      return request({ verb: 'update', name, body: widget(name, spec, { labels }) });
    case 3:
      return request({
        verb: 'patch',
        name,
        body: { metadata: { labels: { team: pick(rng, 'a', 'b', null) } } },
      });
    case 4:
      return request({
        verb: 'patch',
        name,
        body: pick<object>(rng, stale, { metadata: { finalizers: null } }),
      });
    case 5:
      return request({
        verb: 'patch',
        name,
        subresource: 'status',
        body: { status: { ready: rng.int(2) === 0 } },
      });
    case 6:
      return request({ verb: 'delete', name, options: { dryRun: rng.int(5) === 0 } });
    default:
      return request({
        verb: 'deletecollection',
        options: pick(rng, SELECTIONS[1] ?? {}, { fieldSelector: 'metadata.name=w2' }),
      });
  }
}

describe('random requests', () => {
  it('keep every watch equal to its list, versions rising, refusals without effect', async () => {
    const rng = createRng(SEED);
    const { server, store } = createTestServer();
    const mirrors: Mirror[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      if (round % 100 === 0)
        mirrors.push(await Mirror.start(server, SELECTIONS[rng.int(SELECTIONS.length)] ?? {}));
      const before = store.version;
      const refused = await server.call(randomRequest(rng)).then(
        () => false,
        (error: unknown) => {
          expect(error).toBeInstanceOf(StatusError);
          return true;
        },
      );
      if (refused) expect(store.version).toBe(before);
      if (rng.int(10) === 0) await settled();
    }
    await settled();
    for (const mirror of mirrors) await mirror.expectCurrent(server);
  });
});
