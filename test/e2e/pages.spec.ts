/** Pages without a lab: what everybody sees, in both themes, and what is broken stays small. */
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { LESSON, siteUrl } from './support/lesson';

/** What axe finds, with the elements. */
async function problemsOf(page: Page): Promise<readonly string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`);
}

const PAGES = ['/', '/courses/kubernetes', LESSON, '/sign-in', '/sign-up', '/account', '/nothing-here'];
const WIDTHS = [360, 768, 1440];

for (const colorScheme of ['light', 'dark'] as const) {
  for (const path of PAGES) {
    test(`${path} is whole and accessible at every width (${colorScheme})`, async ({ browser }, testInfo) => {
      const context = await browser.newContext({ colorScheme });
      const page = await context.newPage();
      await page.goto(siteUrl(path));
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 900 });
        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
        expect(wide, `something is wider than ${width} px`).toBeLessThanOrEqual(width);
        if (width !== WIDTHS[1]) expect(await problemsOf(page)).toEqual([]);
        // For people to look at; nothing compares them.
        await page.screenshot({ path: testInfo.outputPath(`${width}.png`) });
      }
      await context.close();
    });
  }
}

test('the theme is the reader’s choice, and is there from the first paint', async ({ page }) => {
  await page.goto(siteUrl('/'));
  await page.getByRole('button', { name: /^Theme: system/ }).click();
  await page.getByRole('button', { name: /^Theme: light/ }).click();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  const html = await (await page.request.get(siteUrl('/'))).text();
  expect(html).toContain('data-theme="dark"');
});

test('the width of the lesson is remembered', async ({ page }) => {
  await page.goto(siteUrl(LESSON));
  const divider = page.getByRole('separator', { name: 'Width of the lesson' });
  await divider.focus();
  for (let press = 0; press < 4; press++) await page.keyboard.press('ArrowRight');
  const width = await divider.getAttribute('aria-valuenow');
  expect(width).toBe('54');
  await page.reload();
  await expect(divider).toHaveAttribute('aria-valuenow', '54');
});

test('a quiz tells at once and remembers', async ({ page }) => {
  await page.goto(siteUrl(LESSON));
  await page.getByText('Their whole file system').click();
  await expect(page.getByText('Each container has its own, made from its image.')).toBeVisible();
  await page.getByText('Their IP address and localhost').click();
  await expect(page.getByLabel('right')).toBeVisible();
  // The answer has the focus; nobody is typing, so the site's keys work on.
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('combobox')).toBeFocused();
});

test('a command is copied where browsers keep their clipboard from pages, as over plain http', async ({
  page,
}) => {
  await page.addInitScript(() => Object.defineProperty(navigator, 'clipboard', { value: undefined }));
  await page.goto(siteUrl(LESSON));
  const copy = page.getByRole('button', { name: 'Copy: kubectl get nodes' });
  await copy.click();
  await expect(copy).toHaveText('Copied');
  await page.keyboard.press('/');
  await expect(page.getByRole('combobox')).toBeFocused();
  await page.keyboard.press('Control+v');
  await expect(page.getByRole('combobox')).toHaveValue('kubectl get nodes');
});

test('an unknown page says so and leads back', async ({ page }) => {
  const response = await page.goto(siteUrl('/courses/nothing/here/yet'));
  expect(response?.status()).toBe(404);
  await expect(page).toHaveTitle('Page not found · Sealegs');
  await page.getByRole('link', { name: 'All courses', exact: true }).click();
  await expect(page).toHaveURL(siteUrl('/'));
});

test('a lesson prints whole, without the terminal', async ({ page }) => {
  await page.goto(siteUrl('/courses/kubernetes/pods/first-pod'));
  await page.emulateMedia({ media: 'print' });
  await expect(page.getByRole('region', { name: 'Terminal' })).toBeHidden();
  await expect(page.getByRole('button', { name: /^(Run|Copy):/ }).first()).toBeHidden();
  const { paper, text } = await page.evaluate(() => ({
    paper: document.documentElement.scrollHeight,
    text: document.querySelector('article')?.scrollHeight ?? 0,
  }));
  expect(paper).toBeGreaterThanOrEqual(text);
});
