import { expect, it } from 'vitest';
import { remedy } from './probe';

const PLAIN = {
  appArmorRestricts: false,
  usernsCloneOff: false,
  noUserNamespaces: false,
  container: undefined,
};
const REFUSED = 'bwrap: setting up uid map: Permission denied';

it.each([
  ['an old bubblewrap', 'bwrap: Unknown option --disable-userns', PLAIN, /too old here: 0\.8/],
  [
    "Ubuntu's AppArmor",
    REFUSED,
    { ...PLAIN, appArmorRestricts: true },
    /sudo tee \/etc\/apparmor\.d\/bwrap[\s\S]*apparmor_parser -r/,
  ],
  [
    'no user namespaces',
    REFUSED,
    { ...PLAIN, noUserNamespaces: true },
    /sudo sysctl -w user\.max_user_namespaces=15000/,
  ],
  [
    "Debian's old switch",
    REFUSED,
    { ...PLAIN, usernsCloneOff: true },
    /sudo sysctl -w kernel\.unprivileged_userns_clone=1/,
  ],
  [
    'a container',
    REFUSED,
    { ...PLAIN, container: 'docker' as const },
    /docker run --security-opt seccomp=unconfined/,
  ],
  [
    'a pod',
    "bwrap: Can't mount proc on /newroot/proc",
    { ...PLAIN, container: 'kubernetes' as const },
    /procMount: Unmasked/,
  ],
  [
    'anything else',
    'bwrap: out of luck',
    PLAIN,
    /cannot be made here\. \(bubblewrap said: bwrap: out of luck\)/,
  ],
])('names the fix for %s', (_name, complaint, host, fix) => {
  expect(remedy(complaint, host)).toMatch(fix);
});
