import { beforeAll, describe, expect, it } from 'vitest';
import type { NetworkAccess } from '../../contracts';
import { PosixError } from '../errors';
import { toolFile } from '../fs/image';
import { Bench, BUSYBOX, DEBIAN, NO_NETWORK } from '../testing';
import { TOOLS } from '.';
import { BUSYBOX_APPLETS, DEBIAN_TOOLS } from './names';

const FILES = 'mkdir -p /d/sub; printf "b 2\\na 10\\nc 1\\n" > /d/x; echo hi > /d/sub/y; ';

const PRINTS: readonly [what: string, script: string, out: string][] = [
  ['cut', 'echo a:b:c | cut -d: -f2-; echo abc | cut -c1,3', 'b:c\nac\n'],
  [
    'tr',
    'echo Hello | tr a-z A-Z; echo aabb | tr -s a; echo a1b2 | tr -d 0-9; echo "a b" | tr " " "\\n"',
    'HELLO\nabb\nab\na\nb\n',
  ],
  [
    'sort',
    `${FILES}sort /d/x; sort -k2 -n /d/x | head -1; sort -r /d/x | head -1; printf "2\\n10\\n2\\n" | sort -nu`,
    'a 10\nb 2\nc 1\nc 1\nc 1\n2\n10\n',
  ],
  ['uniq', 'printf "a\\na\\nb\\n" | uniq -c', '      2 a\n      1 b\n'],
  [
    'grep',
    `${FILES}grep -n a /d/x; grep -c . /d/x; grep -v '^[ab]' /d/x; grep -ro hi /d; echo foo1 | grep -oE '[0-9]+'; grep -q zz /d/x; echo $?`,
    '2:a 10\n3\nc 1\n/d/sub/y:hi\n1\n1\n',
  ],
  [
    'head and tail',
    'seq 20 | head -n 2; seq 20 | tail -n 2; seq 5 | tail -n +4; echo abcdef | head -c 3',
    '1\n2\n19\n20\n4\n5\nabc',
  ],
  [
    'tail that waits for its file',
    '(sleep 1; echo late > /t) & tail -F /t > /out 2>&1 & sleep 4; kill %2 $!; cat /out',
    "tail: can't open '/t': No such file or directory\ntail: /t has appeared; following end of new file\nlate\n",
  ],
  [
    'sed that cannot',
    'echo aa | sed -E "s/(a)\\1/x/" 2>&1; echo $?',
    "sed: bad regex '(a)\\1': back-references are not simulated (docs/simulator-limits.md)\n1\n",
  ],
  ['sed', 'echo hello | sed "s/l\\+/L/;s/$/!/"; seq 5 | sed -n 2,3p', 'heLo!\n2\n3\n'],
  ['awk', `printf "a 1\\nb 2\\n" | awk '{s+=$2} END {print s, NR}'`, '3 2\n'],
  ['find', `${FILES}find /d -type f | sort; find /d -name 'y' -exec cat {} ';'`, '/d/sub/y\n/d/x\nhi\n'],
  [
    'xargs',
    'seq 3 | xargs echo; seq 2 | xargs -n1 echo n; echo a | xargs -I{} echo "<{}>"',
    '1 2 3\nn 1\nn 2\n<a>\n',
  ],
  [
    'cp, mv, rm',
    `${FILES}cp -r /d /e; mv /e/x /e/z; ls /e; rm -r /e; ls -d /e 2>&1`,
    'sub\nz\nls: /e: No such file or directory\n',
  ],
  ['ln', 'echo t > /t; ln -s /t /l; cat /l; readlink /l; ls -l /l | cut -c1', 't\n/t\nl\n'],
  [
    'chmod',
    'echo "echo ran" > /s; chmod +x /s; /s; stat -c %a /s; chmod u=rw,go= /s; stat -c %A /s',
    'ran\n755\n-rw-------\n',
  ],
  ['wc', 'echo a b | wc -w; printf "x\\ny\\n" | wc -l', '2\n2\n'],
  [
    'base64 and sums',
    'printf hi | base64; printf hi | base64 | base64 -d; echo; printf hi | md5sum',
    'aGk=\nhi\n49f68a5c8493ec2c0bf489821c21fc3b  -\n',
  ],
  [
    'tar as kubectl cp uses it',
    'mkdir -p /src /dst; echo data > /src/f; tar cf - -C / src | tar -xmf - -C /dst; cat /dst/src/f; cd /src; tar czf /a.tgz f; tar tf /a.tgz',
    'data\nf\n',
  ],
  ['env and which', 'env -i A=1 /bin/env; which ls; X=y printenv X', 'A=1\n/bin/ls\ny\n'],
  ['id and hostname', 'id; hostname; whoami', 'uid=0(root) gid=0(root) groups=0(root)\nweb\nroot\n'],
  [
    'date in cluster time',
    'date; date +%s; date -u +%Y-%m-%dT%H:%M:%SZ',
    'Thu Jan  1 00:00:00 UTC 2026\n1767225600\n2026-01-01T00:00:00Z\n',
  ],
  ['dd', 'dd if=/dev/zero bs=10 count=3 2>/dev/null | wc -c', '30\n'],
  ['expr', 'expr 2 + 3 "*" 4; expr length abc; expr abc : "a\\(.*\\)"', '14\n3\nbc\n'],
  ['tee', 'echo x | tee /t1 | cat; cat /t1', 'x\nx\n'],
  [
    '/proc',
    'cat /proc/self/comm; test -d /proc/$$ && echo there; tr "\\0" " " < /proc/$$/cmdline | cut -c1-5',
    'cat\nthere\nsh -c\n',
  ],
  ['/dev', 'echo gone > /dev/null; head -c 4 /dev/zero | wc -c; echo out > /dev/stdout', '4\nout\n'],
  [
    'busybox',
    'busybox echo a b; busybox nope 2>&1; echo $?; busybox --list | grep -c wget',
    'a b\nnope: applet not found\n127\n1\n',
  ],
  [
    'diff',
    'echo a > /tmp/1; echo b > /tmp/2; diff /tmp/1 /tmp/2',
    '--- /tmp/1\n+++ /tmp/2\n@@ -1 +1 @@\n-a\n+b\n',
  ],
  ['timeout', 'timeout 1 sleep 5; echo $?; timeout 5 true; echo $?', '143\n0\n'],
  [
    'read -t leaves later input alone',
    '{ sleep 2; echo late; } | { read -t 1 x; echo $?; cat; }',
    '142\nlate\n',
  ],
];

