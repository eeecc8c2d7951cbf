import { expect, it } from 'vitest';
import { DEFAULT_LIMITS, type SandboxSpec, sandboxCommand } from './command';

const SPEC: SandboxSpec = {
  uid: undefined,
  hostname: 'workstation',
  system: {
    etc: '/data/sandbox/0/etc',
    bin: '/data/sandbox/0/bin',
    roots: [{ path: '/usr' }, { path: '/bin', link: 'usr/bin' }],
  },
  folders: {
    home: '/data/sessions/a/home',
    tmp: '/data/sessions/a/tmp',
    shm: '/data/sessions/a/shm',
    run: '/data/run/0/1',
    kubeconfig: '/data/sessions/a/kubeconfig',
  },
  limits: DEFAULT_LIMITS,
  clusterCount: 2,
};
const line = (spec: Partial<SandboxSpec> = {}) => sandboxCommand({ ...SPEC, ...spec }).join(' ');

it('drops root, its groups and the environment before bubblewrap starts', () => {
  expect(line({ uid: 1_900_000_001 })).toContain(
    'env -i setpriv --reuid 1900000001 --regid 1900000001 --clear-groups -- bwrap --unshare-all',
  );
  expect(line()).toContain('env -i bwrap --unshare-all');
});

it('makes the system read-only and everything that is not a folder of the session', () => {
  const writable = [...line().matchAll(/--bind (\S+) (\S+)/g)].map(([, , inside]) => inside);
  expect(writable).toEqual(['/run/sealegs/tabs', '/home/student', '/tmp', '/dev/shm']);
  expect(line()).not.toContain('--tmpfs');
  expect(line()).toMatch(/--remount-ro \/dev --remount-ro \/ -- prlimit/);
});

it('goes round a folder that the user cannot enter', () => {
  const command = line({ unreachable: '/data' });
  expect(command).toContain('--bind /mnt/sessions/a/home /home/student');
  expect(command).toContain('--ro-bind /usr /usr');
  expect(command.indexOf('unshare --mount')).toBeLessThan(command.indexOf('bwrap'));
});
