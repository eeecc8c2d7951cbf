/** Security contexts, annotations, operating systems, claims and resources of whole pods. Texts: pkg/apis/core/validation. */
import { describe, expect, it } from 'vitest';
import type { ContainerSpec, Pod, PodSpec } from '@/kube/kinds';
import { pods } from '.';

const { strategy } = pods;
const pod = (spec: Partial<PodSpec> = {}, annotations: Record<string, string> = {}): Pod =>
  strategy.defaults({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'web', namespace: 'default', annotations },
    spec: { containers: [{ name: 'c', image: 'nginx' }], ...spec },
  });
const container = (more: Partial<ContainerSpec>): Partial<PodSpec> => ({
  containers: [{ name: 'c', image: 'nginx', ...more }],
});
const texts = (object: Pod) => strategy.validate(object).map((e) => `${e.field}: ${e.message}`);
type SecurityContext = NonNullable<PodSpec['securityContext']>;
const secured = (securityContext: SecurityContext): Partial<PodSpec> => ({ securityContext });

const APP_ARMOR = 'container.apparmor.security.beta.kubernetes.io';
const SECCOMP = 'seccomp.security.alpha.kubernetes.io/pod';
const COST = 'controller.kubernetes.io/pod-deletion-cost';

describe('annotations', () => {
  it.each<[string, Record<string, string>]>([
    ['profiles', { [SECCOMP]: 'localhost/a/b', [`${APP_ARMOR}/c`]: 'localhost/x' }],
    ['no profile', { [SECCOMP]: 'unconfined', [`${APP_ARMOR}/c`]: '' }],
    ['the smallest deletion cost', { [COST]: '-2147483648' }],
  ])('may name %s', (_, annotations) => expect(texts(pod({}, annotations))).toEqual([]));

  it.each<[string, Record<string, string>, string]>([
    [
      'a seccomp profile that is none',
      { [SECCOMP]: 'strict' },
      `metadata.annotations.${SECCOMP}: Invalid value: "strict": must be a valid seccomp profile`,
    ],
    [
      'a seccomp profile outside its folder',
      { 'container.seccomp.security.alpha.kubernetes.io/c': 'localhost/../x' },
      `metadata.annotations.container.seccomp.security.alpha.kubernetes.io/c: Invalid value: "../x": must not contain '..'`,
    ],
    [
      'an AppArmor profile that is none',
      { [`${APP_ARMOR}/c`]: 'strict' },
      `metadata.annotations[${APP_ARMOR}/c]: Invalid value: "strict": invalid AppArmor profile name: "strict"`,
    ],
    [
      'AppArmor for a container that is not there',
      { [`${APP_ARMOR}/d`]: 'runtime/default' },
      `metadata.annotations[${APP_ARMOR}/d]: Invalid value: "d": container not found`,
    ],
    [
      'a mirror pod of no node',
      { 'kubernetes.io/config.mirror': 'x' },
      'metadata.annotations[kubernetes.io/config.mirror]: Invalid value: "x": must set spec.nodeName if mirror pod annotation is set',
    ],
    [
      'a deletion cost that is no number',
      { [COST]: '+1' },
      `metadata.annotations[${COST}]: Invalid value: "+1": must be a 32bit integer`,
    ],
    [
      'a deletion cost beyond 32 bits',
      { [COST]: '2147483648' },
      `metadata.annotations[${COST}]: Invalid value: "2147483648": must be a 32bit integer`,
    ],
  ])('may not name %s', (_, annotations, text) => expect(texts(pod({}, annotations))).toEqual([text]));

  it('must say what the AppArmor field says', () => {
    const localhost = secured({ appArmorProfile: { type: 'Localhost', localhostProfile: 'x' } });
    expect(texts(pod(localhost, { [`${APP_ARMOR}/c`]: 'localhost/x' }))).toEqual([]);
    expect(texts(pod(localhost, { [`${APP_ARMOR}/c`]: 'localhost/y' }))).toEqual([
      'spec.containers[0].securityContext.appArmorProfile.localhostProfile: Forbidden: apparmor profile in annotation and field must match',
    ]);
    expect(texts(pod(localhost, { [`${APP_ARMOR}/c`]: 'unconfined' }))).toEqual([
      'spec.containers[0].securityContext.appArmorProfile.type: Forbidden: apparmor type in annotation and field must match',
    ]);
  });

  it.each([
    [{}, { [`${APP_ARMOR}/c`]: 'unconfined' }, 'may not add AppArmor annotations'],
    [{ [`${APP_ARMOR}/c`]: 'unconfined' }, {}, 'may not remove or update AppArmor annotations'],
  ])('of AppArmor stay as they are: %j -> %j', (before, after, text) => {
    const errors = strategy.validateUpdate?.(pod({}, after), pod({}, before)) ?? [];
    expect(errors.map((e) => `${e.field}: ${e.message}`)).toEqual([
      `metadata.annotations[${APP_ARMOR}/c]: Forbidden: ${text}`,
    ]);
  });
});

