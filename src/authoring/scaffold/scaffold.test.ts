import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { loadLab } from '@/labs';
import { lint } from '../lint';
import { type TestSite, testSite } from '../testing/site';
import { newLab } from './new-lab';
import { newLesson } from './new-lesson';

let site: TestSite;
beforeEach(async () => {
  site = await testSite();
});
afterEach(() => site.remove());

const read = (file: string) => readFile(path.join(site.root, file), 'utf8');
const codes = async () => new Set((await lint(site.root)).map(({ code }) => code));

it('begins a lesson and its lab that lint clean but for the places that are marked', async () => {
  expect(await newLesson(site.root, 'k8s/pods/limits', 'limits')).toEqual([
    'content/k8s/01-pods/02-limits.mdx',
  ]);
  expect(await newLab(site.root, 'limits')).toContain('labs/limits/lab.yaml');
  expect(await codes()).toEqual(new Set(['SL105']));
  expect((await loadLab(path.join(site.root, 'labs/limits'))).title).toBe('Limits');
});

it('begins module and course as well when they are not there', async () => {
  expect(await newLesson(site.root, 'k8s/storage/claims', undefined)).toEqual([
    'content/k8s/02-storage/module.yaml',
    'content/k8s/02-storage/01-claims.mdx',
  ]);
  expect(await newLesson(site.root, 'helm/charts/first', undefined)).toContain('content/helm/course.yaml');
  expect(await codes()).toEqual(new Set(['SL105']));
});

it('tells editors which schema files follow', async () => {
  await newLab(site.root, 'limits');
  expect(await read('labs/limits/lab.yaml')).toMatch(
    /^# yaml-language-server: \$schema=\.\.\/\.\.\/schemas\/lab\.schema\.json\n/,
  );
});

it('writes over nothing', async () => {
  await expect(newLesson(site.root, 'k8s/pods/first', undefined)).rejects.toThrow(
    'content/k8s/01-pods/01-first.mdx is there already; nothing was written.',
  );
  const before = await read('labs/first/lab.yaml');
  await expect(newLab(site.root, 'first')).rejects.toThrow('labs/first is there already');
  expect(await read('labs/first/lab.yaml')).toBe(before);
});

it.each(['pods', 'k8s/pods', 'k8s/Pods/first', 'k8s/pods/../../x', '../../etc/x/y'])(
  'takes %s for no lesson',
  async (key) => {
    await expect(newLesson(site.root, key, undefined)).rejects.toThrow('is not <course>/<module>/<name>');
  },
);
it.each(['Limits', '../x', 'a/b', ''])('takes "%s" for no lab', async (id) => {
  await expect(newLab(site.root, id)).rejects.toThrow('is no id');
});
