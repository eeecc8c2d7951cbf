/** The lesson page as a test uses it: what a student sees and does. */
import { expect, type Locator, type Page } from '@playwright/test';

export const LESSON = '/courses/kubernetes/pods/first-pod';

export const siteUrl = (path = '/'): string => {
  const base = process.env.SEALEGS_E2E_URL;
  if (!base) throw new Error('global-setup has not run');
  return new URL(path, base).href;
};

const endsWith = (text: string): RegExp => new RegExp(`${text.replace(/\W/g, '\\$&')}$`);

export class LessonPage {
  constructor(readonly page: Page) {}

  async open(path = LESSON): Promise<void> {
    await this.page.goto(siteUrl(path));
  }

  /** Starts the lab and waits for the first prompt. */
  async start(): Promise<void> {
    await this.page
      .getByRole('region', { name: 'Terminal' })
      .getByRole('button', { name: 'Start the lab' })
      .click();
    await this.waitForPrompt();
  }

  async waitForPrompt(tab = '1'): Promise<void> {
    await expect(this.page.locator(`[data-terminal="${tab}"][data-phase="connected"]`)).toBeVisible({
      timeout: 30_000,
    });
    await expect.poll(() => this.screen(tab), { timeout: 30_000 }).toMatch(/\$ *$/m);
  }

  /** What the terminal shows, top to bottom, without colours: xterm's own accessible rows. */
  async screen(tab = '1'): Promise<string> {
    const rows = this.page.locator(`[data-terminal="${tab}"] .xterm-rows > div`);
    return (await rows.allTextContents())
      .map((row) => row.replace(/\u00a0/g, ' ').trimEnd())
      .join('\n')
      .trimEnd();
  }

  async type(command: string, tab = '1'): Promise<void> {
    await this.page.locator(`[data-terminal="${tab}"] .xterm-helper-textarea`).focus();
    await this.page.keyboard.type(command);
    await this.page.keyboard.press('Enter');
  }

  /** Types a command of one or more lines as a person would: each after the prompt has come back. */
  async run(command: string): Promise<void> {
    await this.page.locator('[data-terminal="1"] .xterm-helper-textarea').focus();
    // A line that is longer than the terminal goes on in the next row.
    const ending = async () => (await this.screen()).replaceAll('\n', '');
    for (const line of command.split('\n')) {
      await this.page.keyboard.type(line);
      await expect.poll(ending, { timeout: 30_000 }).toMatch(endsWith(line.slice(-8).trim()));
      await this.page.keyboard.press('Enter');
    }
    await expect.poll(ending, { timeout: 70_000 }).toMatch(/\$$/);
  }

  async expectOnScreen(text: string | RegExp, tab = '1'): Promise<void> {
    const wanted = typeof text === 'string' ? expect.stringContaining(text) : expect.stringMatching(text);
    await expect.poll(() => this.screen(tab), { timeout: 30_000 }).toEqual(wanted);
  }

  /** "lesson", "lab" or "terminal" */
  async pane(name: RegExp): Promise<void> {
    await this.page.getByRole('tablist', { name: 'Panes' }).getByRole('tab', { name }).click();
  }

  check(title: string) {
    return this.page.locator('[data-check]').filter({ hasText: title });
  }
}

/** Presses the first key of a page until something answers: the script that listens comes after the text. */
export async function pressFirst(page: Page, key: string, answer: Locator): Promise<void> {
  await expect(async () => {
    await page.keyboard.press(key);
    await expect(answer).toBeVisible({ timeout: 1_000 });
  }).toPass();
}
