/** `sealegs doctor`: prints every finding; fails when something stops Sealegs from serving. */
import { examine, type Finding } from '@/server/setup/doctor';
import type { Command } from './command';

const MARKS: Readonly<Record<Finding['state'], string>> = { ok: '✓', warn: '!', fail: '✗' };
const INDENT = ' '.repeat(17);

export const doctor: Command = {
  name: ['doctor'],
  summary: 'what this machine has, what was chosen and why, and how to mend what lacks',
  run: async () => {
    let failed = false;
    for await (const { subject, state, text } of examine(process.env)) {
      failed ||= state === 'fail';
      console.log(`  ${MARKS[state]} ${subject.padEnd(12)}  ${text.replaceAll('\n', `\n${INDENT}`)}`);
    }
    return failed ? 1 : 0;
  },
};
