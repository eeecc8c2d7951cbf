/** docs/authoring.md as something to do: its blocks in order, carried out in a folder. */
import { execFile, spawn } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

export type Step =
  | { readonly kind: 'run'; readonly commands: string }
  | { readonly kind: 'file'; readonly name: string; readonly text: string }
  /** A shell on the lab is opened; what a student types there follows. */
  | { readonly kind: 'play'; readonly command: string }
  | { readonly kind: 'student'; readonly commands: string };

const FENCE = /^(`{3,})\w* ([^\n]+)\n([\s\S]*?)\n\1$/gm;

export async function readManual(file: string): Promise<readonly Step[]> {
  const text = await readFile(file, 'utf8');
  return [...text.matchAll(FENCE)].flatMap(([, , words = '', body = '']): Step[] => {
    if (words === 'step') return [{ kind: 'run', commands: body }];
    if (words === 'play') return [{ kind: 'play', command: body }];
    if (words === 'student') return [{ kind: 'student', commands: body }];
    const name = /^file=(\S+)$/.exec(words)?.[1];
    return name ? [{ kind: 'file', name, text: `${body}\n` }] : [];
  });
}

/** What an author has at hand: a folder, and the program `npx sealegs` starts. */
export interface Desk {
  readonly folder: string;
  readonly program: string;
}

const ours = (commands: string, { program }: Desk): string =>
  commands.replaceAll('npx sealegs', `"${process.execPath}" "${program}"`);

/** @returns what was printed; throws with it when a command fails */
export async function runCommands(commands: string, desk: Desk): Promise<string> {
  return await new Promise((resolve, reject) => {
    const script = `set -e\n${ours(commands, desk)}`;
    execFile('bash', ['-c', script], { cwd: desk.folder }, (error, stdout, stderr) => {
      if (error) reject(new Error(`${commands}\n${stdout}${stderr}`));
      else resolve(stdout);
    });
  });
}

export async function saveFile(step: Step & { readonly kind: 'file' }, { folder }: Desk): Promise<void> {
  const file = path.join(folder, step.name);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, step.text);
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: the prompt ends with a control sequence
const PROMPT = /\$\x1b\[0m $/;

/** Types each line at a prompt, as somebody at a terminal. @returns what was on the screen */
export async function typeInto(command: string, lines: readonly string[], desk: Desk): Promise<string> {
  const child = spawn('bash', ['-c', `exec ${ours(command, desk)}`], { cwd: desk.folder });
  const left = [...lines];
  let screen = '';
  const look = (chunk: Buffer) => {
    screen += chunk.toString();
    if (PROMPT.test(screen) && left.length > 0) child.stdin.write(`${left.shift()}\n`);
  };
  child.stdout.on('data', look);
  child.stderr.on('data', look);
  const code = await new Promise((resolve) => child.once('close', resolve));
  if (code !== 0 || left.length > 0) throw new Error(`${command} ended with ${code}:\n${screen}`);
  return screen;
}
