import { expect, it } from 'vitest';
import { requirePowers } from './require-powers';

const cluster = (provider: string, ...can: string[]) => ({
  provider,
  capability: (name: string) => (can.includes(name) ? {} : undefined),
});

it('asks nothing for a lab that needs nothing', () => {
  expect(() => requirePowers({ needs: [] }, [cluster('kind')])).not.toThrow();
});

it('lets a lab open where every cluster has what it needs', () => {
  const clusters = [cluster('simulator', 'time', 'undo'), cluster('simulator', 'time', 'undo')];
  expect(() => requirePowers({ needs: ['time', 'undo'] }, clusters)).not.toThrow();
});

it('says plainly what one of the clusters cannot do', () => {
  const clusters = [cluster('simulator', 'time'), cluster('kind')];
  expect(() => requirePowers({ needs: ['time'] }, clusters)).toThrow(
    `it moves its clusters' clock, which clusters of the provider "kind" can't do. Use simulated ones.`,
  );
});
