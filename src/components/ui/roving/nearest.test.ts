import { expect, it } from 'vitest';
import { nearest, type Place } from './nearest';

const box = (left: number, top: number, width = 100, height = 30): Place => ({
  left,
  top,
  right: left + width,
  bottom: top + height,
});

/**
 * 0 node  1 node  2 node
 * 3 pod   4 pod
 *         5 pod
 */
const MAP = [box(0, 0), box(120, 0), box(240, 0), box(0, 40), box(120, 40), box(120, 80)];

it.each([
  ['down into its own column', 0, 'down', 3],
  ['down past what stands aside', 4, 'down', 5],
  ['down to the nearest where its own column has ended', 2, 'down', 4],
  ['nowhere below the last', 5, 'down', undefined],
  ['up again', 5, 'up', 4],
  ['up to the head of the column', 4, 'up', 1],
  ['nowhere above the first row', 1, 'up', undefined],
] as const)('goes %s', (_, at, to, expected) => {
  expect(nearest(MAP, at, to)).toBe(expected);
});

it('prefers what is straight ahead to what is nearer but aside', () => {
  expect(nearest([box(0, 0), box(120, 32), box(0, 60)], 0, 'down')).toBe(2);
});

it('of two straight ahead takes the first of the row', () => {
  expect(nearest([box(0, 0, 300), box(0, 40, 90), box(100, 40, 90)], 0, 'down')).toBe(1);
});

it('knows nothing of a place that is not there', () => {
  expect(nearest([], 0, 'down')).toBeUndefined();
});
