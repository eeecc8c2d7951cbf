/** docs/authoring.md, followed word by word: from an empty folder to a lesson whose lab is passed in the browser. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { type Desk, readManual, runCommands, saveFile, typeInto } from '../support/manual';
import { LessonPage } from './support/lesson';
import { startSite } from './support/site';

/** Tests run from the repository's root. */
const ROOT = process.cwd();

let desk: Desk;
test.beforeEach(async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'sealegs-authoring-'));
  await Promise.all(['content', 'labs'].map((name) => mkdir(path.join(folder, name))));
  desk = { folder, program: path.join(ROOT, 'dist/cli.js') };
});
test.afterEach(() => rm(desk.folder, { recursive: true }));

test('an author follows the manual, and a student passes what came of it', async ({ page }) => {
  test.setTimeout(240_000);
  const steps = await readManual(path.join(ROOT, 'docs/authoring.md'));
  const printed: string[] = [];
  let play = '';
  let solution: readonly string[] = [];
  for (const step of steps) {
    if (step.kind === 'file') await saveFile(step, desk);
    if (step.kind === 'run') printed.push(await runCommands(step.commands, desk));
    if (step.kind === 'play') play = step.command;
    if (step.kind === 'student') {
      solution = step.commands.split('\n');
      printed.push(await typeInto(play, ['check', ...solution, 'check', 'exit'], desk));
    }
  }
  const [begun, tried, linted, verified, played] = printed;
  expect(begun).toContain('wrote content/team/01-basics/01-greeting.mdx');
  expect(tried).toMatch(/✓ greeting +1\/1 +2\/2 +3\/3 +1\/1/);
  expect(linted).toBe('Nothing to mend.\n');
  expect(verified).toMatch(/✓ greeting +1\/1 +2\/2 +2\/2 +1\/1/);
  expect(played).toMatch(
    /\n0 of 100 points[\s\S]*✓ Its key text holds "hello team"[\s\S]*\n100 of 100 points/,
  );

  const site = await startSite({ SEALEGS_COURSES: desk.folder });
  try {
    const lesson = new LessonPage(page);
    await page.goto(new URL('/courses/team/basics/greeting', site.url).href);
    await expect(page.getByRole('heading', { name: 'A place for settings' }).first()).toBeVisible();
    await page.getByRole('button', { name: /^Run: kubectl create configmap welcome/ }).click();
    await lesson.expectOnScreen('configmap/welcome created');
    for (const command of solution) await lesson.type(command);
    await lesson.expectOnScreen('configmap/greeting created');
    await lesson.pane(/Lab/);
    await expect(lesson.check('There is a ConfigMap named greeting')).toHaveAttribute('data-state', 'passed');
    await expect(page.locator('[data-task][data-done="true"]')).toHaveCount(1, { timeout: 30_000 });
  } finally {
    await site.stop();
  }
});
