#!/usr/bin/env node
/** The simulator alone: `sealegs-sim up` gives any Kubernetes client a cluster. */
import { HELP, parseCommand, UsageError } from './arguments';
import { up } from './up';

const USAGE_EXIT = 2;

/** Resolves at the first signal to stop; a second one ends the process at once. */
const stopped = new Promise<void>((resolve) => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
});

async function run(): Promise<void> {
  const command = parseCommand(process.argv.slice(2));
  if (command.name === 'up') await up(command.arguments, stopped);
  else process.stdout.write(HELP);
}

run().then(
  () => process.exit(0),
  (error: unknown) => {
    const usage = error instanceof UsageError;
    process.stderr.write(usage ? `sealegs-sim: ${error.message}\n` : `${(error as Error).stack}\n`);
    if (usage) process.stderr.write(`Try 'sealegs-sim --help'.\n`);
    process.exit(usage ? USAGE_EXIT : 1);
  },
);
