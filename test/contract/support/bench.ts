/** A real kubectl, run by tests: to its end, on a terminal or in the background. */
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { spawn as spawnTerminal } from '@lydell/node-pty';
import type { Kubectl } from './binaries';

export interface Result {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Killed after this long; the result has what came until then. */
  readonly timeoutMs?: number;
  readonly kubeconfig?: string;
}

/** One kubectl on one namespace of the cluster under test. */
export interface Bench {
  readonly minor: number;
  readonly namespace: string;
  readonly kubeconfig: string;
  /** A folder of this file's tests. */
  readonly folder: string;
  /** Runs kubectl in the namespace; arguments as a shell line without quoting, or as a list. */
  run(command: string | readonly string[], options?: RunOptions): Promise<Result>;
  /** Like run, for what must succeed: stdout. */
  ok(command: string | readonly string[], options?: RunOptions): Promise<string>;
  /** Like run, for what must fail: stderr without the line break at its end. */
  fail(command: string | readonly string[], options?: RunOptions): Promise<string>;
  /** Runs kubectl on a terminal of 97 columns and 31 rows, typing a line at each prompt; the screen's text. */
  terminal(command: readonly string[], lines: readonly string[]): Promise<string>;
  /** kubectl in the background. */
  start(command: string | readonly string[]): Running;
  /** Writes a file of the folder; its path. */
  file(name: string, text: string): string;
}

export interface Running {
  output(): string;
  /** Resolves when the output matches. */
  until(pattern: RegExp): Promise<string>;
  stop(): Promise<void>;
}

const DEFAULT_TIMEOUT_MS = 30_000;
const POLL_MS = 20;
/** A shell waits: the end of the screen is its prompt. */
const PROMPT = /[#$] $/;

/** kubectl sees nothing of ours; Next's types insist on NODE_ENV. */
const BARE_ENVIRONMENT = { PATH: process.env.PATH, NODE_ENV: 'test', TERM: 'xterm' } as const;
const TERMINAL = { cols: 97, rows: 31 };

/** What a bench works with. */
export interface Place {
  readonly kubeconfig: string;
  readonly folder: string;
  readonly namespace: string;
}

export function createBench({ path, minor }: Kubectl, { kubeconfig, folder, namespace }: Place): Bench {
  const home = join(folder, `home-${minor}`);
  const spawnKubectl = (command: string | readonly string[], options: RunOptions = {}) => {
    const args = typeof command === 'string' ? command.split(' ').filter((part) => part !== '') : command;
    const namespaced = args.includes('-n') || args.includes('-A') ? args : ['-n', namespace, ...args];
    return spawn(path, namespaced, {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: {
        ...BARE_ENVIRONMENT,
        HOME: home,
        KUBECONFIG: options.kubeconfig ?? kubeconfig,
        ...options.env,
      },
    });
  };
  const run: Bench['run'] = (command, options = {}) =>
    new Promise((resolve, reject) => {
      const child = spawnKubectl(command, options);
      const timer = setTimeout(() => child.kill('SIGKILL'), options.timeoutMs ?? DEFAULT_TIMEOUT_MS);
      let stdout = '';
      let stderr = '';
      child.stdout.setEncoding('utf8').on('data', (text) => {
        stdout += text;
      });
      child.stderr.setEncoding('utf8').on('data', (text) => {
        stderr += text;
      });
      child.once('error', reject);
      child.once('close', (code) => {
        clearTimeout(timer);
        resolve({ code: code ?? -1, stdout, stderr });
      });
      child.stdin.on('error', () => {});
      child.stdin.end(options.input ?? '');
    });
  const describeRun = (command: string | readonly string[], { code, stdout, stderr }: Result) =>
    `kubectl ${typeof command === 'string' ? command : command.join(' ')}\nexit code ${code}\n${stdout}\n${stderr}`;
  return {
    minor,
    namespace,
    kubeconfig,
    folder,
    run,
    async ok(command, options) {
      const result = await run(command, options);
      if (result.code !== 0) throw new Error(describeRun(command, result));
      return result.stdout;
    },
    async fail(command, options) {
      const result = await run(command, options);
      if (result.code === 0) throw new Error(`should have failed: ${describeRun(command, result)}`);
      return result.stderr.replace(/\n$/, '');
    },
    terminal: (command, lines) =>
      new Promise((resolve) => {
        const env = { ...BARE_ENVIRONMENT, HOME: home, KUBECONFIG: kubeconfig };
        const terminal = spawnTerminal(path, ['-n', namespace, ...command], { ...TERMINAL, env });
        const typed = [...lines];
        let screen = '';
        let answered = 0;
        terminal.onData((text) => {
          screen += text;
          if (!PROMPT.test(screen.slice(answered))) return;
          answered = screen.length;
          const line = typed.shift();
          if (line !== undefined) terminal.write(`${line}\r`);
        });
        const timer = setTimeout(() => terminal.kill(), DEFAULT_TIMEOUT_MS);
        terminal.onExit(() => {
          clearTimeout(timer);
          resolve(screen);
        });
      }),
    start(command) {
      const child = spawnKubectl(command);
      let output = '';
      for (const stream of [child.stdout, child.stderr]) {
        stream.setEncoding('utf8').on('data', (text) => {
          output += text;
        });
      }
      const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
      return {
        output: () => output,
        until: async (pattern) => {
          await until(
            async () => pattern.test(output),
            () => `${pattern} in ${JSON.stringify(output)}`,
          );
          return output;
        },
        async stop() {
          child.kill('SIGINT');
          await closed;
        },
      };
    },
    file(name, text) {
      const target = join(folder, name);
      writeFileSync(target, text);
      return target;
    },
  };
}

/** Waits for something that a real cluster needs time for, too. */
export async function until(
  condition: () => Promise<boolean>,
  what: () => string = () => 'a condition',
  timeoutMs = DEFAULT_TIMEOUT_MS,
): Promise<void> {
  const end = Date.now() + timeoutMs;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`timed out waiting for ${what()}`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

export const readKubeconfig = (bench: Bench): string => readFileSync(bench.kubeconfig, 'utf8');
