/** What a student's shell must not see, reach or change. Every case looks from inside a real sandbox. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fakeProvider } from '../support/fake-provider';
import { type TestHost, testHost } from '../support/lab-host';
import { countCommands, statusesOf } from '../support/processes';
import type { TerminalDriver } from '../support/terminal-driver';

const CANARY = 'canary-of-the-host-environment';

let host: TestHost;
let mine: TerminalDriver;
let listener: Server;
let port: number;

beforeAll(async () => {
  process.env.SEALEGS_TEST_SECRET = CANARY;
  host = await testHost(fakeProvider());
  await writeFile(path.join(host.data, 'sealegs.db'), 'the database');
  await host.session('mine');
  await host.session('theirs');
  const theirs = await host.shell('theirs');
  await theirs.run('echo private >~/note; sleep 1000 & umask 000; echo open >/tmp/open');
  mine = await host.shell('mine');
  listener = createServer((socket) => socket.end('the host\n'));
  port = await new Promise<number>((resolve) => {
    listener.listen(0, '127.0.0.1', () => resolve((listener.address() as { port: number }).port));
  });
});
afterAll(async () => {
  listener.close();
  await host.close();
});

const inside = async (command: string) => (await mine.run(command)).output;

describe('files', () => {
  it('has no database, no other session and no data folder', async () => {
    expect(await inside(`ls ${host.data} 2>&1 || true`)).toContain('No such file');
    expect(
      await inside(
        'find / -xdev -name "sealegs.db" -o -name session.json -o -name identity.json 2>/dev/null',
      ),
    ).toBe('');
    expect(await inside('cat ~/note /tmp/open 2>&1 | grep -c "No such file"')).toBe('2');
    expect(await inside('ls /root /sys /mnt /var /home 2>&1 | grep -v "No such"')).toBe('/home:\nstudent');
  });

  it('has a read-only system', async () => {
    for (const folder of [
      '/',
      '/usr',
      '/usr/bin',
      '/etc',
      '/dev',
      '/run',
      '/run/sealegs',
      '/run/sealegs/api',
      '/opt/sealegs/bin',
      '/home',
    ]) {
      expect(
        await inside(`touch ${folder}/x 2>&1 | grep -oE "Read-only file system|Permission denied"`),
        folder,
      ).not.toBe('');
    }
  });

  it('has an /etc that tells nothing of the machine', async () => {
    expect(await inside('cut -d: -f1 /etc/passwd | xargs')).toBe('root student nobody');
    expect(await inside('ls /etc/shadow /etc/ssh /etc/hostname 2>/dev/null')).toBe('/etc/hostname');
  });

  it("keeps the session's own files of the host to the host", async () => {
    const { uid } = await stat(path.join(host.data, 'sessions/mine/home'));
    const others = ['session.json', 'clusters', 'terminals', 'lab'];
    for (const name of others) {
      const file = path.join(host.data, 'sessions/mine', name);
      await expect.poll(() => existsSync(file), { message: name }).toBe(true);
      const { uid: owner, mode } = await stat(file);
      expect(process.getuid?.() === 0 ? owner !== uid : true, name).toBe(true);
      expect(mode & 0o077, name).toBe(0);
    }
  });
});

describe('processes', () => {
  it('shows the own ones only', async () => {
    const commands = await inside('ps -eo args= | cut -c1-60');
    expect(commands).not.toMatch(/\bnode\b|vitest|sleep 1000/);
    expect(commands.split('\n').length).toBeLessThan(12);
  });

  it('runs under a user and group that nobody else has here, without others', async () => {
    expect(await inside('id')).toBe('uid=1000(student) gid=1000(student) groups=1000(student)');
    const status = await inside('cat /proc/self/status');
    expect(status).toMatch(/^CapEff:\s*0+$/m);
    expect(status).toMatch(/^CapBnd:\s*0+$/m);
    expect(status).toMatch(/^NoNewPrivs:\s*1$/m);
  });

  it.runIf(process.getuid?.() === 0)(
    'is not root on the host and has no supplementary group there',
    async () => {
      const { uid } = await stat(path.join(host.data, 'sessions/mine/home'));
      expect(uid).toBeGreaterThan(65_533);
      const statuses = await statusesOf(uid);
      expect(statuses.length).toBeGreaterThan(3);
      for (const status of statuses) expect(status).toMatch(/^Groups:\s*$/m);
    },
  );

  it('is in a process group of its own: `kill 0` reaches no process of the host', async () => {
    const groupOf = (status: string) => /^NSpgid:\s*(\d+)/m.exec(status)?.[1];
    const ours = groupOf(await readFile('/proc/self/status', 'utf8'));
    const { uid } = await stat(path.join(host.data, 'sessions/mine/home'));
    const theirs = (await statusesOf(uid)).filter((status) =>
      /^Name:\s*(bwrap|sh|socat|bash)$/m.test(status),
    );
    expect(theirs.length).toBeGreaterThan(3);
    for (const status of theirs) expect(groupOf(status)).not.toBe(ours);
  });

  it('leaks nothing of the host environment, of no process', async () => {
    const all = await inside('cat /proc/[0-9]*/environ | tr "\\0" "\\n" | sort -u | cut -d= -f1 | xargs');
    const names = new Set(all.split(' '));
    for (const name of [
      'SEALEGS_TEST_SECRET',
      'SEALEGS_INTERNAL_SECRET',
      'PATH_INFO',
      'npm_config_cache',
      'VITEST',
    ]) {
      expect(names.has(name), name).toBe(false);
    }
    expect(
      await inside(`cat /proc/[0-9]*/environ /proc/[0-9]*/cmdline | grep -c '[c]${CANARY.slice(1)}'`),
    ).toBe('0');
    expect(await inside('tr "\\0" "\\n" </proc/1/environ | wc -c')).toBe('0');
  });

  it('inherits no file of the host', async () => {
    const open = await inside(
      'for p in /proc/[0-9]*; do ls -l $p/fd 2>/dev/null; done | grep -oE -- "-> .*" | sort -u',
    );
    for (const line of open.split('\n')) {
      expect(line).toMatch(
        /^-> ('?(pipe|socket|anon_inode):\[?.*|\/dev\/(null|pts\/(\d+|ptmx)|tty)|\/proc\/.*|\/etc\/sealegs\/(init|tab))'?$/,
      );
    }
  });

  it('makes no user namespaces of its own', async () => {
    expect((await mine.run('unshare -Ur true 2>/dev/null')).status).not.toBe(0);
    expect((await mine.run('bwrap --ro-bind / / true 2>/dev/null')).status).not.toBe(0);
  });
});

