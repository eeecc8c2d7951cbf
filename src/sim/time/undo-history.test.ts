import { describe, expect, it } from 'vitest';
import { UndoHistory } from './undo-history';

function setUp() {
  const world = { now: 0, state: 'empty' };
  const history = new UndoHistory({ now: () => world.now, take: () => world.state });
  return { world, history };
}

describe('the history of users’ changes', () => {
  it('gives back the state before the last change, then the one before that', () => {
    const { world, history } = setUp();
    history.record('create pods/a');
    Object.assign(world, { now: 5_000, state: 'a' });
    history.record('create pods/b');
    expect(history.last).toEqual({ description: 'create pods/b', writes: 1, at: 5_000 });
    expect(history.pop()).toBe('a');
    expect(history.pop()).toBe('empty');
    expect(history.pop()).toBeUndefined();
  });

  it('takes writes that follow closely as one change, from the first of them on', () => {
    const { world, history } = setUp();
    history.record('create pods/a');
    for (const now of [900, 1_800, 2_700]) {
      Object.assign(world, { now, state: `at ${now}` });
      history.record('create pods/more');
    }
    expect(history.last).toEqual({ description: 'create pods/a', writes: 4, at: 0 });
    expect(history.pop()).toBe('empty');
    expect(history.last).toBeUndefined();
  });

  it('keeps the last twenty', () => {
    const { world, history } = setUp();
    for (let i = 0; i < 25; i++) {
      Object.assign(world, { now: i * 10_000, state: String(i) });
      history.record(`change ${i}`);
    }
    const states = [];
    for (let state = history.pop(); state !== undefined; state = history.pop()) states.push(state);
    expect(states).toHaveLength(20);
    expect(states.at(-1)).toBe('5');
  });
});
