/** The whole path: read, click a run block, type kubectl, fail a check, mend it, pass, reload, find all as it was. */
import { expect, test } from '@playwright/test';
import { LessonPage, siteUrl } from './support/lesson';

test('a student reads, works, fails a check, mends it, passes, and finds it all again', async ({ page }) => {
  const problems: string[] = [];
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
  page.on('pageerror', (error) => problems.push(error.message));
  const lesson = new LessonPage(page);

  await lesson.open();
  await expect(page.getByRole('heading', { name: 'Your first pod' }).first()).toBeVisible();
  await expect(page.getByRole('img', { name: 'A pod on a node' })).toBeVisible();

  // A run block starts the session and runs in its terminal, which then has the focus.
  await page.getByRole('button', { name: 'Run: kubectl get nodes' }).click();
  await lesson.expectOnScreen(/controlplane\s+Ready\s+control-plane/);
  await lesson.expectOnScreen(/node02\s+Ready/);
  await expect(page.locator('[data-terminal="1"] .xterm-helper-textarea')).toBeFocused();

  await lesson.type('k run web --image=nginx:1.28');
  await lesson.expectOnScreen('pod/web created');

  await lesson.pane(/Lab/);
  await page.getByRole('button', { name: 'Check', exact: false }).first().click();
  const image = page.locator('[data-check="pod-image"]');
  await expect(image).toHaveAttribute('data-state', 'failed');
  await expect(image).toContainText('spec.containers[0].image is nginx:1.29');
  await expect(image).toContainText('spec.containers[0].image is nginx:1.28');
  await expect(image).toContainText('Pod web in namespace default');
  await expect(page.locator('[data-check="deployment-image"]')).toHaveAttribute('data-state', 'not-reached');

  // Mending it ticks live, without pressing Check.
  await lesson.type('kubectl set image pod/web web=nginx:1.29');
  await expect(image).toHaveAttribute('data-state', 'passed');
  await expect(page.locator('[data-check="pod-running"]')).toHaveAttribute('data-state', 'passed');

  await lesson.type('clear; kubectl create deployment hello --image=httpd:2.4 --replicas=3');
  await lesson.type(
    `kubectl patch deployment hello -p '{"spec":{"template":{"metadata":{"labels":{"tier":"front"}}}}}'`,
  );
  await lesson.type('kubectl expose deployment hello --port=80');
  await expect(page.locator('[data-task][data-done="true"]')).toHaveCount(3, { timeout: 30_000 });

  // Mod+Enter checks while the terminal hasn't the focus.
  await page.getByRole('heading', { name: 'Run a pod' }).click();
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText('3 of 3 tasks done, 100 points. The lab is complete.')).toBeVisible();

  await page.reload();
  await lesson.waitForPrompt();
  await lesson.expectOnScreen('service/hello exposed');
  await lesson.pane(/Lab/);
  await expect(page.locator('[data-task][data-done="true"]')).toHaveCount(3);
  await expect(page.getByText('Your best result so far: 100 points')).toBeVisible();
  await expect(page.getByRole('link', { name: 'Next: Labels, the only wiring' })).toBeVisible();

  await page.goto(siteUrl('/courses/kubernetes'));
  await expect(page.getByText('lab: 100 points')).toBeVisible();
  expect(problems).toEqual([]);
});

test('tabs share the sandbox: port-forward in one, curl in another', async ({ page }) => {
  const lesson = new LessonPage(page);
  await lesson.open();
  await lesson.start();
  await lesson.type(
    'kubectl run forwarded --image=nginx && kubectl wait --for=condition=Ready pod/forwarded',
  );
  await lesson.expectOnScreen('pod/forwarded condition met');
  await lesson.type('kubectl port-forward pod/forwarded 8080:80');
  await lesson.expectOnScreen('Forwarding from 127.0.0.1:8080 -> 80');
  await page.getByRole('button', { name: 'New terminal' }).click();
  await lesson.waitForPrompt('2');
  await lesson.type('curl -s http://127.0.0.1:8080 | grep title', '2');
  await lesson.expectOnScreen('<title>Welcome to nginx!</title>', '2');
});

test('reset brings the start state back', async ({ page }) => {
  const lesson = new LessonPage(page);
  await lesson.open();
  await lesson.start();
  await lesson.type('touch kept; kubectl create deployment gone --image=nginx');
  await lesson.expectOnScreen('deployment.apps/gone created');
  page.once('dialog', (dialog) => dialog.accept());
  await page.getByRole('button', { name: 'Reset the lab to its start' }).click();
  await lesson.pane(/Lab/);
  await expect(page.getByText('The lab is back at its start.')).toBeVisible();
  await lesson.waitForPrompt();
  await lesson.type('clear; kubectl get deployments; ls');
  await lesson.expectOnScreen(/No resources found in default namespace\.\s+kept/);
});

test('the second window takes the terminal over, and the first can take it back', async ({
  context,
  page,
}) => {
  const first = new LessonPage(page);
  await first.open();
  await first.start();
  await first.type('echo hello-from-the-first');
  await first.expectOnScreen(/^hello-from-the-first/m);
  const second = new LessonPage(await context.newPage());
  await second.open();
  await second.waitForPrompt();
  await second.expectOnScreen(/^hello-from-the-first/m);
  await expect(page.getByText('This terminal is open in another window.')).toBeVisible();
  await page.getByRole('button', { name: 'Use it here' }).click();
  await expect(second.page.getByText('This terminal is open in another window.')).toBeVisible();
});

test('a phone shows one pane at a time, and a run block brings the terminal up', async ({ browser }) => {
  const context = await browser.newContext({ viewport: { width: 360, height: 740 }, hasTouch: true });
  const lesson = new LessonPage(await context.newPage());
  await lesson.open();
  const width = await lesson.page.evaluate(() => document.documentElement.scrollWidth);
  expect(width).toBe(360);
  await lesson.page.getByRole('button', { name: 'Run: kubectl get nodes' }).tap();
  await lesson.expectOnScreen(/node01\s+Ready/);
  await context.close();
});
