/** One lab of each topic, solved in the browser's terminal by typing what its first solution says. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { LessonPage } from './support/lesson';

const TOPICS = [
  { topic: 'pods', lab: 'labels', lesson: '/courses/kubernetes/pods/labels' },
  { topic: 'services', lab: 'service-discovery', lesson: '/courses/kubernetes/services/find-each-other' },
  { topic: 'storage', lab: 'volumes', lesson: '/courses/kubernetes/storage/volumes' },
  { topic: 'RBAC', lab: 'roles', lesson: '/courses/kubernetes/identity/roles' },
];

/** A script's commands, those of several lines whole. */
async function solutionOf(lab: string): Promise<readonly string[]> {
  const folder = path.join('labs', lab, 'solutions');
  const [first = ''] = (await readdir(folder)).sort();
  const commands: string[] = [];
  let end: string | undefined;
  for (const line of (await readFile(path.join(folder, first), 'utf8')).trimEnd().split('\n')) {
    if (end !== undefined || commands.at(-1)?.endsWith('\\')) commands.push(`${commands.pop()}\n${line}`);
    else if (!line.startsWith('#') && line !== 'set -e' && line !== '') commands.push(line);
    if (line === end) end = undefined;
    else end ??= /<<-?'?(\w+)'?/.exec(line)?.[1];
  }
  return commands;
}

for (const { topic, lab, lesson } of TOPICS) {
  test(`${topic}: the lab ${lab} is solved by typing`, async ({ page }) => {
    test.setTimeout(240_000);
    const workspace = new LessonPage(page);
    await workspace.open(lesson);
    await workspace.start();
    for (const command of await solutionOf(lab)) await workspace.run(command);
    await workspace.pane(/Lab/);
    await page.getByRole('button', { name: 'Check', exact: false }).first().click();
    await expect(page.getByText('100 points. The lab is complete.')).toBeVisible({ timeout: 60_000 });
  });
}
