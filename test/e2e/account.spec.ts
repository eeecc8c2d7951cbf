/** Accounts as people use them: a guest who stays, signing in and out, and what an administrator does. */
import { expect, type Page, test } from '@playwright/test';
import { LESSON, LessonPage, siteUrl } from './support/lesson';

const ADMINISTRATOR = 'admin@sealegs.localhost';

async function signIn(page: Page, email: string, password: string): Promise<void> {
  await page.goto(siteUrl('/sign-in'));
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

test('a guest works in a lab, makes an account, and has it all', async ({ page, browser }) => {
  const lesson = new LessonPage(page);
  await lesson.open();
  await lesson.start();
  await lesson.type('kubectl run web --image=nginx:1.29');
  await lesson.expectOnScreen('pod/web created');
  await page.getByRole('link', { name: 'Sign in' }).click();
  await page.getByRole('link', { name: 'Make one' }).click();
  await page.getByLabel('Name').fill('Nia');
  await page.getByLabel('E-mail').fill('nia@example.org');
  await page.getByLabel('Password').fill('short');
  await page.getByRole('button', { name: 'Make an account' }).click();
  // The browser itself holds a password that is too short.
  await expect(page).toHaveURL(/sign-up/);
  await page.getByLabel('Password').fill('quite long enough');
  await page.getByRole('button', { name: 'Make an account' }).click();

  // Back in the lesson, in the same session.
  await expect(page).toHaveURL(siteUrl(LESSON));
  await lesson.waitForPrompt();
  await lesson.expectOnScreen('pod/web created');
  await lesson.type('kubectl get pods');
  await lesson.expectOnScreen(/web\s+1\/1\s+Running/);

  // From another browser as well.
  const other = await (await browser.newContext()).newPage();
  await signIn(other, 'nia@example.org', 'quite long enough');
  await expect(other.getByRole('link', { name: /Continue where you left off/ })).toContainText(
    'Your first pod',
  );

  // Signing out everywhere is everywhere.
  await other.goto(siteUrl('/account'));
  await expect(other.getByText('this one')).toBeVisible();
  await other.getByRole('button', { name: 'Sign out everywhere' }).click();
  await expect(other).toHaveURL(siteUrl('/'));
  await expect(other.getByRole('link', { name: 'Sign in' })).toBeVisible();
  await page.goto(siteUrl('/account'));
  await expect(page.getByRole('heading', { name: 'You have no account yet.' })).toBeVisible();
  await other.context().close();
});

test('the administrator signs in with what the first start printed, manages accounts, and leaves', async ({
  page,
}) => {
  await signIn(page, ADMINISTRATOR, 'not-the-password');
  await expect(page.getByRole('alert').getByText('do not match')).toBeVisible();
  await page.getByLabel('Password').fill(process.env.SEALEGS_E2E_PASSWORD ?? '');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: 'Account of Administrator' }).click();
  await page.getByRole('link', { name: 'People' }).click();
  await page.getByLabel('Name', { exact: true }).fill('Ines');
  await page.getByLabel('E-mail', { exact: true }).fill('ines@example.org');
  await page.getByRole('button', { name: 'Make the account' }).click();
  const told = page.getByText(/ines@example.org signs in with the password/);
  await expect(told).toBeVisible();
  const password = /password (\S+)\./.exec((await told.textContent()) ?? '')?.[1] ?? '';
  await page.getByLabel('Role of Ines').selectOption('instructor');
  await expect(page.getByText('Role changed.')).toBeVisible();
  await page.getByLabel('Role of Administrator').selectOption('student');
  await expect(page.getByText('This is the only administrator.')).toBeVisible();

  await page.getByRole('button', { name: 'Account of Administrator' }).click();
  await page.locator('[popover]').getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByRole('link', { name: 'Sign in' })).toBeVisible();

  // An instructor sees people and changes nothing.
  await signIn(page, 'ines@example.org', password);
  await page.getByRole('button', { name: 'Account of Ines' }).click();
  await page.getByRole('link', { name: 'People' }).click();
  await expect(page.getByRole('heading', { name: 'People' })).toBeVisible();
  await expect(page.getByText('lessons read').first()).toBeVisible();
  await expect(page.getByRole('button', { name: 'Remove' })).toHaveCount(0);
});

test('people are nobody’s business but a teacher’s', async ({ page }) => {
  expect((await page.goto(siteUrl('/people')))?.status()).toBe(404);
});
