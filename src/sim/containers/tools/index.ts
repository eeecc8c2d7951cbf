/** Every program that a userland can hold, by name. */
import type { Tool } from '../kernel/kernel';
import { shellTool } from '../shell/main';
import { echo, printf } from './print';
import { STREAM_TOOLS } from './streams';
import { SYSTEM_TOOLS } from './system';
import { test } from './test';

export const TOOLS: ReadonlyMap<string, Tool> = new Map<string, Tool>([
  ['sh', shellTool('ash')],
  ['ash', shellTool('ash')],
  ['dash', shellTool('dash')],
  ['bash', shellTool('bash')],
  ['echo', (process, args) => echo(process, args)],
  ['printf', (process, args) => printf(process, args)],
  ['test', (process, args) => test(process, args, 'test')],
  ['[', (process, args) => test(process, args, '[')],
  ['true', async () => 0],
  ['false', async () => 1],
  ...Object.entries(STREAM_TOOLS),
  ...Object.entries(SYSTEM_TOOLS),
]);
