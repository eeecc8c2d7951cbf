/** Every program that a userland can hold, by name. */
import type { Tool } from '../kernel/kernel';
import { shellTool } from '../shell/main';
import { BORROWED_TOOLS } from './borrowed';
import { FILE_TOOLS } from './files';
import { GZIP_TOOLS } from './gzip';
import { ls } from './ls';
import { NET_TOOLS } from './net';
import { echo, printf } from './print';
import { PROCESS_TOOLS } from './processes';
import { RUNNER_TOOLS } from './runners';
import { STREAM_TOOLS } from './streams';
import { SYSTEM_TOOLS } from './system';
import { tar } from './tar';
import { test } from './test';
import { TEXT_TOOLS } from './text';

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
  ['ls', ls],
  ['tar', tar],
  ...Object.entries({
    ...STREAM_TOOLS,
    ...SYSTEM_TOOLS,
    ...PROCESS_TOOLS,
    ...RUNNER_TOOLS,
    ...FILE_TOOLS,
    ...TEXT_TOOLS,
    ...NET_TOOLS,
    ...GZIP_TOOLS,
    ...BORROWED_TOOLS,
  }),
]);