describe('security contexts', () => {
  it.each<[string, SecurityContext, string]>([
    [
      'an AppArmor profile without a name',
      { appArmorProfile: { type: 'Localhost', localhostProfile: '' } },
      'spec.securityContext.appArmorProfile.localhostProfile: Required value: must be set when AppArmor type is Localhost',
    ],
    [
      'an AppArmor profile with a padded name',
      { appArmorProfile: { type: 'Localhost', localhostProfile: ' x' } },
      'spec.securityContext.appArmorProfile.localhostProfile: Invalid value: " x": must not be padded with whitespace',
    ],
    [
      'an AppArmor profile with an endless name',
      { appArmorProfile: { type: 'Localhost', localhostProfile: 'x'.repeat(4096) } },
      'spec.securityContext.appArmorProfile.localhostProfile: Too long: may not be more than 4095 bytes',
    ],
    [
      'an unknown policy for groups',
      { supplementalGroupsPolicy: 'Some' },
      'spec.securityContext.supplementalGroupsPolicy: Unsupported value: "Some": supported values: "Merge", "Strict"',
    ],
    [
      'an unknown policy for SELinux',
      { seLinuxChangePolicy: 'Some' },
      'spec.securityContext.seLinuxChangePolicy: Unsupported value: "Some": supported values: "MountOption", "Recursive"',
    ],
    [
      'empty credentials',
      { windowsOptions: { gmsaCredentialSpec: '' } },
      'spec.securityContext.windowsOptions.gmsaCredentialSpec: Invalid value: "": gmsaCredentialSpec cannot be an empty string',
    ],
    [
      'a Windows user of two domains',
      { windowsOptions: { runAsUserName: 'a\\b\\c' } },
      'spec.securityContext.windowsOptions.runAsUserName: Invalid value: "a\\\\b\\\\c": runAsUserName cannot contain more than one backslash',
    ],
    [
      'a Windows domain that is none',
      { windowsOptions: { runAsUserName: 'a*\\b' } },
      `spec.securityContext.windowsOptions.runAsUserName: Invalid value: "a*\\\\b": runAsUserName's Domain doesn't match the NetBios nor the DNS format`,
    ],
    [
      'a Windows user of dots',
      { windowsOptions: { runAsUserName: '..' } },
      `spec.securityContext.windowsOptions.runAsUserName: Invalid value: "..": runAsUserName's User cannot contain only periods or spaces`,
    ],
  ])('may not have %s', (_, context, text) => expect(texts(pod(secured(context)))).toEqual([text]));
});

describe('operating systems', () => {
  it.each<[string, Partial<PodSpec>, readonly string[]]>([
    ['none', { os: { name: '' } }, ['spec.os.name: Required value: cannot be empty']],
    [
      'another',
      { os: { name: 'plan9' } },
      ['spec.os: Unsupported value: "plan9": supported values: "linux", "windows"'],
    ],
    [
      'Linux with options of Windows',
      { os: { name: 'linux' }, ...container({ securityContext: { windowsOptions: {} } }) },
      [
        'spec.containers[0].securityContext.windowsOptions: Forbidden: windows options cannot be set for a linux pod',
      ],
    ],
    [
      'Windows with settings of Linux',
      {
        os: { name: 'windows' },
        hostPID: true,
        securityContext: { runAsUser: 1 },
        ...container({ securityContext: { privileged: true } }),
      },
      [
        'spec.securityContext.runAsUser: Forbidden: cannot be set for a windows pod',
        'spec.hostPID: Forbidden: cannot be set for a windows pod',
        'spec.containers[0].securityContext.privileged: Forbidden: cannot be set for a windows pod',
      ],
    ],
    [
      'Windows beside its containers on its own network',
      {
        initContainers: [{ name: 'i', image: 'x' }],
        ...container({ securityContext: { windowsOptions: { hostProcess: true } } }),
      },
      [
        'spec: Invalid value: "": If pod contains any hostProcess containers then all containers must be HostProcess containers',
        'spec.hostNetwork: Invalid value: false: hostNetwork must be true if pod contains any hostProcess containers',
      ],
    ],
    [
      'Windows of two minds',
      {
        hostNetwork: true,
        securityContext: { windowsOptions: { hostProcess: false } },
        ...container({ securityContext: { windowsOptions: { hostProcess: true } } }),
      },
      [
        'spec.containers[0].securityContext.windowsOptions.hostProcess: Invalid value: true: pod hostProcess value must be identical if both are specified, was false',
      ],
    ],
  ])('%s', (_, spec, errors) => expect(texts(pod(spec))).toEqual(errors));
});

