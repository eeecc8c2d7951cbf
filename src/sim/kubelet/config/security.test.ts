import { describe, expect, it } from 'vitest';
import type { ContainerSpec, PodSpec } from '@/kube';
import { commonUser, securityOf } from './security';

const of = (context: ContainerSpec['securityContext'] = {}, pod: PodSpec['securityContext'] = {}) => {
  const container = { name: 'c', securityContext: context };
  const spec: PodSpec = { containers: [container], securityContext: pod };
  return securityOf({ apiVersion: 'v1', kind: 'Pod', metadata: {}, spec }, container);
};

describe('capabilities', () => {
  it.each([
    ['the defaults', {}, 0xa80425fbn],
    ['two more', { capabilities: { add: ['NET_ADMIN', 'SYS_TIME'] } }, 0xaa0435fbn],
    ['none', { capabilities: { drop: ['ALL'] } }, 0n],
    ['one alone', { capabilities: { drop: ['ALL'], add: ['NET_BIND_SERVICE'] } }, 0x400n],
    ['all but one', { capabilities: { drop: ['KILL'] } }, 0xa80425dbn],
    ['all', { capabilities: { add: ['ALL'] } }, 0x1ffffffffffn],
    ['those of privileged containers', { privileged: true }, 0x1ffffffffffn],
  ])('%s', (_, context, mask) => {
    expect(of(context).privileges.capabilities).toBe(mask);
  });
});

describe('users and groups', () => {
  it("a container's own go before the pod's", () => {
    expect(of({ runAsUser: 2000 }, { runAsUser: 1000, runAsGroup: 3000 }).user).toEqual({
      uid: 2000,
      gid: 3000,
    });
    expect(of().user).toEqual({});
  });

  it('volumes and others add groups', () => {
    expect(of({}, { fsGroup: 2000, supplementalGroups: [4000] }).groups).toEqual({
      added: [2000, 4000],
      imageGroups: true,
    });
    expect(of({}, { supplementalGroupsPolicy: 'Strict' }).groups.imageGroups).toBe(false);
  });

  it('a pod has a common user when all its containers run as the same', () => {
    const pod = (...users: (number | undefined)[]) => ({
      apiVersion: 'v1' as const,
      kind: 'Pod' as const,
      metadata: {},
      spec: {
        containers: users.map((runAsUser, i) => ({
          name: `c${i}`,
          securityContext: runAsUser === undefined ? {} : { runAsUser },
        })),
      },
    });
    expect(commonUser(pod(1000, 1000))).toBe(1000);
    expect(commonUser(pod(1000, undefined))).toBeUndefined();
    expect(commonUser(pod(1000, 2000))).toBeUndefined();
  });
});

it('seccomp filters as the profile says, never for privileged containers', () => {
  const profile = { seccompProfile: { type: 'RuntimeDefault' } };
  expect(of(profile).privileges.seccomp).toBe(true);
  expect(of({}, profile).privileges.seccomp).toBe(true);
  expect(of({ privileged: true }, profile).privileges.seccomp).toBe(false);
  expect(of().privileges.seccomp).toBe(false);
});
