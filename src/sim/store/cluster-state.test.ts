import { describe, expect, it } from 'vitest';
import { ClusterState, MemoryJournal } from '.';

const MIB = 1 << 20;

/** A state of one text, written again and again. */
function open(journal = new MemoryJournal()) {
  const failures: unknown[] = [];
  let text = '';
  let checkpoints = 0;
  const state = new ClusterState(
    journal,
    () => 1,
    (error) => failures.push(error),
  );
  state.register({
    name: 'text',
    snapshot: () => {
      checkpoints++;
      return text;
    },
    restore: (value) => {
      text = String(value);
    },
    replay: () => {},
  });
  return {
    journal,
    failures,
    checkpoints: () => checkpoints,
    set: (value: string) => {
      text = value;
    },
    async append(record: string) {
      state.append('text', record);
      await undefined;
    },
  };
}

describe('the journal of a state', () => {
  it('stays in proportion to the state when few records are long', async () => {
    const { journal, append, set } = open();
    set('x'.repeat(MIB));
    for (let round = 0; round < 100; round++) await append('x'.repeat(MIB));
    expect(journal.length).toBeLessThan(20);
    expect(journal.size).toBeLessThan(18 * MIB);
  });

  it('is not written anew for small changes of a large state', async () => {
    const { append, set, checkpoints } = open();
    set('x'.repeat(20 * MIB));
    for (let round = 0; round < 10_000; round++) await append('a little more');
    expect(checkpoints()).toBe(1);
  });

  it('grows on when it could not be written anew, says so, and tries again when it is much longer', async () => {
    class Full extends MemoryJournal {
      override checkpoint(): void {
        throw new Error('ENOSPC: no space left on device, write');
      }
    }
    const { journal, append, failures } = open(new Full());
    for (let round = 0; round < 3_000; round++) await append('more');
    expect(failures).toEqual([new Error('ENOSPC: no space left on device, write')]);
    expect(journal.length).toBe(3_000);
    for (let round = 0; round < 4_000; round++) await append('more');
    expect(failures).toHaveLength(2);
  });
});
