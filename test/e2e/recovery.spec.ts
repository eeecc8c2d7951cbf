/** What dies takes nothing with it, be it the lab host or the line to it: the page recovers by itself and all is as it was. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { LessonPage } from './support/lesson';

/** The lab host of this test's own site: its command line and its data folder say so. */
function labHostPid(): number {
  const data = process.env.SEALEGS_E2E_DATA;
  const read = (pid: string, what: string) => {
    try {
      return readFileSync(`/proc/${pid}/${what}`, 'utf8');
    } catch {
      return '';
    }
  };
  const pid = readdirSync('/proc').find(
    (name) =>
      /^\d+$/.test(name) &&
      read(name, 'cmdline').includes('labhost.js') &&
      read(name, 'environ').includes(`SEALEGS_DATA=${data}`),
  );
  if (!data || !pid) throw new Error('no lab host of this site is running');
  return Number(pid);
}

test('after kill -9 of the lab host the page reconnects, and cluster, files and results are as they were', async ({
  page,
}) => {
  const lesson = new LessonPage(page);
  await lesson.open();
  await lesson.start();
  await lesson.type('echo written > ~/kept.txt; kubectl create configmap kept --from-literal=a=b');
  await lesson.expectOnScreen('configmap/kept created');
  await lesson.type('kubectl run web --image=nginx:1.29 && kubectl wait --for=condition=Ready pod/web');
  await lesson.expectOnScreen('pod/web condition met');
  await lesson.pane(/Lab/);
  await page.getByRole('button', { name: /^Check/ }).click();
  await expect(page.getByText(/1 of 3 tasks done, 30 points/)).toBeVisible();

  process.kill(labHostPid(), 'SIGKILL');

  await expect(page.locator('[data-terminal="1"]')).not.toHaveAttribute('data-phase', 'connected');
  await lesson.expectOnScreen('this is a new shell');
  await expect(page.locator('[data-terminal="1"]')).toHaveAttribute('data-phase', 'connected', {
    timeout: 30_000,
  });
  await lesson.type(
    'clear; cat ~/kept.txt; kubectl get configmap kept -o jsonpath={.data.a}; kubectl get pod web',
  );
  await lesson.expectOnScreen(/written\nb/);
  await lesson.expectOnScreen(/web +1\/1 +Running +0 /);

  // The live ticks are back as well, and so is the stored result after a reload.
  await lesson.type('kubectl create deployment hello --image=httpd:2.4 --replicas=3');
  await expect(page.locator('[data-check="deployment-exists"]')).toHaveAttribute('data-state', 'passed');
  await page.reload();
  await lesson.pane(/Lab/);
  await expect(page.getByText('Your best result so far: 30 points')).toBeVisible();
});

test('a line that dies in silence is noticed by who types; the page reconnects with what was missed', async ({
  page,
}) => {
  // Goes on passing frames until it is told to be dead: then nothing comes through any more, and nothing is closed.
  let dead = false;
  await page.routeWebSocket(/\/terminals\//, (browser) => {
    const site = browser.connectToServer();
    let silenced = false;
    const passes = () => {
      silenced ||= dead;
      return !silenced;
    };
    browser.onMessage((message) => passes() && site.send(message));
    site.onMessage((message) => passes() && browser.send(message));
  });
  const lesson = new LessonPage(page);
  await lesson.open();
  await lesson.start();
  await lesson.type('sleep 3; echo said-while-$((40 + 2))-was-away');
  await lesson.expectOnScreen('sleep 3;');
  dead = true;
  await lesson.type('echo lost');
  await expect(page.getByText('The connection was lost. Reconnecting')).toBeVisible({ timeout: 10_000 });
  dead = false;
  await lesson.expectOnScreen(/^said-while-42-was-away$/m);
  await lesson.type('echo here-$((40 + 2))');
  await lesson.expectOnScreen(/^here-42$/m);
  expect(await lesson.screen()).not.toContain('lost');
});
