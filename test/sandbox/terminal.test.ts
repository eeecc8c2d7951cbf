/** A session's terminals in real sandboxes, through the internal API, as web proxies them. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { CloseCode } from '@/terminal/protocol';
import { type FakeProvider, fakeProvider } from '../support/fake-provider';
import { SECRET, type TestHost, testHost } from '../support/lab-host';
import { TerminalDriver } from '../support/terminal-driver';

let provider: FakeProvider;
let host: TestHost;

beforeAll(async () => {
  provider = fakeProvider();
  host = await testHost(provider);
  await host.session('one');
});
afterAll(() => host.close());

it('tells the steps of the start, then the prompt with user, host and context', async () => {
  const tab = await host.shell('one', 'steps');
  expect(tab.messages).toEqual([
    ...['cluster', 'setup', 'sandbox'].flatMap((step) => [
      { type: 'step', step, state: 'running' },
      { type: 'step', step, state: 'done' },
    ]),
    { type: 'step', step: 'shell', state: 'running' },
    { type: 'ready', from: 0, freshShell: true },
  ]);
  expect(tab.screen).toMatch(/student@workstation \(sealegs\) ~ \$ $/);
});

it('reaches the cluster with kubectl as the student', async () => {
  const tab = await host.shell('one', 'kubectl');
  const { output } = await tab.run('kubectl version');
  expect(output).toContain('Server Version: v1.35.0');
  expect(provider.requests.at(-1)).toMatch(/^student GET \/version/);
});

it('has a prompt that follows kubectl config use-context', async () => {
  const tab = await host.shell('one', 'context');
  await tab.run(
    'kubectl config set-context other --cluster=sealegs --user=sealegs && k config use-context other',
  );
  await tab.until(() => tab.screen.endsWith('(other) ~ $ '), 'the new context in the prompt');
  await tab.run('k config use-context sealegs');
  await tab.until(() => tab.screen.endsWith('(sealegs) ~ $ '), 'the old context in the prompt');
});

it('completes kubectl and its alias', async () => {
  const tab = await host.shell('one', 'complete');
  tab.type('kubectl config use-con\t');
  await tab.until(() => tab.screen.endsWith('kubectl config use-context '), 'completion of kubectl');
  tab.type('\u0015k config view --mini\t');
  await tab.until(() => tab.screen.endsWith('k config view --minify '), 'completion of k');
  tab.type('\u0003');
});

it('has the tools of the trade and the environment that students expect', async () => {
  const tab = await host.shell('one', 'tools');
  const { output } = await tab.run(
    'for p in vim vi nano tmux jq curl openssl less diff; do type -P $p >/dev/null || echo missing $p; done',
  );
  expect(output).toBe('');
  expect((await tab.run('echo $EDITOR $TERM $LANG $(locale charmap)')).output).toBe(
    'vim xterm-256color C.UTF-8 UTF-8',
  );
  expect((await tab.run('infocmp >/dev/null && vim --version | head -1')).output).toMatch(/^VIM/);
});

it('shares home, /tmp, processes and loopback between tabs', async () => {
  const [one, two] = await Promise.all([host.shell('one', 'share-1'), host.shell('one', 'share-2')]);
  await one.run('echo home >~/shared; echo tmp >/tmp/shared');
  expect((await two.run('cat ~/shared /tmp/shared')).output).toBe('home\ntmp');
  await one.run('socat -u EXEC:"echo forwarded" TCP-LISTEN:8080,bind=127.0.0.1 & sleep 0.2');
  const seen = await two.run(
    'pgrep -f TCP-LISTEN:8080 >/dev/null && echo process; cat </dev/tcp/127.0.0.1/8080',
  );
  expect(seen.output).toBe('process\nforwarded');
});

it('gives a tab its size and follows when the window changes', async () => {
  const tab = await host.shell('one', 'size', { cols: 101, rows: 33 });
  expect((await tab.run('stty size')).output).toBe('33 101');
  tab.resize(77, 22);
  const follow = 'until [ "$(stty size)" = "22 77" ]; do sleep 0.02; done; stty size';
  expect((await tab.run(follow)).output).toBe('22 77');
  expect((await tab.run('echo $COLUMNS')).output).toBe('77');
});

it('does job control: Ctrl-C interrupts, Ctrl-Z suspends', async () => {
  const tab = await host.shell('one', 'jobs');
  // A key that comes before the program has the terminal goes to bash: as on any terminal, one presses again.
  const press = async (key: string, done: () => boolean) => {
    const begin = tab.screen.length;
    tab.type('sleep 1000\n');
    await tab.until(() => tab.screen.slice(begin).includes('sleep 1000\n'), 'the echo');
    const look = () => {
      if (!done()) tab.type(key);
      return done();
    };
    await expect.poll(look, { interval: 300, timeout: 15_000 }).toBe(true);
  };
  await press('\u0003', () => /sleep 1000\n\^C[\s\S]*\$ $/.test(tab.screen));
  expect((await tab.run('echo status')).output).toBe('status');
  await press('\u001a', () => tab.screen.includes('Stopped'));
  expect((await tab.run('jobs -p | wc -l; kill %1')).output).toMatch(/^1\n/);
});

it('replays what a browser missed, byte for byte, and everything to one that has nothing', async () => {
  const first = await host.shell('one', 'replay');
  await first.run('echo before');
  const next = first.next;
  first.type('sleep 0.3; echo after-$((40 + 2))\n');
  await first.close();
  const second = TerminalDriver.open({
    socketPath: host.socketPath,
    secret: SECRET,
    session: 'one',
    tab: 'replay',
    since: next,
  });
  await second.until(() => second.screen.includes('after-42'), 'the missed output');
  expect(second.ready).toEqual({ type: 'ready', from: next, freshShell: false });
  expect(second.screen).not.toContain('before');
  const third = TerminalDriver.open({
    socketPath: host.socketPath,
    secret: SECRET,
    session: 'one',
    tab: 'replay',
  });
  await third.until(() => third.screen.includes('after-42'), 'all output');
  expect(third.ready?.from).toBe(0);
  expect(third.screen).toContain('before');
});

it('closes the older browser when the same tab opens elsewhere', async () => {
  const older = await host.shell('one', 'taken');
  const newer = await host.shell('one', 'taken');
  await older.until(() => older.closed !== undefined, 'the takeover');
  expect(older.closed?.code).toBe(CloseCode.takenOver);
  expect((await newer.run('echo mine')).output).toBe('mine');
});

it('tells the exit status and opens a new shell when the tab is opened again', async () => {
  const tab = await host.shell('one', 'exit');
  tab.type('exit 7\n');
  await tab.until(() => tab.closed !== undefined, 'the exit');
  expect(tab.exit).toBe(7);
  expect(tab.closed?.code).toBe(1000);
  const again = await host.shell('one', 'exit', { since: tab.next });
  expect(again.ready?.freshShell).toBe(true);
  expect(again.screen).toContain('This is a new shell.');
  expect((await again.run('echo alive')).output).toBe('alive');
});

it('holds a flood back for a browser that does not read, and stays usable', async () => {
  const tab = await host.shell('one', 'flood');
  tab.socket.pause();
  tab.type('yes flood | head -c 300000000 | tail -c 200000000; echo END-$((1 + 1))\n');
  await new Promise((resolve) => setTimeout(resolve, 1500));
  const held = process.memoryUsage().rss;
  expect(held).toBeLessThan(600 * 2 ** 20);
  expect(tab.screen).not.toContain('END-2');
  tab.socket.resume();
  tab.type('\u0003');
  expect((await tab.run('echo calm', 30_000)).output).toBe('calm');
});

it('keeps the history of a shell that was killed', async () => {
  const tab = await host.shell('one', 'history');
  tab.type('echo remember-me\n');
  await tab.until(() => tab.screen.includes('\nremember-me\n'), 'the command');
  tab.type('kill -9 $$\n');
  await tab.until(() => tab.closed !== undefined, 'the end');
  expect(tab.exit).toBe(137);
  const again = await host.shell('one', 'history', { since: tab.next });
  expect((await again.run('grep -c remember-me ~/.bash_history')).output).toBe('1');
});

it('survives students who kill everything they see: the next tab gets a new sandbox', async () => {
  await host.session('vandal');
  const tab = await host.shell('vandal');
  await tab.run('echo kept >~/file');
  tab.type('kill -9 -1\n');
  await tab.until(() => tab.closed !== undefined, 'the end');
  const again = await host.shell('vandal', 'main', { since: tab.next });
  expect((await again.run('cat ~/file')).output).toBe('kept');
});

it('brings scrollback, home and kubeconfig back after the host was restarted', async () => {
  await host.session('restart');
  const tab = await host.shell('restart');
  await tab.run('echo scroll-me-$((6 * 7)); echo kept >~/file');
  await host.restart();
  expect(tab.closed?.code).toBe(CloseCode.hostUnavailable);
  await host.session('restart');
  const again = await host.shell('restart', 'main', { since: 0 });
  expect(again.screen).toMatch(/scroll-me-42[\s\S]*This is a new shell\./);
  expect((await again.run('cat ~/file; kubectl version 2>/dev/null | grep Server')).output).toBe(
    'kept\nServer Version: v1.35.0',
  );
});
