import { expect, it } from 'vitest';
import { nextPage } from './next-page';

it.each([
  ['/courses/kubernetes', '/courses/kubernetes'],
  ['//evil.example', '/'],
  ['/\\evil.example', '/'],
  ['https://evil.example', '/'],
  ['javascript:alert(1)', '/'],
  [undefined, '/'],
])('after signing in with next=%s one is at %s', (asked, page) => {
  expect(nextPage(asked)).toBe(page);
});
