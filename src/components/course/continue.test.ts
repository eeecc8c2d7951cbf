import { expect, it } from 'vitest';
import type { Course } from '@/content';
import type { CourseProgress } from '@/server/operations';
import { continueAt } from './continue';

const lesson = (id: string) => ({
  id,
  key: `c/m/${id}`,
  href: `/courses/c/m/${id}`,
  file: '',
  frontMatter: { title: id, summary: 'Something.', minutes: 5, objectives: [] },
  body: '',
  bodyLine: 1,
});
const COURSE: Course = {
  id: 'c',
  href: '/courses/c',
  title: 'C',
  summary: 'S',
  level: 'beginner',
  modules: [{ id: 'm', title: 'M', summary: 'S', lessons: ['a', 'b', 'c'].map(lesson) }],
};
const progress = (touched: Record<string, [read: boolean, at: number]>): CourseProgress => ({
  labs: {},
  lessons: Object.fromEntries(
    Object.entries(touched).map(([id, [read, at]]) => [`c/m/${id}`, { read, at: new Date(at), answers: {} }]),
  ),
});
const next = (touched: Record<string, [boolean, number]>) => continueAt(COURSE, progress(touched))?.id;

it('has nowhere to go on before anything was opened, or after everything is done', () => {
  expect(next({})).toBeUndefined();
  expect(next({ a: [true, 1], b: [true, 2], c: [true, 3] })).toBeUndefined();
});

it('goes on in the lesson that was opened last', () => {
  expect(next({ a: [false, 1], b: [false, 3], c: [false, 2] })).toBe('b');
});

it('goes on after a lesson that is done, from the front again at the end', () => {
  expect(next({ b: [true, 1] })).toBe('c');
  expect(next({ c: [true, 1] })).toBe('a');
});
