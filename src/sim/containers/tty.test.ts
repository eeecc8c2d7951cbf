import { describe, expect, it } from 'vitest';
import { Bench, DEBIAN, type Gathered, gatherInto, turns } from './testing';

/** A person at a terminal: types, and sees the screen as a stream. */
class Terminal {
  readonly screen: Gathered = { out: '', err: '' };

  private constructor(
    readonly bench: Bench,
    readonly process: Awaited<ReturnType<Awaited<ReturnType<Bench['container']>>['exec']>>,
  ) {}

  static async open(argv: readonly string[], image = {}): Promise<Terminal> {
    const bench = new Bench();
    const container = await bench.container(image);
    const screen: Gathered = { out: '', err: '' };
    const process = await container.exec(argv, gatherInto(screen), {
      tty: true,
      stdin: true,
      size: { width: 80, height: 24 },
    });
    const terminal = new Terminal(bench, process);
    Object.defineProperty(terminal, 'screen', { value: screen });
    await turns();
    return terminal;
  }

  /** Types, and returns what appeared since. */
  async type(keys: string): Promise<string> {
    const before = this.screen.out.length;
    this.process.write(new TextEncoder().encode(keys));
    await turns(200);
    return this.screen.out.slice(before);
  }
}

const UP = '\u001b[A';
const LEFT = '\u001b[D';

describe('a terminal', () => {
  it('shows busybox’s prompt, echoes and runs', async () => {
    const terminal = await Terminal.open(['sh']);
    expect(terminal.screen.out).toBe('/ # ');
    expect(await terminal.type('echo hi\r')).toBe('echo hi\r\nhi\r\n/ # ');
    expect(await terminal.type('cd /etc\r')).toBe('cd /etc\r\n/etc # ');
  });

  it('shows bash’s prompt', async () => {
    const terminal = await Terminal.open(['bash'], { image: DEBIAN });
    expect(terminal.screen.out).toBe('root@web:/# ');
    expect(await terminal.type('nosuch\r')).toBe('nosuch\r\nbash: nosuch: command not found\r\nroot@web:/# ');
  });

  it('edits a line: backspace, Ctrl-U, arrows, Home, history', async () => {
    const terminal = await Terminal.open(['sh']);
    expect(await terminal.type('echo ax\u007fb\r')).toMatch(/\r\nab\r\n\/ # $/);
    expect(await terminal.type('garbage\u0015echo clean\r')).toMatch(/\r\nclean\r\n\/ # $/);
    expect(await terminal.type(`echo ac${LEFT}b\r`)).toMatch(/\r\nabc\r\n\/ # $/);
    expect(await terminal.type(`cho x\u0001e\r`)).toMatch(/\r\nx\r\n\/ # $/);
    expect(await terminal.type(`${UP}${UP}\r`)).toMatch(/\r\nabc\r\n\/ # $/);
  });

  it('completes commands and paths', async () => {
    const terminal = await Terminal.open(['sh']);
    expect(await terminal.type('ls /etc/mot\t\r')).toContain('ls /etc/motd');
    expect(await terminal.type('hostn\t\r')).toMatch(/\r\nweb\r\n/);
  });

  it('asks for the rest of an unfinished command', async () => {
    const terminal = await Terminal.open(['sh']);
    expect(await terminal.type('for i in 1 2\r')).toBe('for i in 1 2\r\n> ');
    expect(await terminal.type('do echo $i; done\r')).toMatch(/\r\n1\r\n2\r\n\/ # $/);
  });

  it('ends a running command by Ctrl-C, not the shell', async () => {
    const terminal = await Terminal.open(['sh']);
    await terminal.type('sleep 1000\r');
    expect(await terminal.type('\u0003')).toBe('^C\r\n/ # ');
    expect(await terminal.type('echo $?\r')).toMatch(/\r\n130\r\n/);
    await terminal.type('while :; do :; done\r');
    expect(await terminal.type('\u0003')).toMatch(/\/ # $/);
    expect(await terminal.type('half a line\u0003')).toMatch(/\^C\r\n\/ # $/);
  });

  it('leaves at Ctrl-D and by exit', async () => {
    const terminal = await Terminal.open(['sh']);
    await terminal.type('false\r\u0004');
    expect(await terminal.process.exited).toEqual({ exitCode: 1 });
    const other = await Terminal.open(['sh']);
    await other.type('exit 4\r');
    expect(await other.process.exited).toEqual({ exitCode: 4 });
  });

  it('gives cooked lines to programs', async () => {
    const terminal = await Terminal.open(['cat']);
    expect(await terminal.type('hallo\u007f\u007f\u007flo\r')).toBe('hallo\b \b\b \b\b \blo\r\nhalo\r\n');
    await terminal.type('\u0004');
    expect(await terminal.process.exited).toEqual({ exitCode: 0 });
  });

  it('tells its size, and changes of it', async () => {
    const terminal = await Terminal.open(['sh']);
    expect(await terminal.type('stty size\r')).toContain('\r\n24 80\r\n');
    terminal.process.resize({ width: 100, height: 30 });
    expect(await terminal.type('stty size\r')).toContain('\r\n30 100\r\n');
  });

  it('runs jobs in the background', async () => {
    const terminal = await Terminal.open(['sh']);
    expect(await terminal.type('sleep 5 &\r')).toMatch(/\[1\] \d+\r\n\/ # $/);
    expect(await terminal.type('jobs\r')).toContain('[1]+ Running');
    await terminal.bench.clock.advance(6000);
    expect(await terminal.type('\r')).toContain('[1]+  Done');
  });
});