describe('network', () => {
  it('has loopback only, and not the loopback of the host', async () => {
    expect(await inside('ls /proc/sys/net/ipv4/conf | xargs')).toBe('all default lo');
    expect(
      await inside(`timeout 2 bash -c 'cat </dev/tcp/127.0.0.1/${port}' 2>&1 | grep -o refused | head -1`),
    ).toBe('refused');
    expect((await mine.run("timeout 2 bash -c 'exec 3<>/dev/tcp/1.1.1.1/80' 2>/dev/null")).status).not.toBe(
      0,
    );
    expect((await mine.run('timeout 2 getent hosts example.org')).status).not.toBe(0);
  });

  it('reaches the sockets of its own clusters only', async () => {
    expect(await inside('ls /run/sealegs 2>&1')).toContain('Permission denied');
    expect(await inside('for s in 0 1; do [ -S /run/sealegs/api/$s.sock ]; echo $?; done | xargs')).toBe(
      '0 1',
    );
    expect(await inside('cat /proc/net/unix | grep -c @')).toBe('0');
  });
});

describe('the way back', () => {
  it('does not follow a link that is laid where the broker listens', async () => {
    await host.session('trap');
    const tab = await host.shell('trap');
    const victim = path.join(host.data, 'victim.sock');
    let connected = 0;
    const server = createServer(() => {
      connected += 1;
    });
    await new Promise<void>((resolve) => server.listen(victim, resolve));
    await chmod(victim, 0o777);
    await tab.run(`rm -f /run/sealegs/tabs/sock; ln -s ${victim} /run/sealegs/tabs/sock`);
    const another = await host.shell('trap', 'another');
    expect((await another.run('echo still here')).output).toBe('still here');
    expect(connected).toBe(0);
    server.close();
  });

  it('leaves links in home alone when the session is opened again and purged', async () => {
    await host.session('links');
    const precious = path.join(host.data, 'precious');
    await mkdir(precious);
    await writeFile(path.join(precious, 'file'), 'kept');
    const tab = await host.shell('links');
    await tab.run(
      `rm -rf ~/.kube; ln -s ${precious} ~/.kube; ln -s ${precious} /tmp/x; ln -s ${precious} /run/sealegs/tabs/x`,
    );
    await host.restart();
    await host.session('links');
    await host.shell('links');
    await host.api('DELETE', '/sessions/links?purge=1');
    expect(await readdir(precious)).toEqual(['file']);
    await host.session('mine');
    mine = await host.shell('mine');
  });

  it('ends with everything in it when the lab host is killed', async () => {
    const marker = String(700_000 + process.pid);
    const data = path.join(host.data, 'orphan');
    await mkdir(data);
    const args = ['--import', 'tsx', path.resolve('test/support/orphan.ts'), data, marker];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    await new Promise<void>((resolve) => child.stdout.once('data', () => resolve()));
    await expect.poll(() => countCommands(marker)).toBeGreaterThanOrEqual(3);
    child.kill('SIGKILL');
    await expect.poll(() => countCommands(marker), { timeout: 5000 }).toBe(0);
  });
});
