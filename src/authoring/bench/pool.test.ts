import { expect, it, vi } from 'vitest';
import type { Lab } from '@/labs';
import { benchPool } from './pool';
import { type LabBench, openBench } from './sessions';

vi.mock('./sessions');
const lab = { id: 'x' } as Lab;
const host = (data: string) => ({ data, socketPath: '', secret: '' });

it('opens no more at a time than there are places, each host in turn', async () => {
  const opened: string[] = [];
  vi.mocked(openBench).mockImplementation(async ({ data }) => {
    opened.push(data);
    return { close: async () => {} } as LabBench;
  });
  const open = benchPool([host('a'), host('b')], 2);
  const [first, second, third] = [open(lab), open(lab), open(lab)];
  await second;
  expect(opened).toEqual(['a', 'b']);
  await (await first).close();
  await third;
  expect(opened).toEqual(['a', 'b', 'a']);
});

it('gives the place back when a session does not open', async () => {
  vi.mocked(openBench).mockRejectedValue(new Error('no'));
  const open = benchPool([host('a')], 1);
  await expect(open(lab)).rejects.toThrow('no');
  await expect(open(lab)).rejects.toThrow('no');
});