// Loading a library takes longer than any turn of the clock that moves here.
beforeAll(async () => {
  await import('just-bash/browser');
});

describe('the userland', () => {
  it.each(PRINTS)('%s', async (_what, script, out) => {
    expect(await new Bench().sh(script, { maxSeconds: 10 })).toMatchObject({ out, err: '' });
  });

  it('has a program for each of its files', () => {
    const missing = [...BUSYBOX_APPLETS, ...DEBIAN_TOOLS].filter((name) => !TOOLS.has(name));
    expect(missing).toEqual([]);
  });

  it('lists a directory as busybox does', async () => {
    const { out } = await new Bench().sh('mkdir /d; echo hi > /d/f; ln -s f /d/l; ls -la /d');
    expect(out.split('\n').slice(3)).toEqual([
      '-rw-r--r--    1 root     root             3 Jan  1 00:00 f',
      'lrwxrwxrwx    1 root     root             1 Jan  1 00:00 l -> f',
      '',
    ]);
  });

  it('says what cannot be had', async () => {
    expect((await new Bench().sh('vi /x')).err).toContain('not simulated');
    expect((await new Bench().sh('apt-get install x', { image: DEBIAN })).err).toContain(
      'no package network',
    );
  });
});

const WEB: NetworkAccess = {
  ...NO_NETWORK,
  lookup: async (name) => (/^web(\.default\.svc\.cluster\.local\.?)?$/.test(name) ? ['10.96.0.7'] : []),
  query: async (name, type) => {
    const isWeb = name === 'web.default.svc.cluster.local';
    const address = type === 'A' && isWeb ? [{ type: 'A' as const, name, address: '10.96.0.7' }] : [];
    return { status: isWeb ? 'NOERROR' : 'NXDOMAIN', records: address };
  },
  fetch: async (request) => {
    const url = new URL(request.url);
    if (url.hostname === '10.0.0.1') throw new PosixError('ECONNREFUSED');
    if (url.pathname === '/slow') return new Promise(() => {});
    if (url.pathname !== '/') return new Response('no', { status: 404 });
    return new Response(`hello ${request.method}\n`, { headers: { 'Content-Type': 'text/plain' } });
  },
};

