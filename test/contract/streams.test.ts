/** What flows while a command runs: logs, exec, attach, copies, forwarded ports. */
import { existsSync, readFileSync } from 'node:fs';
import { get } from 'node:http';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { until } from './support/bench';
import { contract, onlySimulated } from './support/cluster';
import { http, statusLine } from './support/http';

const pod = (name: string, image: string, command: string) =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name },
    spec: { containers: [{ name: 'main', image, command: ['sh', '-c', command] }] },
  });

contract('streams', (bench) => {
  beforeAll(async () => {
    await bench.ok('run web --image=nginx --port=80');
    await bench.ok('create -f -', { input: pod('box', 'busybox', 'echo started; sleep 3600') });
    await bench.ok('wait --for=condition=Ready pod/web pod/box --timeout=20s');
  });

  describe('logs', () => {
    it('of what was printed, the last lines, the named container', async () => {
      await until(async () => (await bench.ok('logs box')) === 'started\n');
      await bench.ok('create -f -', {
        input: pod('counter', 'busybox', 'for i in 1 2 3 4 5; do echo line $i; done'),
      });
      await until(
        async () => (await bench.run('logs counter')).stdout === 'line 1\nline 2\nline 3\nline 4\nline 5\n',
      );
      expect(await bench.ok('logs counter --tail=2')).toBe('line 4\nline 5\n');
      expect(await bench.ok('logs counter -c main --timestamps --tail=1')).toMatch(
        /^\d{4}-\d\d-\d\dT[\d:.]+Z line 5\n$/,
      );
      expect(await bench.fail('logs box -c other')).toContain('container other is not valid for pod box');
      expect(await bench.fail('logs nothing')).toBe(
        `error: error from server (NotFound): pods "nothing" not found in namespace "${bench.namespace}"`,
      );
    });

    it('follow until the end', async () => {
      const command = 'for i in 1 2 3; do echo tick $i; sleep 0.3; done';
      const input = pod('ticker', 'busybox', command).replace('"spec":{', '"spec":{"restartPolicy":"Never",');
      await bench.ok('create -f -', { input });
      await until(async () => (await bench.run('logs ticker')).code === 0);
      expect(await bench.ok('logs -f ticker')).toBe('tick 1\ntick 2\ntick 3\n');
      expect(await bench.ok('get pod ticker -o jsonpath={.status.phase}')).toMatch(/Running|Succeeded/);
    });

    it('follow what comes later', async () => {
      const following = bench.start('logs -f web');
      await bench
        .ok(`get --raw /api/v1/namespaces/${bench.namespace}/pods/web/proxy/some-page-${bench.minor}`)
        .catch(() => '');
      await following.until(new RegExp(`GET /some-page-${bench.minor}`));
      await following.stop();
    });
  });

  describe('exec', () => {
    it('gives output, errors and the exit code', async () => {
      expect(await bench.run(['exec', 'box', '--', 'sh', '-c', 'echo out; echo err >&2; exit 7'])).toEqual({
        code: 7,
        stdout: 'out\n',
        stderr: 'err\ncommand terminated with exit code 7\n',
      });
      expect(await bench.ok('exec box -- echo hello world')).toBe('hello world\n');
      expect(
        await bench.ok('exec deploy-is-not-there -- true').catch((error: Error) => error.message),
      ).toContain('pods "deploy-is-not-there" not found');
      const missing = await bench.run('exec box -- no-such-program');
      expect(missing.code).not.toBe(0);
      expect(missing.stderr).toContain('exec: "no-such-program": executable file not found in $PATH');
    });

    it('passes stdin to its end', async () => {
      expect(await bench.ok('exec -i box -- cat', { input: 'one\ntwo\n' })).toBe('one\ntwo\n');
      const large = 'x'.repeat(300_000);
      expect(await bench.ok('exec -i box -- wc -c', { input: large })).toMatch(/^\s*300000\n$/);
      expect(await bench.ok('exec -i box -- cat', { input: large })).toHaveLength(300_000);
    });

    it('has a terminal with its size', async () => {
      const screen = await bench.terminal(['exec', '-it', 'box', '--', 'sh'], ['stty size', 'tty', 'exit 5']);
      expect(screen).toMatch(/^31 97\r$/m);
      expect(screen).toMatch(/^\/dev\/pts\/0\r$/m);
      expect(screen).toMatch(/command terminated with exit code 5/);
    });
  });

  it('attach shows what is printed from now on', async () => {
    await bench.ok('create -f -', {
      input: pod('talker', 'busybox', 'while true; do echo talk; sleep 0.1; done'),
    });
    await bench.ok('wait --for=condition=Ready pod/talker --timeout=20s');
    const attached = bench.start('attach talker');
    await attached.until(/talk\ntalk\n/);
    await attached.stop();
    await bench.ok('delete pod talker --now --wait=false');
  });

  it('run -it --rm runs once, tells its exit code, and is gone', async () => {
    const ran = await bench.run(
      ['run', 'once', '--image=busybox', '--restart=Never', '-i', '--rm', '--', 'sh', '-c', 'cat; exit 3'],
      {
        input: 'said\n',
      },
    );
    expect(ran.stdout).toContain('said\n');
    expect(ran.stdout).toMatch(/pod "once" deleted/);
    expect(ran.code).toBe(3);
    expect(await bench.fail('get pod once')).toBe('Error from server (NotFound): pods "once" not found');
  });

  it('cp copies both ways', async () => {
    const text = `copied by ${bench.minor}\n`.repeat(1000);
    const source = bench.file(`source-${bench.minor}`, text);
    const back = join(bench.folder, `back-${bench.minor}`);
    await bench.ok(`cp ${source} box:/tmp/copied`);
    expect(await bench.ok('exec box -- cat /tmp/copied')).toBe(text);
    await bench.ok(`cp box:/tmp/copied ${back}`);
    expect(existsSync(back) && readFileSync(back, 'utf8')).toBe(text);
  });

  describe('port-forward', () => {
    const fetchText = (port: string, path = '/') =>
      new Promise<string>((resolve, reject) => {
        get(`http://127.0.0.1:${port}${path}`, { agent: false }, (answer) => {
          let text = '';
          answer.setEncoding('utf8').on('data', (part) => {
            text += part;
          });
          answer.once('end', () => resolve(text));
        }).once('error', reject);
      });
    const portOf = (output: string) => /Forwarding from 127\.0\.0\.1:(\d+) ->/.exec(output)?.[1] ?? '';

    it('carries requests, several at once', async () => {
      const forwarding = bench.start('port-forward pod/web :80');
      const port = portOf(await forwarding.until(/Forwarding from 127/));
      expect(await fetchText(port)).toContain('Welcome to nginx!');
      const pages = await Promise.all(Array.from({ length: 10 }, () => fetchText(port)));
      for (const page of pages) expect(page).toContain('Welcome to nginx!');
      await forwarding.stop();
    });

    it('says when nobody listens', async () => {
      const forwarding = bench.start('port-forward pod/web :9999');
      const port = portOf(await forwarding.until(/Forwarding from 127/));
      await fetchText(port).catch(() => '');
      const output = await forwarding.until(/an error occurred forwarding/);
      expect(output).toMatch(
        /an error occurred forwarding \d+ -> 9999: error forwarding port 9999 to pod [0-9a-f-]+, uid : /,
      );
      expect(output).toContain('connection refused');
      await forwarding.stop();
    });
  });

  onlySimulated('other clusters speak SPDY')('of an older kubectl are refused with a sentence', async () => {
    const path = `/api/v1/namespaces/${bench.namespace}/pods/box/exec?command=true&stdout=true`;
    const spdy = { method: 'POST', headers: { Connection: 'Upgrade', Upgrade: 'SPDY/3.1' } };
    expect(statusLine(await http(bench, path, spdy))).toBe(
      '400 BadRequest: exec, attach and port-forward are served over WebSockets only: use kubectl 1.31 or later',
    );
    expect(statusLine(await http(bench, path))).toBe('400 BadRequest: Upgrade request required');
  });
});
