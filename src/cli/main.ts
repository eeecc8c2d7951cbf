#!/usr/bin/env node
/** dist/cli.js: the author's and operator's command line, `npx sealegs <command>`. Each command is a file of its own. */
import { LabError } from '@/labs';
import { SettingsError } from '@/server/env';
import type { Command } from './command';
import { doctor } from './doctor';
import { labPlay } from './lab-play';
import { labVerify } from './lab-verify';
import { lint } from './lint';
import { newLabCommand, newLessonCommand } from './new';
import { resetPassword } from './reset-password';
import { UsageError } from './usage-error';

const COMMANDS: readonly Command[] = [
  doctor,
  newLessonCommand,
  newLabCommand,
  lint,
  labPlay,
  labVerify,
  resetPassword,
];

async function main(words: readonly string[]): Promise<number> {
  const command = COMMANDS.find(({ name }) => name.every((word, index) => words[index] === word));
  if (command) return command.run(words.slice(command.name.length));
  const help = [
    'Usage: sealegs <command>',
    '',
    ...COMMANDS.map(({ name, summary }) => `  ${name.join(' ').padEnd(24)}${summary}`),
  ];
  const asked = words.length === 0 || words[0] === 'help' || words[0] === '--help';
  console[asked ? 'log' : 'error'](
    asked ? help.join('\n') : `There is no command "${words.join(' ')}".\n\n${help.join('\n')}`,
  );
  return asked ? 0 : 2;
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error) => {
    const told = [SettingsError, UsageError, LabError].some((kind) => error instanceof kind);
    console.error(told ? error.message : error);
    process.exitCode = error instanceof UsageError ? 2 : 1;
  },
);
