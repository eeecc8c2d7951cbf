/** Every program that a userland can hold, by name. */
import type { Tool } from '../kernel/kernel';
import { shellTool } from '../shell/main';
import { BORROWED_TOOLS } from './borrowed';
import { ENVIRONMENT_TOOLS } from './environment';
import { FILE_TOOLS } from './files';
import { GZIP_TOOLS } from './gzip';
import { END_TOOLS } from './head-and-tail';
import { IDENTITY_TOOLS } from './identity';
import { ls } from './ls';
import { MACHINE_TOOLS } from './machine';
import { NET_TOOLS } from './net';
import { echo, printf } from './print';
import { PROCESS_TOOLS } from './processes';
import { RUNNER_TOOLS } from './runners';
import { STREAM_TOOLS } from './streams';
import { tar } from './tar';
import { TERMINAL_TOOLS } from './terminal';
import { test } from './test';
import { TEXT_TOOLS } from './text';
import { TIME_TOOLS } from './time';
import { UNSIMULATED_TOOLS } from './unsimulated';

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
    ...END_TOOLS,
    ...TIME_TOOLS,
    ...ENVIRONMENT_TOOLS,
    ...IDENTITY_TOOLS,
    ...MACHINE_TOOLS,
    ...TERMINAL_TOOLS,
    ...UNSIMULATED_TOOLS,
    ...PROCESS_TOOLS,
    ...RUNNER_TOOLS,
    ...FILE_TOOLS,
    ...TEXT_TOOLS,
    ...NET_TOOLS,
    ...GZIP_TOOLS,
    ...BORROWED_TOOLS,
  }),
]);
