import { describe, expect, it } from 'vitest';
import { createRng } from '@/apimachinery';
import type { ContainerConfig, Journal, NativeProgram } from '../contracts';
import { createContainerRuntime } from './runtime';
import { Bench, BUSYBOX, DEBIAN, type Gathered, gatherInto, turns } from './testing';

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

async function start(bench: Bench, config: Partial<ContainerConfig>) {
  const container = await bench.container(config);
  const gathered: Gathered = { out: '', err: '' };
  const process = await container.start(gatherInto(gathered));
  await turns(100);
  return { container, process, gathered };
}

describe('a container', () => {
  it('streams the output of a loop as it sleeps in cluster time', async () => {
    const bench = new Bench();
    const { gathered } = await start(bench, { argv: ['sh', '-c', 'while true; do date +%s; sleep 5; done'] });
    expect(gathered.out).toBe('1767225600\n');
    for (let i = 0; i < 2; i++) {
      await bench.clock.advance(5000);
      await turns();
    }
    expect(gathered.out).toBe('1767225600\n1767225605\n1767225610\n');
  });

  it('runs a command that only sleeps without any engine', async () => {
    const engine = {
      connect: () => {
        throw new Error('no engine is needed');
      },
    };
    for (const argv of [
      ['sleep', '60'],
      ['sh', '-c', 'sleep 1m'],
      ['/bin/sh', '-c', 'exec sleep 60'],
    ]) {
      const bench = new Bench({ engine });
      const { process } = await start(bench, { argv });
      process.signal('SIGTERM'); // process 1 has no handler for it
      await bench.clock.advance(60_000);
      expect(await process.exited).toEqual({ exitCode: 0 });
    }
  });

  const SIGNALS: readonly [
    what: string,
    argv: readonly string[],
    signal: string,
    exitCode: number | undefined,
  ][] = [
    [
      'a shell as process 1 ignores SIGTERM',
      ['sh', '-c', 'while true; do sleep 1; done'],
      'SIGTERM',
      undefined,
    ],
    ['SIGKILL ends it', ['sh', '-c', 'while true; do sleep 1; done'], 'SIGKILL', 137],
    [
      'a trap hears it',
      ['sh', '-c', 'trap "echo bye; exit 0" TERM; while true; do sleep 1; done'],
      'SIGTERM',
      0,
    ],
    ['a trap hears it in wait', ['sh', '-c', 'trap "exit 7" TERM; sleep 1000 & wait'], 'SIGTERM', 7],
    ['ignored for good', ['sh', '-c', 'trap "" TERM; while true; do sleep 1; done'], 'SIGTERM', undefined],
  ];

  it.each(SIGNALS)('%s', async (_what, argv, signal, exitCode) => {
    const bench = new Bench();
    const { process } = await start(bench, { argv });
    process.signal(signal);
    let ended: number | undefined;
    void process.exited.then((status) => {
      ended = status.exitCode;
    });
    for (let second = 0; second < 3; second++) {
      await bench.clock.advance(1000);
      await turns();
    }
    expect(ended).toBe(exitCode);
  });

  it('ends its other processes with its main process', async () => {
    const bench = new Bench();
    const { container, process } = await start(bench, { argv: ['sh', '-c', 'sleep 5; exit 3'] });
    const exec = await container.exec(['sleep', '1000'], gatherInto({ out: '', err: '' }), {
      tty: false,
      stdin: false,
    });
    await bench.clock.advance(6000);
    await turns();
    expect((await process.exited).exitCode).toBe(3);
    expect((await exec.exited).exitCode).toBe(137);
  });

  const REFUSED: readonly [argv: readonly string[], message: string][] = [
    [['nosuch'], 'exec: "nosuch": executable file not found in $PATH'],
    [['/no/such'], 'exec: "/no/such": stat /no/such: no such file or directory'],
    [['/etc/motd'], 'exec: "/etc/motd": permission denied'],
  ];

  it.each(REFUSED)('does not start %s, in the runtime’s words', async (argv, message) => {
    await expect(
      (await new Bench().container({ argv })).start(gatherInto({ out: '', err: '' })),
    ).rejects.toThrow(message);
  });

  it('has no shell in an image without a userland', async () => {
    const container = await new Bench().container({ image: { ...BUSYBOX, userland: 'none' } });
    await expect(
      container.exec(['sh'], gatherInto({ out: '', err: '' }), { tty: false, stdin: false }),
    ).rejects.toThrow('exec: "sh": executable file not found in $PATH');
  });

  it('knows users, read-only roots and what they may not', async () => {
    const bench = new Bench();
    const user = await bench.container({ user: { uid: 1000, gid: 1000 } });
    expect(
      await bench.run(user, ['sh', '-c', 'id -u; echo x > /etc/x; echo ok > /tmp/x && cat /tmp/x']),
    ).toMatchObject({ out: '1000\nok\n', err: "sh: can't create /etc/x: Permission denied\n" });
    const frozen = await bench.container({ readOnlyRootFilesystem: true });
    expect((await bench.run(frozen, ['touch', '/x'])).err).toBe('touch: /x: Read-only file system\n');
  });
});

