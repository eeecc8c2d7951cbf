/** `sealegs lab play <id>`: a shell on a lab, in this terminal, as a student gets it. */
import path from 'node:path';
import { playLab, type Seat, ticks } from '@/authoring';
import { loadLab } from '@/labs';
import { withHosts } from './benches';
import type { Command } from './command';
import { siteRoot } from './site-root';
import { UsageError } from './usage-error';

export const labPlay: Command = {
  name: ['lab', 'play'],
  summary: 'a shell on a lab, set up as for a student; `check` there gives the ticks; <id>',
  run: async (words) => {
    const [id] = words;
    if (!id || words.length > 1) throw new UsageError('lab play takes the id of one lab.');
    const root = siteRoot();
    const lab = await loadLab(path.join(root, 'labs', id));
    const tasks = lab.tasks.map((task, index) => `  ${index + 1}. ${task.title}\n${indented(task.body)}`);
    console.log(`${lab.title}\n\n${tasks.join('\n')}\n\n"check" shows how far you are, "exit" ends.\n`);
    const verdict = await withHosts({ root, count: 1 }, ([host]) => {
      if (!host) throw new Error('no lab host');
      return playLab(host, lab, ownTerminal()).finally(giveBack);
    });
    console.log(`\n${ticks(verdict)}`);
    return 0;
  },
};

const indented = (text: string): string => text.trim().replaceAll(/^/gm, '     ');

function ownTerminal(): Seat {
  const { stdin, stdout } = process;
  // Keys go to the lab's shell as they are pressed, Ctrl+C among them.
  if (stdin.isTTY) stdin.setRawMode(true);
  return {
    input: stdin,
    write: (data) => void stdout.write(data),
    size: () => ({ cols: stdout.columns ?? 120, rows: stdout.rows ?? 40 }),
    onResize: (listener) => {
      stdout.on('resize', listener);
      return () => stdout.off('resize', listener);
    },
  };
}

function giveBack(): void {
  const { stdin } = process;
  if (stdin.isTTY) stdin.setRawMode(false);
  stdin.pause();
}
