/** Finding one's way: contents, search, commands, keys, and going on where one left off. */
import { expect, test } from '@playwright/test';
import { LESSON, pressFirst, siteUrl } from './support/lesson';

test('search finds a section and leads to it', async ({ page }) => {
  await page.goto(siteUrl('/'));
  const line = page.getByRole('combobox', { name: /Search/ });
  await pressFirst(page, 'Control+k', line);
  await expect(line).toBeFocused();
  await line.fill('rollout undo');
  await expect(page.getByRole('option').filter({ hasText: 'Workloads' }).first()).toBeVisible();
  await line.fill('no such thing anywhere');
  await expect(page.getByText('Nothing is found for')).toBeVisible();
  await line.fill('first pod');
  await expect(page.getByRole('option', { selected: true })).toContainText('Your first pod');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(new RegExp(`${LESSON}`));
});

test('keys go to the next lesson, the contents and the panes; not while somebody types', async ({ page }) => {
  await page.goto(siteUrl(LESSON));
  await pressFirst(page, '?', page.getByRole('dialog', { name: 'Keyboard shortcuts' }));
  await page.keyboard.press('Escape');
  await page.keyboard.press('g');
  await page.keyboard.press('b');
  await expect(page.getByRole('tab', { name: /Lab/ })).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('g');
  await page.keyboard.press('l');
  await expect(page.getByRole('tab', { name: 'Lesson' })).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('/');
  await page.getByRole('combobox').fill('n');
  await expect(page).toHaveURL(siteUrl(LESSON));
  await page.keyboard.press('Escape');
  await page.keyboard.press('g');
  await page.keyboard.press('c');
  const contents = page.getByRole('dialog', { name: 'Contents of the course' });
  await expect(contents.getByRole('link', { name: /Your first pod/ })).toHaveAttribute(
    'aria-current',
    'page',
  );
  await page.keyboard.press('Escape');
  await page.keyboard.press('n');
  await expect(page).not.toHaveURL(siteUrl(LESSON));
  await page.keyboard.press('p');
  await expect(page).toHaveURL(siteUrl(LESSON));
});

test('a lesson opens where it was left', async ({ page }) => {
  await page.goto(siteUrl(LESSON));
  const frame = page.getByRole('tabpanel', { name: 'Lesson' });
  await frame.evaluate((element) => element.scrollTo(0, (element.scrollHeight - element.clientHeight) / 2));
  await expect
    .poll(() => page.evaluate(() => localStorage.getItem('sealegs-position:kubernetes/pods/first-pod')))
    .toBe('0.500');
  await page.reload();
  await expect.poll(() => frame.evaluate((element) => element.scrollTop)).toBeGreaterThan(100);
});

test('the keyboard reaches the content first', async ({ page }) => {
  await page.goto(siteUrl('/'));
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to the content' })).toBeFocused();
});

test('a lesson page is light before the terminal loads', async ({ page }) => {
  const BUDGET = 170 * 1024;
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  let scripts = 0;
  const kinds = new Map<string, string>();
  session.on('Network.responseReceived', ({ requestId, type }) => kinds.set(requestId, type));
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    if (kinds.get(requestId) === 'Script') scripts += encodedDataLength;
  });
  await page.goto(siteUrl(LESSON), { waitUntil: 'networkidle' });
  expect(scripts).toBeGreaterThan(50 * 1024);
  expect(scripts).toBeLessThanOrEqual(BUDGET);
});
