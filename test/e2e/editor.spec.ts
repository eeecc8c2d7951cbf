/** The editor beside the terminal: a mistake is shown and mended, saved, applied, ticked; the terminal's changes are seen. */
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { LessonPage } from './support/lesson';

const MISTAKEN = `apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
    - name: web
      image: nginx:1.29
      imagePullPolicy: always
`;

/** Opens the editor and makes a file. */
async function newFile(page: Page, name: string): Promise<void> {
  await page.getByRole('toolbar', { name: 'Panels' }).getByRole('button', { name: 'Editor' }).click();
  await page.getByRole('textbox', { name: 'Name of the new file' }).first().fill(name);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('textbox', { name: `Text of ${name}` })).toBeFocused();
}

/** Types as a keyboard would, without CodeMirror's own indentation getting in the way. */
async function insert(page: Page, text: string): Promise<void> {
  await page.keyboard.insertText(text);
}

const text = (page: Page) => page.locator('[data-editor] .cm-content');
const status = (page: Page) => page.getByRole('region', { name: 'Editor' }).getByRole('status');

test('a manifest is written, its mistake shown, mended by completion, saved, applied and ticked', async ({
  page,
}) => {
  const lesson = new LessonPage(page);
  await lesson.open();
  await lesson.start();
  await newFile(page, 'web.yaml');
  await insert(page, MISTAKEN);
  await expect(status(page)).toContainText(
    'Line 9: spec.containers[0].imagePullPolicy must be Always, IfNotPresent or Never. Did you mean Always?',
  );

  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('End');
  for (const _ of 'always') await page.keyboard.press('Backspace');
  await page.keyboard.press('Control+Space');
  await page.getByRole('option', { name: 'IfNotPresent' }).click();
  await expect(text(page)).toContainText('imagePullPolicy: IfNotPresent');
  await expect(status(page)).toContainText('No problems found');

  await expect(page.getByTitle('Not saved yet').first()).toBeVisible();
  await page.keyboard.press('Control+s');
  await expect(page.getByTitle('Not saved yet')).toHaveCount(0);
  await page.getByRole('button', { name: 'Apply', exact: true }).click();
  await lesson.expectOnScreen('pod/web created');
  await lesson.pane(/Lab/);
  await expect(page.locator('[data-check="pod-image"]')).toHaveAttribute('data-state', 'passed');
});

test('fields of the cluster’s own kinds are completed with what they are', async ({ page }) => {
  const lesson = new LessonPage(page);
  await lesson.open();
  await lesson.start();
  await newFile(page, 'app/deploy.yaml');
  await insert(page, 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  ');
  await page.keyboard.type('rep');
  const option = page.getByRole('option', { name: /^replicas/ });
  await expect(option).toBeVisible();
  await expect(page.locator('.cm-completionInfo')).toContainText('Number of desired pods');
  // While a list has only just come up, Enter is a new line: CodeMirror's interactionDelay of 75 ms.
  await page.waitForTimeout(250);
  await page.keyboard.press('Enter');
  await page.keyboard.type('3');
  await expect(text(page)).toContainText('replicas: 3');
  await expect(status(page)).toContainText('spec.selector is missing');
});

test('what the terminal does to a file is seen, and nothing is lost in a conflict', async ({ page }) => {
  const lesson = new LessonPage(page);
  await lesson.open();
  await lesson.start();
  await newFile(page, 'notes.txt');
  await insert(page, 'one\n');
  await page.keyboard.press('Control+s');
  await expect(page.getByTitle('Not saved yet')).toHaveCount(0);

  // Without changes here, the text follows.
  await lesson.type('echo two >> notes.txt; touch seen.yaml');
  await expect(text(page)).toContainText('two', { timeout: 15_000 });
  await expect(page.getByRole('navigation', { name: 'Files' }).getByText('seen.yaml')).toBeVisible();

  await page.getByRole('textbox', { name: 'Text of notes.txt' }).click();
  await insert(page, 'mine ');
  await lesson.type('echo theirs > notes.txt');
  const conflict = page.getByRole('alert').filter({ hasText: 'notes.txt was changed meanwhile' });
  await expect(conflict).toBeVisible({ timeout: 15_000 });
  await conflict.getByRole('button', { name: 'Keep mine' }).click();
  await expect(conflict).toBeHidden();
  await lesson.type('clear; cat notes.txt');
  await lesson.expectOnScreen('mine');

  await page.getByRole('textbox', { name: 'Text of notes.txt' }).click();
  await insert(page, 'again ');
  await lesson.type('rm notes.txt');
  await expect(page.getByText('notes.txt was deleted meanwhile')).toBeVisible({ timeout: 15_000 });
  await page.getByRole('button', { name: 'Save it again' }).click();
  await expect(page.getByText('notes.txt was deleted meanwhile')).toBeHidden();
  await lesson.type('clear; cat notes.txt');
  await lesson.expectOnScreen('again');
});

test('the keyboard gets in and out, closing loses nothing, and no barrier is found', async ({ page }) => {
  const lesson = new LessonPage(page);
  await lesson.open();
  await lesson.start();
  await newFile(page, 'web.yaml');
  await page.keyboard.type('kind: Pod');
  // The first one closes the list of completions.
  await page.keyboard.press('Escape');
  await expect(page.getByRole('listbox')).toHaveCount(0);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('textbox', { name: 'Text of web.yaml' })).not.toBeFocused();

  const panels = page.getByRole('toolbar', { name: 'Panels' });
  await panels.getByRole('button', { name: 'Terminal' }).click();
  await expect(page.getByRole('region', { name: 'Editor' })).toBeHidden();
  await panels.getByRole('button', { name: 'Editor' }).click();
  await expect(text(page)).toContainText('kind: Pod');
  await page.keyboard.press('Control+z');
  await expect(text(page)).not.toContainText('kind: Pod');

  const { violations } = await new AxeBuilder({ page }).include('[aria-label="Editor"]').analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
});

test('on a phone the editor has the whole width, and Apply brings the terminal up', async ({ browser }) => {
  const context = await browser.newContext({ viewport: { width: 360, height: 740 }, hasTouch: true });
  const page = await context.newPage();
  const lesson = new LessonPage(page);
  await lesson.open();
  await page.getByRole('button', { name: 'Run: kubectl get nodes' }).tap();
  await lesson.waitForPrompt();
  await newFile(page, 'web.yaml');
  await insert(page, MISTAKEN.replace('always', 'Always'));
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
  await page.getByRole('button', { name: 'Apply', exact: true }).tap();
  await lesson.expectOnScreen('pod/web created');
  await context.close();
});
