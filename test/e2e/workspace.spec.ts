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

test('a lesson shows its cluster in the text, live and of one namespace', async ({ page }) => {
  const lesson = new LessonPage(page);
  await lesson.open('/courses/kubernetes/workloads/self-healing');
  const map = page.getByRole('figure', { name: 'Your cluster, as it is now: namespace default' });
  await map.scrollIntoViewIfNeeded();
  await map.getByRole('button', { name: 'Start the lab' }).click();
  await lesson.waitForPrompt();
  await expect(map.locator('[data-live="true"]')).toBeVisible();
  await lesson.type(
    'kubectl run aside -n kube-public --image=nginx:1.29; kubectl run choir --image=nginx:1.29',
  );
  await expect(map.locator('[data-object="Pod/default/choir"][data-tone="good"]')).toBeVisible({
    timeout: 30_000,
  });
  await expect(map.locator('[data-object^="Pod/kube-public/"]')).toHaveCount(0);
  await expect(map.getByRole('combobox', { name: 'Namespace' })).toHaveCount(0);

  await lesson.type('clear; kubectl delete pod choir --now');
  await expect(map.locator('[data-object="Pod/default/choir"]')).toHaveCount(0, { timeout: 30_000 });
  await map.locator('[data-object="Node//node01"]').click();
  await expect(map.locator('[data-details="Node//node01"]')).toContainText('Ready');
});

test('a lesson shows the path of one’s last change in the text', async ({ page }) => {
  const lesson = new LessonPage(page);
  await lesson.open('/courses/kubernetes/cluster/path-of-an-apply');
  await lesson.start();
  const trace = page.getByRole('figure', { name: 'The path of your last change' });
  await trace.scrollIntoViewIfNeeded();
  await expect(trace).toContainText('Change something');
  await lesson.type('kubectl create deployment journey --image=nginx:1.29');
  await expect(trace).toContainText('You created Deployment journey');
  await expect(trace).toContainText('The Deployment controller created ReplicaSet journey-');
  await expect(trace).toContainText('The scheduler assigned a node to Pod journey-');
  await expect(trace.locator('[data-station="kubelet"]')).not.toHaveAttribute('data-writes', '0', {
    timeout: 30_000,
  });
  await lesson.type('clear; kubectl delete deployment journey');
  await expect(trace).toContainText('You deleted Deployment journey');
});
