/**
 * dist/prepare.js: what must be right before Sealegs starts, in a process of its own that is gone by then. Its parent
 * (scripts/start.mjs, scripts/test.mjs) asks for one thing after the other over IPC:
 *   {id, ask, input} -> {id, result} or {id, error}
 */
import { readSettings } from '../env';
import { prepareDatabase } from './database';
import { provideKubectl } from './kubectl';
import { canInstall, checkTools, installPackages } from './tools';

interface Question {
  readonly id: number;
  readonly ask: keyof typeof ANSWERS;
  readonly input?: unknown;
}

const ANSWERS = {
  database: () => prepareDatabase(readSettings(process.env)),
  tools: () => ({ ...checkTools(), canInstall: canInstall() }),
  install: (packages: unknown) => installPackages(packages as string[]),
  kubectl: () => provideKubectl(readSettings(process.env)),
};

process.on('message', async ({ id, ask, input }: Question) => {
  try {
    process.send?.({ id, result: await ANSWERS[ask](input) });
  } catch (error) {
    const { name, message, stack, stderr } = error as Error & { stderr?: string };
    process.send?.({ id, error: { name, message, stack, stderr } });
  }
});
