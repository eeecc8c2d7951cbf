/** The workspace keeps what a student has arranged, and shows the cluster inside the text as well. */
import { expect, type Page, test } from '@playwright/test';
import { LessonPage, siteUrl } from './support/lesson';

const panel = (page: Page, name: string) =>
  page.getByRole('toolbar', { name: 'Panels' }).getByRole('button', { name });

test('the open panel, its height, the pane and the terminals are there again after a reload; another tab has its own', async ({
  page,
  context,
}) => {
  const lesson = new LessonPage(page);
  await lesson.open();
  await lesson.start();
  await panel(page, 'Map').click();
  const height = page.getByRole('separator', { name: 'Height of the panel' });
  await height.focus();
  await page.keyboard.press('ArrowUp');
  await expect(height).toHaveAttribute('aria-valuenow', '52');
  await page.getByRole('button', { name: 'New terminal' }).click();
  await lesson.pane(/Lab/);

  await page.reload();
  await expect(page.locator('[data-map="nodes"]')).toBeVisible();
  await expect(height).toHaveAttribute('aria-valuenow', '52');
  await expect(page.getByRole('tab', { name: 'Terminal 2' })).toHaveAttribute('aria-selected', 'true');
  await expect(page.getByRole('tab', { name: /^Lab/ })).toHaveAttribute('aria-selected', 'true');
  await lesson.waitForPrompt('2');

  const other = await context.newPage();
  await other.goto(siteUrl(new URL(page.url()).pathname));
  await expect(panel(other, 'Terminal')).toHaveAttribute('aria-pressed', 'true');
  await panel(other, 'Story').click();
  await other.close();
  await page.reload();
  await expect(page.locator('[data-map="nodes"]')).toBeVisible();
});
