/** Help in steps: hints that stay, what one has beside what is asked for, and the solution after asking once. */
import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { LessonPage } from './support/lesson';

test('hints stay after a reload, the comparison follows the cluster, the solution is asked for once', async ({
  page,
}) => {
  const lesson = new LessonPage(page);
  await lesson.open();
  await lesson.start();
  await lesson.type('kubectl run web --image=nginx:1.28');
  await lesson.expectOnScreen('pod/web created');
  await lesson.pane(/Lab/);
  const task = page.locator('[data-task="pod"]');
  const hint = task.getByRole('button', { name: /hint/ });
  await expect(task.getByRole('button', { name: 'The solution', exact: true })).toHaveCount(0);
  while ((await hint.count()) > 0) await hint.click();

  await page.reload();
  await lesson.waitForPrompt();
  await lesson.pane(/Lab/);
  await expect(hint).toHaveCount(0);
  await task.getByRole('button', { name: 'Yours against the solution' }).click();
  await expect(task.locator('[data-side="yours"]')).toContainText('image: nginx:1.28');
  await expect(task.locator('[data-side="solution"]')).toContainText('image: nginx:1.29');

  // It looks again by itself.
  await lesson.type('kubectl set image pod/web web=nginx:1.29');
  await expect(task.getByText('as it should be')).toBeVisible({ timeout: 30_000 });
  await expect(task.locator('[data-side="yours"]')).toHaveCount(0);

  await task.getByRole('button', { name: 'The solution', exact: true }).click();
  await task.getByRole('button', { name: 'Show it' }).click();
  await expect(task.getByText('1-commands.sh')).toBeVisible();
  await expect(task.locator('pre')).toContainText(['kubectl run web', 'apply']);
  await task.getByRole('button', { name: 'The solution', exact: true }).click();
  await task.getByRole('button', { name: 'The solution', exact: true }).click();
  await expect(task.getByText('1-commands.sh')).toBeVisible();

  const { violations } = await new AxeBuilder({ page }).include('[data-task="pod"]').analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
});

test('the comparison also says what no field tells, as it is at that moment', async ({ page }) => {
  const lesson = new LessonPage(page);
  await lesson.open('/courses/kubernetes/workloads/self-healing');
  await lesson.start();
  await lesson.pane(/Lab/);
  const task = page.locator('[data-task="quarantine"]');
  const hint = task.getByRole('button', { name: /hint/ });
  await expect(hint).toBeVisible();
  while ((await hint.count()) > 0) await hint.click();
  await task.getByRole('button', { name: 'Yours against the solution' }).click();
  const others = task.getByRole('region', { name: 'What no field tells' });
  const released = others.locator('[data-check="released"]');
  await expect(released).toContainText('it runs and has no owner');
  await expect(released).toContainText('Found');
  await lesson.type('kubectl label pod web-sick app=quarantine --overwrite');
  await expect(released).toHaveAttribute('data-state', 'passed', { timeout: 30_000 });
});