describe('the network tools', () => {
  const SAYS: readonly [script: string, out: string, err: string, exitCode: number][] = [
    ['wget -qO- http://web', 'hello GET\n', '', 0],
    ['wget -qO- web:80/', 'hello GET\n', '', 0],
    [
      'wget -SO- web 2>&1',
      'Connecting to web (10.96.0.7:80)\n  HTTP/1.1 200 OK\n  Content-Type: text/plain\nwriting to stdout\nhello GET\n-                    100% |********************************|    10  0:00:00 ETA\nwritten to stdout\n',
      '',
      0,
    ],
    ['wget -qO- http://nobody', '', "wget: bad address 'nobody'\n", 1],
    [
      'wget -O- http://web/x',
      '',
      'Connecting to web (10.96.0.7:80)\nwget: server returned error: HTTP/1.1 404 Not Found\n',
      1,
    ],
    [
      'wget -qO- http://10.0.0.1',
      '',
      "wget: can't connect to remote host (10.0.0.1): Connection refused\n",
      1,
    ],
    ['wget -qO- -T 2 http://web/slow', '', 'wget: download timed out\n', 1],
    [
      'nslookup web',
      "Server:\t\t10.96.0.10\nAddress:\t10.96.0.10:53\n\nName:\tweb.default.svc.cluster.local\nAddress: 10.96.0.7\n\n** server can't find web.svc.cluster.local: NXDOMAIN\n\n\n** server can't find web.svc.cluster.local: NXDOMAIN\n\n",
      '',
      0,
    ],
    [
      'nslookup web.default',
      "Server:\t\t10.96.0.10\nAddress:\t10.96.0.10:53\n\n** server can't find web.default: NXDOMAIN\n\n** server can't find web.default: NXDOMAIN\n\n",
      '',
      1,
    ],
    ['nc -z -v nobody 80', '', "nc: bad address 'nobody'\n", 1],
    ['wget -q http://web; cat index.html', 'hello GET\n', '', 0],
  ];

  it.each(SAYS)('%s', async (script, out, err, exitCode) => {
    const bench = new Bench();
    const etc = {
      '/etc/resolv.conf': 'nameserver 10.96.0.10\nsearch default.svc.cluster.local svc.cluster.local\n',
    };
    const container = await bench.container({ hostname: 'client', net: WEB, etc });
    expect(await bench.run(container, ['sh', '-c', script], { maxSeconds: 5 })).toEqual({
      out,
      err,
      exitCode,
    });
  });

  const CLASSIC: readonly [script: string, out: string, err: string, exitCode: number][] = [
    [
      'nslookup web.default',
      'Server:    10.96.0.10\nAddress 1: 10.96.0.10 kube-dns.kube-system.svc.cluster.local\n\nName:      web.default\nAddress 1: 10.96.0.7\n',
      '',
      0,
    ],
    [
      'nslookup web 10.96.0.11',
      'Server:    10.96.0.11\nAddress 1: 10.96.0.11\n\nName:      web\nAddress 1: 10.96.0.7\n',
      '',
      0,
    ],
    [
      'nslookup nobody',
      'Server:    10.96.0.10\nAddress 1: 10.96.0.10 kube-dns.kube-system.svc.cluster.local\n\n',
      "nslookup: can't resolve 'nobody'\n",
      1,
    ],
  ];

  it.each(CLASSIC)('%s, up to busybox 1.28', async (script, out, err, exitCode) => {
    const bench = new Bench();
    const etc = {
      '/etc/resolv.conf': 'nameserver 10.96.0.10\nsearch default.svc.cluster.local svc.cluster.local\n',
    };
    const net: NetworkAccess = {
      ...WEB,
      lookup: async (name) => (name.startsWith('web') ? ['10.96.0.7'] : []),
      query: async (name, type, server) => {
        const isDns = type === 'PTR' && name === '10.0.96.10.in-addr.arpa' && server === '10.96.0.10';
        const target = 'kube-dns.kube-system.svc.cluster.local';
        return isDns ? { status: 'NOERROR', records: [{ type, name, target }] } : WEB.query(name, type);
      },
    };
    const image = { ...BUSYBOX, files: { '/bin/nslookup': toolFile('nslookup-1.28') } };
    const container = await bench.container({ hostname: 'client', net, etc, image });
    expect(await bench.run(container, ['sh', '-c', script])).toEqual({ out, err, exitCode });
  });
});
