/** sessionPromptMsP50: from the click on "Start the lab" in a browser to the first prompt on its screen. */
import { chromium } from '@playwright/test';
import config from '../../playwright.config';
import { LESSON } from '../e2e/support/lesson';
import { startSite } from '../e2e/support/site';
import { median, now } from './measure';

const ROUNDS = 9;

export async function benchPrompt(): Promise<Record<string, number>> {
  const site = await startSite();
  const browser = await chromium.launch(config.use?.launchOptions ?? {});
  const times: number[] = [];
  try {
    for (let round = -1; round < ROUNDS; round++) {
      const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
      const page = await context.newPage();
      await page.goto(new URL(LESSON, site.url).href, { waitUntil: 'networkidle' });
      const begin = now();
      await page
        .getByRole('region', { name: 'Terminal' })
        .getByRole('button', { name: 'Start the lab' })
        .click();
      await page.waitForFunction(
        () => /\$\s*$/m.test(document.querySelector('[data-terminal="1"] .xterm-rows')?.textContent ?? ''),
        undefined,
        { polling: 'raf' },
      );
      if (round >= 0) times.push(now() - begin);
      await context.close();
    }
  } finally {
    await browser.close();
    await site.stop();
  }
  return { sessionPromptMsP50: median(times) };
}
