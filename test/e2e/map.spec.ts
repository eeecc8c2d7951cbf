/** The cluster, live: the map, the story and the path of a command, while a student types. */
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { LessonPage, siteUrl } from './support/lesson';

const panel = (page: Page, name: string) =>
  page.getByRole('toolbar', { name: 'Panels' }).getByRole('button', { name });
const podsOf = (page: Page, app: string) => page.locator(`[data-map] [data-object^="Pod/default/${app}-"]`);

test('what is typed appears on the map; a deleted pod is replaced; the story tells why', async ({ page }) => {
  const problems: string[] = [];
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
  page.on('pageerror', (error) => problems.push(error.message));
  const lesson = new LessonPage(page);
  await lesson.open();
  await lesson.start();
  await panel(page, 'Map').click();
  await expect(page.locator('[data-object="Node//node01"][data-tone="good"]')).toBeVisible();
  await expect(page.locator('[data-map] [data-object^="Pod/"]')).toHaveCount(0);

  await lesson.type('kubectl create deployment shop --image=nginx:1.29 --replicas=3');
  await expect(podsOf(page, 'shop')).toHaveCount(3);
  await expect(page.locator('[data-object^="Pod/default/shop-"][data-tone="good"]')).toHaveCount(3, {
    timeout: 30_000,
  });

  // A pod goes, and another takes its place.
  const victim = await podsOf(page, 'shop').first().getAttribute('data-object');
  const name = victim?.split('/')[2] ?? '';
  await lesson.type(`clear; kubectl delete pod ${name} --now`);
  await expect(page.locator(`[data-map] [data-object="${victim}"]`)).toHaveCount(0, { timeout: 30_000 });
  await expect(page.locator('[data-object^="Pod/default/shop-"][data-tone="good"]')).toHaveCount(3, {
    timeout: 30_000,
  });

  // Owners, and the details of one: the command for more goes into the terminal.
  await page.getByRole('button', { name: 'Owners' }).click();
  await page.locator('[data-object="Deployment/default/shop"]').click();
  const details = page.locator('[data-details="Deployment/default/shop"]');
  await expect(details).toContainText('3/3 ready');
  await expect(details).toContainText('app=shop');
  await details.getByRole('button', { name: 'Put into the terminal' }).click();
  await lesson.expectOnScreen('kubectl describe deployment shop -n default');
  await page.keyboard.press('Control+c');

  await panel(page, 'Story').click();
  const story = page.getByRole('region', { name: 'The story of the cluster' });
  await expect(story).toContainText('You created Deployment shop.');
  await expect(story.locator('[data-story="ScalingReplicaSet"]')).toContainText(
    'The Deployment controller: Scaled up replica set shop-',
  );
  await expect(story).toContainText(`You deleted Pod ${name}.`);

  // All that a command set off, each step by whoever acted.
  await lesson.type('clear; kubectl scale deployment shop --replicas=4');
  await panel(page, 'Trace').click();
  const trace = page.getByRole('region', { name: 'The path of a change' });
  await expect(trace).toContainText('You scaled Deployment shop');
  await expect(trace).toContainText('The ReplicaSet controller created Pod shop-');
  await expect(trace).toContainText('The scheduler assigned a node to Pod shop-');
  for (const station of ['you', 'store', 'controllers', 'scheduler', 'kubelet'])
    await expect(trace.locator(`[data-station="${station}"]`)).not.toHaveAttribute('data-writes', '0');
  expect(problems).toEqual([]);
});

test('the map is one stop of the Tab key, walked by arrow keys, and read as a list', async ({ page }) => {
  const lesson = new LessonPage(page);
  await lesson.open();
  await lesson.start();
  await lesson.type('kubectl create deployment shop --image=nginx:1.29 --replicas=3');
  await panel(page, 'Map').click();
  await expect(podsOf(page, 'shop')).toHaveCount(3);
  const object = (id: string) => page.locator(`[data-map] [data-object="${id}"]`);
  const stops = page.locator('[data-map] [data-object][tabindex="0"]');

  // From the last button before it into the map, and through it in one step.
  await page.getByRole('combobox', { name: 'Namespace' }).focus();
  await page.keyboard.press('Tab');
  await expect(page.locator('[data-map] [data-object]').first()).toBeFocused();
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowRight');
  await expect(page.locator('[data-map] [data-object]').nth(1)).toBeFocused();
  await expect(stops).toHaveCount(1);
  await page.keyboard.press('End');
  await expect(page.locator('[data-map] [data-object]').last()).toBeFocused();

  // Down from a node to a pod on it; up again.
  await page.keyboard.press('Home');
  const node = page
    .getByRole('region', { name: /^Node / })
    .filter({ has: page.locator('[data-object^="Pod/"]') });
  const head = node.first().locator('[data-object^="Node/"]');
  const pod = node.first().locator('[data-object^="Pod/"]').first();
  while (!(await head.evaluate((element) => element === document.activeElement)))
    await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowDown');
  await expect(pod).toBeFocused();
  await page.keyboard.press('ArrowUp');
  await expect(head).toBeFocused();
  await page.keyboard.press('ArrowDown');

  // Enter opens; the next Tab is in the details; Escape closes, from wherever one is.
  const name = (await pod.getAttribute('data-object')) ?? '';
  await page.keyboard.press('Enter');
  await expect(page.locator(`[data-details="${name}"]`)).toBeVisible();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: 'Close the details' })).toBeFocused();
  const { violations } = await new AxeBuilder({ page }).include('main').analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join('\n')}`)).toEqual([]);
  await page.keyboard.press('Escape');
  await expect(page.locator('[data-details]')).toHaveCount(0);
  await expect(object(name)).toBeFocused();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  await expect(page.locator('[data-details]')).toHaveCount(0);

  // What one stood on is replaced by the cluster: one stands on its neighbour, not nowhere.
  await lesson.type('sleep 2; kubectl scale deployment shop --replicas=0');
  await object(name).focus();
  await expect(object(name)).toHaveCount(0, { timeout: 30_000 });
  await expect(page.locator('[data-map] [data-object]:focus')).toHaveCount(1);

  // The ways of looking are a toolbar: one stop, arrows within.
  await page.getByRole('button', { name: 'Nodes', exact: true }).focus();
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Node node01: Ready (as wanted)' })).toBeVisible();
});

test('the workspace says when kubectl points elsewhere, and when another lesson’s cluster is open', async ({
  page,
}) => {
  const lesson = new LessonPage(page);
  await lesson.open();
  await lesson.start();
  const note = page.locator('[data-stray]');
  await expect(note).toHaveCount(0);
  await lesson.type('kubectl config set-context --current --namespace=kube-system');
  await expect(note).toContainText(
    'kubectl works in the namespace kube-system; this lab’s tasks are about default.',
  );
  await note.getByRole('button', { name: 'Put the command to change that' }).click();
  await lesson.expectOnScreen('kubectl config set-context --current --namespace=default');
  await page.keyboard.press('Enter');
  await expect(note).toHaveCount(0);
  await lesson.type('clear; kubectl config unset current-context');
  await expect(note).toContainText('kubectl has no current context');

  await page.goto(siteUrl('/courses/kubernetes/pods/two-containers'));
  const card = page.getByRole('region', { name: 'Terminal' });
  await expect(card.getByRole('link', { name: 'Your first pod' })).toBeVisible();
  await card.getByRole('button', { name: 'Start the lab' }).click();
  await expect(page.getByRole('link', { name: 'Also open: Your first pod' })).toBeVisible();
});