describe('resource claims', () => {
  const claims: Partial<PodSpec> = { resourceClaims: [{ name: 'gpu', resourceClaimName: 'big' }] };

  it('are used as a whole, or by request', () => {
    const resources = {
      claims: [
        { name: 'gpu', request: 'a' },
        { name: 'gpu', request: 'b' },
      ],
    };
    expect(texts(pod({ ...claims, ...container({ resources }) }))).toEqual([]);
  });

  it.each<[string, Partial<PodSpec>, string]>([
    [
      'of no source',
      { resourceClaims: [{ name: 'gpu' }] },
      'spec.resourceClaims[0]: Invalid value: {"name":"gpu"}: must specify one of: `resourceClaimName`, `resourceClaimTemplateName`',
    ],
    [
      'of the same name',
      { resourceClaims: [...(claims.resourceClaims ?? []), ...(claims.resourceClaims ?? [])] },
      'spec.resourceClaims[1].name: Duplicate value: "gpu"',
    ],
    [
      'that a container knows and its pod does not',
      container({ resources: { claims: [{ name: 'gpu' }] } }),
      'spec.containers[0].resources.claims[0]: Not found: "gpu": must be one of the names in pod.spec.resourceClaims which is empty',
    ],
    [
      'misspelt',
      { ...claims, ...container({ resources: { claims: [{ name: 'gpus' }] } }) },
      'spec.containers[0].resources.claims[0]: Not found: "gpus": must be one of the names in pod.spec.resourceClaims: gpu',
    ],
    [
      'used as a whole and by request',
      {
        ...claims,
        ...container({ resources: { claims: [{ name: 'gpu', request: 'a' }, { name: 'gpu' }] } }),
      },
      'spec.containers[0].resources.claims[1]: Duplicate value: "gpu"',
    ],
  ])('may not be %s', (_, spec, text) => expect(texts(pod(spec))).toEqual([text]));
});

describe('resources of a whole pod', () => {
  it('are requested as its containers do, or as far as they are limited', () => {
    const { spec } = pod({
      resources: { limits: { cpu: '2', memory: '1Gi' } },
      containers: [
        { name: 'c', image: 'nginx', resources: { requests: { cpu: '500m' } } },
        { name: 'd', image: 'nginx', resources: { requests: { cpu: '250m', 'nvidia.com/gpu': '1' } } },
      ],
    });
    expect(spec?.resources?.requests).toEqual({ cpu: '750m', memory: '1Gi' });
  });

  it.each<[string, Partial<PodSpec>, string]>([
    [
      'a device',
      { resources: { limits: { 'nvidia.com/gpu': '1' }, requests: { 'nvidia.com/gpu': '1' } } },
      'spec.resources.limits[nvidia.com/gpu]: Unsupported value: "nvidia.com/gpu": supported values: "cpu", "hugepages-", "memory"',
    ],
    [
      'less than its containers',
      { resources: { requests: { cpu: '1' } }, ...container({ resources: { requests: { cpu: '1500m' } } }) },
      'spec.resources.requests[cpu]: Invalid value: "1": must be greater than or equal to aggregate container requests of 1500m',
    ],
    [
      'a limit below that of a container',
      {
        resources: { limits: { memory: '1Gi' } },
        ...container({ resources: { limits: { memory: '2Gi' }, requests: { memory: '1Mi' } } }),
      },
      'spec.resources.containers[0][memory].limits: Invalid value: "2Gi": must be less than or equal to pod limits of 1Gi',
    ],
    [
      'claims',
      { resources: { claims: [] } },
      'spec.resources.claims: Forbidden: claims cannot be set for Resources at pod-level',
    ],
  ])('may not be %s', (_, spec, text) => expect(texts(pod(spec))).toContain(text));
});
