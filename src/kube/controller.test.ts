import { describe, expect, it } from 'vitest';
import { conflict, FakeClock, OPTIMISTIC_LOCK } from '@/apimachinery';
import { type ReconcileResult, runController } from './controller';

function started(reconcile: (key: string, attempt: number) => Promise<ReconcileResult | undefined>) {
  const clock = new FakeClock();
  const attempts: number[] = [];
  const errors: string[] = [];
  const start = clock.now();
  const controller = runController({
    clock,
    caches: [],
    reconcile: (key) => {
      attempts.push(clock.now() - start);
      return reconcile(key, attempts.length);
    },
    onError: (error, key) => errors.push(`${key}: ${(error as Error).message}`),
  });
  return { clock, controller, attempts, errors };
}

describe('controller runner', () => {
  it('tells of a failure and retries with growing back-off', async () => {
    const { clock, controller, attempts, errors } = started(async (_, attempt) => {
      if (attempt < 4) throw new Error(`attempt ${attempt}`);
      return undefined;
    });
    controller.enqueue('default/web');
    await clock.advance(1000);
    expect(attempts).toEqual([0, 5, 15, 35]);
    expect(errors).toEqual(['default/web: attempt 1', 'default/web: attempt 2', 'default/web: attempt 3']);
  });

  it('retries a conflict without telling', async () => {
    const { clock, controller, attempts, errors } = started(async (_, attempt) => {
      if (attempt === 1) throw conflict({ group: '', resource: 'pods' }, 'web', OPTIMISTIC_LOCK);
      return undefined;
    });
    controller.enqueue('default/web');
    await clock.advance(1000);
    expect([attempts.length, errors]).toEqual([2, []]);
  });

  it('looks again after the time that reconcile asked for', async () => {
    const { clock, controller, attempts } = started(async (_, attempt) =>
      attempt === 1 ? { requeueAfterMs: 10_000 } : undefined,
    );
    controller.enqueue('default/web');
    await clock.advance(60_000);
    expect(attempts).toEqual([0, 10_000]);
    expect(clock.pendingTimers).toBe(0);
  });

  it('passes the version of the last change as the cause', async () => {
    const clock = new FakeClock();
    const causes: (string | undefined)[] = [];
    const controller = runController({
      clock,
      caches: [],
      reconcile: async (_, cause) => {
        causes.push(cause);
        return undefined;
      },
    });
    const at = (resourceVersion: string) => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { resourceVersion },
    });
    controller.enqueue('a', at('7'));
    controller.enqueue('a', at('9'));
    await clock.advance(0);
    controller.enqueue('a');
    await clock.advance(0);
    expect(causes).toEqual(['9', undefined]);
  });

  it('reconciles nothing before its caches have synced', async () => {
    const clock = new FakeClock();
    const seen: string[] = [];
    let sync: () => void = () => {};
    const cache = { synced: () => new Promise<void>((resolve) => (sync = resolve)) };
    const controller = runController({
      clock,
      caches: [cache],
      reconcile: async (key) => {
        seen.push(key);
        return undefined;
      },
    });
    controller.enqueue('a');
    await clock.advance(100);
    expect(seen).toEqual([]);
    sync();
    await clock.advance(0);
    expect(seen).toEqual(['a']);
  });
});
