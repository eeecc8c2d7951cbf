import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Capabilities, ClusterHandle } from '@/clusters';
import type { Verdict } from '../grading/verdict';
import { Checkpoints } from './checkpoints';
import { ClusterControls } from './cluster-controls';

/** A cluster whose state is a text. */
function cluster(name: string) {
  const world = { state: 'start', aheadMs: 0, last: undefined as Capabilities['undo']['last'] };
  const capabilities: Partial<Capabilities> = {
    snapshot: {
      take: () => world.state,
      restore: async (snapshot) => {
        world.state = String(snapshot);
      },
    },
    time: {
      get aheadMs() {
        return world.aheadMs;
      },
      jump: async (ms) => {
        world.aheadMs += ms;
        return { movedMs: ms, happened: false };
      },
      jumpToNext: async () => ({ movedMs: 0, happened: false }),
    },
    undo: {
      get last() {
        return world.last;
      },
      undo: async () => {
        const undone = world.last;
        world.last = undefined;
        return undone;
      },
    },
  };
  const handle = {
    name,
    capability: (power: keyof Capabilities) => capabilities[power],
  } as Partial<ClusterHandle> as ClusterHandle;
  return { world, handle };
}

const verdict = (...passed: string[]): Verdict => ({
  labId: 'lab',
  labRevision: '1',
  score: 0,
  tasks: ['a', 'b', 'c'].map((id) => ({
    id,
    title: id,
    weight: 1,
    passed: passed.includes(id),
    score: 0,
    checks: [],
  })),
});

describe('the controls of a session’s clusters', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'sealegs-controls-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const controlsOf = (...handles: ClusterHandle[]) =>
    new ClusterControls({
      handles: () => handles,
      checkpoints: new Checkpoints(path.join(folder, 'checkpoints')),
      onError: (error) => {
        throw error;
      },
    });

  it('take a task back to before it was done, also after a restart of the host', async () => {
    const { world, handle } = cluster('lab');
    const first = controlsOf(handle);
    await first.begin();
    world.state = 'a is done';
    await first.note(verdict('a'));
    world.state = 'a and b are done';
    await first.note(verdict('a', 'b'));
    world.state = 'spoilt';
    const again = controlsOf(handle);
    await again.do({ action: 'reset-task', taskId: 'c' });
    expect(world.state).toBe('a and b are done');
    await again.do({ action: 'reset-task', taskId: 'b' });
    expect(world.state).toBe('a is done');
    await again.do({ action: 'reset-task', taskId: 'a' });
    expect(world.state).toBe('start');
  });

  it('keep one checkpoint a task, from the first time it was done', async () => {
    const { world, handle } = cluster('lab');
    const controls = controlsOf(handle);
    await controls.begin();
    world.state = 'a is done';
    await controls.note(verdict('a'));
    world.state = 'a is done, and more';
    await controls.note(verdict('a'));
    await controls.do({ action: 'reset-task', taskId: 'b' });
    expect(world.state).toBe('a is done');
  });

  it('move the time of all clusters and say what happened', async () => {
    const [one, two] = [cluster('one'), cluster('two')];
    const controls = controlsOf(one.handle, two.handle);
    const { message, controls: view } = await controls.do({ action: 'jump', seconds: 3_900 });
    expect(message).toBe('1 hour 5 minutes went by, and nothing changed.');
    expect(view.aheadSeconds).toBe(3_900);
    expect(two.world.aheadMs).toBe(3_900_000);
    expect((await controls.do({ action: 'next' })).message).toBe('Nothing is going to happen by itself.');
  });

  it('undo the newest change of any cluster', async () => {
    const [one, two] = [cluster('one'), cluster('two')];
    one.world.last = { description: 'delete pods/web in namespace default', writes: 1, at: 1 };
    two.world.last = { description: 'create pods/db in namespace default', writes: 3, at: 2 };
    const controls = controlsOf(one.handle, two.handle);
    expect(controls.view.lastChange?.writes).toBe(3);
    expect((await controls.do({ action: 'undo' })).message).toBe(
      'Undone: create pods/db in namespace default and 2 more.',
    );
    expect((await controls.do({ action: 'undo' })).message).toBe(
      'Undone: delete pods/web in namespace default.',
    );
    expect((await controls.do({ action: 'undo' })).message).toBe('There is nothing to undo.');
  });

  it('say so where a provider cannot', async () => {
    const plain = { name: 'kind', capability: () => undefined } as Partial<ClusterHandle> as ClusterHandle;
    const controls = controlsOf(plain);
    expect(controls.view.can).toEqual([]);
    await expect(controls.do({ action: 'next' })).rejects.toThrow('The clusters of this lab cannot do that.');
  });
});
