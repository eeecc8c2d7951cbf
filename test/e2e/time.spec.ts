/** What only a simulated cluster can do, from the workspace: move time, undo, start a task over. */
import { expect, test } from '@playwright/test';
import { LessonPage } from './support/lesson';

test('a student moves time, takes a deletion back, and starts a task over', async ({ page }) => {
  const lesson = new LessonPage(page);
  await lesson.open();
  await page.getByRole('button', { name: 'Run: kubectl get nodes' }).click();
  await lesson.expectOnScreen(/node02\s+Ready/);
  await lesson.type('clear; k run web --image=nginx:1.29; k wait --for=condition=Ready pod/web');
  await lesson.expectOnScreen('pod/web condition met');

  await page.getByRole('button', { name: 'Time and undo' }).click();
  await page.getByRole('button', { name: 'One hour forward' }).click();
  await expect(page.getByText('The cluster is 1 h ahead.')).toBeVisible();
  await page.keyboard.press('Escape');
  await lesson.type('clear; k get pod web');
  await lesson.expectOnScreen(/web\s+1\/1\s+Running\s+0\s+(60|61)m/);

  await lesson.type('clear; k delete pod web');
  // kubectl says so first and then waits until the pod is gone.
  await lesson.expectOnScreen(/pod "web" deleted.*\n.*\$ *$/);
  await page.getByRole('button', { name: /Time and undo/ }).click();
  await expect(page.getByText('delete pods/web in namespace default')).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).last().click();
  await expect(
    page.getByRole('region', { name: 'Terminal' }).getByText('Undone: delete pods/web in namespace default.'),
  ).toBeVisible();
  await page.keyboard.press('Escape');
  await lesson.type('clear; k get pod web');
  await lesson.expectOnScreen(/web\s+1\/1\s+Running\s+0/);

  await lesson.pane(/Lab/);
  await expect(page.locator('[data-task="pod"]')).toHaveAttribute('data-done', 'true');
  page.once('dialog', (dialog) => void dialog.accept());
  await page.locator('[data-task="pod"]').getByRole('button', { name: 'Start this task over' }).click();
  await expect(page.locator('[data-task="pod"]')).toHaveAttribute('data-done', 'false');
  await lesson.type('clear; k get pods');
  await lesson.expectOnScreen('No resources found in default namespace.');
});
