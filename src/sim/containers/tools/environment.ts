/** What a program starts with: variables, and where programs are found. */
import type { Tool } from '../kernel/kernel';
import { become } from './children';
import { parseOptions, splitOnce, tool } from './io';

const env = tool(async (process, args) => {
  const { flags, values, operands } = parseOptions(process, args, '+iu:', {
    'ignore-environment': 'i',
    unset: 'u',
  });
  const environment = new Map(flags.has('i') ? [] : process.env);
  const unset = values.get('u');
  if (unset !== undefined) environment.delete(unset);
  let at = 0;
  for (; at < operands.length; at++) {
    const [name, value] = splitOnce(operands[at] ?? '', '=');
    if (value === undefined) break;
    environment.set(name, value);
  }
  process.env = environment;
  if (at < operands.length) return become(process, operands.slice(at));
  for (const [name, value] of environment) await process.print(1, `${name}=${value}\n`);
  return 0;
});

const printenv = tool(async (process, args) => {
  if (args.length === 0) return env(process, []);
  let status = 0;
  for (const name of args) {
    const value = process.env.get(name);
    if (value === undefined) status = 1;
    else await process.print(1, `${value}\n`);
  }
  return status;
});

const which = tool(async (process, args) => {
  let status = 0;
  for (const name of args.filter((arg) => !arg.startsWith('-'))) {
    const path = process.box.which(name, process);
    if (path === undefined) status = 1;
    else await process.print(1, `${path}\n`);
  }
  return status;
});

export const ENVIRONMENT_TOOLS: Readonly<Record<string, Tool>> = {
  env,
  printenv,
  which,
};