const SERVER: NativeProgram = async ({ argv, fs, stdout, terminated }) => {
  stdout(`serving ${argv.slice(1).join(' ')} ${text(await fs.readFile('/page'))}`);
  await new Promise<void>((resolve) => terminated.addEventListener('abort', () => resolve()));
  stdout(`signal ${terminated.reason}\n`);
  return 0;
};
const SERVER_IMAGE = { ...BUSYBOX, programs: { '/usr/sbin/server': SERVER }, files: { '/page': 'old\n' } };

describe('a program of the image', () => {
  it('runs without an engine and gets the signals', async () => {
    const { gathered, process } = await start(new Bench(), { image: SERVER_IMAGE, argv: ['server', '-g'] });
    process.signal('SIGQUIT');
    expect(await process.exited).toEqual({ exitCode: 0 });
    expect(gathered.out).toBe('serving -g old\nsignal 3\n');
  });

  it('can be started by a script, on the files that it wrote', async () => {
    const argv = ['sh', '-c', 'echo new > /page && exec server here'];
    const { gathered, process } = await start(new Bench(), { image: SERVER_IMAGE, argv });
    process.signal('SIGTERM');
    expect(await process.exited).toEqual({ exitCode: 0 });
    expect(gathered.out).toBe('serving here new\nsignal 15\n');
  });

  it('is process 1 to those who look in', async () => {
    const bench = new Bench();
    const { container, process } = await start(bench, { image: SERVER_IMAGE, argv: ['server', 'x'] });
    expect((await bench.run(container, ['sh', '-c', 'ps | head -2; kill 1'])).out).toBe(
      'PID   USER     TIME  COMMAND\n    1 root      0:00 server x\n',
    );
    expect(await process.exited).toEqual({ exitCode: 0 });
  });
});

describe('volumes', () => {
  it('are shared by the containers that mount them', async () => {
    const bench = new Bench();
    const volume = await bench.runtime.volume('shared');
    const mounts = [{ mountPath: '/data', volume, readOnly: false }];
    const [writer, reader] = [
      await bench.container({ mounts }),
      await bench.container({ mounts: [{ mountPath: '/in/deep', volume, readOnly: true }] }),
    ];
    await bench.run(writer, ['sh', '-c', 'echo hi > /data/x']);
    expect((await bench.run(reader, ['cat', '/in/deep/x'])).out).toBe('hi\n');
    expect((await bench.run(reader, ['touch', '/in/deep/y'])).err).toBe(
      'touch: /in/deep/y: Read-only file system\n',
    );
    expect(text(await volume.fs.readFile('/x'))).toBe('hi\n');
  });

  it('of a ConfigMap change at once, but not through a subPath', async () => {
    const bench = new Bench();
    const volume = await bench.runtime.volume('config');
    await volume.setFiles({ key: { content: 'one\n', mode: 0o644 }, gone: { content: '', mode: 0o644 } });
    const container = await bench.container({
      mounts: [
        { mountPath: '/etc/config', volume, readOnly: true },
        { mountPath: '/etc/single', volume, subPath: 'key', readOnly: true },
      ],
    });
    const look = ['sh', '-c', 'cat /etc/config/key /etc/single; ls /etc/config; readlink /etc/config/key'];
    expect((await bench.run(container, look)).out).toBe('one\none\ngone\nkey\n..data/key\n');
    await volume.setFiles({ key: { content: 'two\n', mode: 0o600 } });
    expect((await bench.run(container, look)).out).toBe('two\none\nkey\n..data/key\n');
  });
});

describe('the state of the files', () => {
  it('is taken back by a snapshot', async () => {
    const bench = new Bench();
    const container = await bench.container({ id: 'keep' });
    await bench.run(container, ['sh', '-c', 'echo 1 > /x; mkdir /d; rm /etc/motd']);
    const snapshot = bench.runtime.state.snapshot();
    await bench.run(container, ['sh', '-c', 'echo 2 >> /x; rm -r /d']);
    bench.runtime.state.restore(snapshot);
    const again = await bench.container({ id: 'keep' });
    expect((await bench.run(again, ['sh', '-c', 'cat /x; ls -d /d; ls /etc/motd'])).out).toBe('1\n/d\n');
  });

  it('comes back from the journal, and from a checkpoint written as JSON', async () => {
    const records: unknown[] = [];
    const journal: Journal = {
      size: 0,
      append: (_section, record) => records.push(JSON.parse(JSON.stringify(record))),
      checkpoint: () => {},
      close: () => {},
    };
    const bench = new Bench({ journal });
    const volume = await bench.runtime.volume('v');
    const config = { id: 'keep', mounts: [{ mountPath: '/data', volume, readOnly: false }] };
    const container = await bench.container(config);
    await container.fs.writeFile('/host', 'from the host');
    await bench.run(container, [
      'sh',
      '-c',
      'echo a > /data/f; echo b >> /data/f; printf "\\377" > /bin/raw; mv /data/f /data/g; rm /bin/ls',
    ]);
    const look = ['sh', '-c', 'cat /data/g /host; wc -c < /bin/raw; test -e /bin/ls || echo no ls'];
    const expected = 'a\nb\nfrom the host1\nno ls\n';

    const replayed = new Bench();
    for (const record of records) replayed.runtime.state.replay(record);
    const mounts = [{ mountPath: '/data', volume: await replayed.runtime.volume('v'), readOnly: false }];
    expect((await replayed.run(await replayed.container({ ...config, mounts }), look)).out).toBe(expected);

    const checkpoint: unknown = JSON.parse(JSON.stringify(replayed.runtime.state.snapshot()));
    const third = new Bench();
    third.runtime.state.restore(checkpoint);
    const again = [{ mountPath: '/data', volume: await third.runtime.volume('v'), readOnly: false }];
    expect((await third.run(await third.container({ ...config, mounts: again }), look)).out).toBe(expected);
  });

  it('of a removed container is gone', async () => {
    const bench = new Bench();
    const container = await bench.container({ id: 'x' });
    await bench.run(container, ['touch', '/f']);
    await container.remove();
    expect((await bench.run(await bench.container({ id: 'x' }), ['ls', '/f'])).exitCode).toBe(1);
  });
});

describe('the runtime', () => {
  it('keeps many sleepers without a pending turn', async () => {
    const bench = new Bench();
    const shells = await Promise.all(
      Array.from({ length: 50 }, () =>
        start(bench, { argv: ['sh', '-c', 'echo up; sleep 3600; echo done'] }),
      ),
    );
    expect(shells.every(({ gathered }) => gathered.out === 'up\n')).toBe(true);
    expect(bench.clock.pendingTimers).toBe(50);
  });

  it('closes', async () => {
    const bench = new Bench();
    const { process } = await start(bench, { argv: ['sh', '-c', 'while true; do sleep 1; done'] });
    await bench.runtime.close();
    expect((await process.exited).exitCode).toBe(137);
    expect(bench.clock.pendingTimers).toBe(0);
  });

  it('gives the same cluster the same randomness', async () => {
    const draw = async () => (await new Bench().sh('echo $RANDOM', { image: DEBIAN })).out;
    expect(await draw()).toBe(await draw());
    expect(createContainerRuntime({ clock: new Bench().clock, rng: createRng(1) })).toBeDefined();
  });
});
