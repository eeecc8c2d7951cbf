/** The texts are upstream's: staging/src/k8s.io/pod-security-admission/policy/check_*_test.go expect them so. */
import { describe, expect, it } from 'vitest';
import { createRng, type KubeObject, StatusError } from '@/apimachinery';
import type { Pod, PodSpec } from '@/kube/kinds';
import type { AdmissionContext, AdmissionRequest } from '../plugin';
import { podSecurity } from '.';

const LABEL = 'pod-security.kubernetes.io/';

function judge(
  labels: Record<string, string>,
  request: Partial<AdmissionRequest>,
  pods: readonly Pod[] = [],
) {
  const warnings: string[] = [];
  const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop', labels } };
  const context: AdmissionContext = {
    rng: createRng(1),
    get: ({ resource }) => (resource === 'namespaces' ? namespace : undefined),
    list: ({ resource }) => (resource === 'pods' ? pods : []),
    warn: (text) => warnings.push(text),
  };
  let refused = '';
  try {
    podSecurity.validate?.(
      {
        operation: 'CREATE',
        kind: { group: '', version: 'v1', kind: 'Pod' },
        resource: { group: '', resource: 'pods' },
        namespace: 'shop',
        user: { name: 'jane', groups: [] },
        options: {},
        ...request,
      },
      context,
    );
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    refused = error.message;
  }
  return { refused, warnings };
}

const pod = (spec: Partial<PodSpec> = {}, metadata: KubeObject['metadata'] = {}): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web', ...metadata },
  spec: { containers: [{ name: 'a', image: 'x' }], ...spec },
});
type Container = PodSpec['containers'][number];
const withContainers = (...containers: Partial<Container>[]) =>
  pod({ containers: containers.map((c, i) => ({ name: 'abc'[i] ?? 'z', image: 'x', ...c })) });
const secured: Partial<Container> = {
  securityContext: {
    allowPrivilegeEscalation: false,
    capabilities: { drop: ['ALL'] },
    runAsNonRoot: true,
    seccompProfile: { type: 'RuntimeDefault' },
  },
};

const forbiddenAt = (level: string, object: Pod, version = 'latest') =>
  judge({ [`${LABEL}enforce`]: level, [`${LABEL}enforce-version`]: version }, { object }).refused.replace(
    `pods "web" is forbidden: violates PodSecurity "${level}:${version}": `,
    '',
  );

describe('the baseline level', () => {
  it.each<[string, Pod, string]>([
    ['an ordinary pod', pod(), ''],
    [
      'host namespaces',
      pod({ hostNetwork: true, hostPID: true }),
      'host namespaces (hostNetwork=true, hostPID=true)',
    ],
    [
      'privileged containers',
      withContainers({ securityContext: { privileged: true } }, { securityContext: { privileged: true } }),
      'privileged (containers "a", "b" must not set securityContext.privileged=true)',
    ],
    [
      'capabilities',
      withContainers({ securityContext: { capabilities: { add: ['SYS_ADMIN', 'CHOWN', 'NET_RAW'] } } }),
      'non-default capabilities (container "a" must not include "NET_RAW", "SYS_ADMIN" in securityContext.capabilities.add)',
    ],
    [
      'hostPath volumes',
      pod({ volumes: [{ name: 'v', hostPath: { path: '/' } }] }),
      'hostPath volumes (volume "v")',
    ],
    [
      'host ports',
      withContainers({
        ports: [
          { containerPort: 80, hostPort: 8080 },
          { containerPort: 81, hostPort: 443 },
        ],
      }),
      'hostPort (container "a" uses hostPorts 443, 8080)',
    ],
    [
      'hosts of probes and hooks',
      withContainers({
        livenessProbe: { httpGet: { host: '127.0.0.1', port: 80 } },
        lifecycle: { preStop: { tcpSocket: { host: 'localhost', port: 80 } } },
      }),
      'probe or lifecycle host (container "a" uses probe or lifecycle hosts "127.0.0.1", "localhost")',
    ],
    [
      'AppArmor',
      pod(
        { securityContext: { appArmorProfile: { type: 'Unconfined' } } },
        { annotations: { 'container.apparmor.security.beta.kubernetes.io/a': 'unconfined' } },
      ),
      'forbidden AppArmor profiles (pod and annotation must not set AppArmor profile type to "Unconfined", "container.apparmor.security.beta.kubernetes.io/a="unconfined"")',
    ],
    [
      'SELinux',
      pod({ securityContext: { seLinuxOptions: { type: 'spc_t', user: 'u', role: 'r' } } }),
      'seLinuxOptions (pod set forbidden securityContext.seLinuxOptions: type "spc_t"; user may not be set; role may not be set)',
    ],
    [
      'procMount',
      withContainers({ securityContext: { procMount: 'Unmasked' } }),
      'procMount (container "a" must not set securityContext.procMount to "Unmasked")',
    ],
    [
      'seccomp',
      pod({ securityContext: { seccompProfile: { type: 'Unconfined' } } }),
      'seccompProfile (pod must not set securityContext.seccompProfile.type to "Unconfined")',
    ],
    [
      'sysctls',
      pod({
        securityContext: {
          sysctls: [
            { name: 'kernel.msgmax', value: '1' },
            { name: 'net.ipv4.tcp_syncookies', value: '1' },
          ],
        },
      }),
      'forbidden sysctls (kernel.msgmax)',
    ],
    [
      'Windows host processes',
      pod({ securityContext: { windowsOptions: { hostProcess: true } } }),
      'hostProcess (pod must not set securityContext.windowsOptions.hostProcess=true)',
    ],
  ])('%s', (_, object, text) => {
    expect(forbiddenAt('baseline', object)).toBe(text);
  });

  it('says everything at once, sorted as upstream sorts the checks', () => {
    const exporter = pod({
      hostNetwork: true,
      hostPID: true,
      volumes: [{ name: 'proc', hostPath: { path: '/proc' } }],
      containers: [
        {
          name: 'a',
          image: 'x',
          ports: [{ containerPort: 9100, hostPort: 9100 }],
          securityContext: {
            privileged: true,
            capabilities: { add: ['SYS_TIME'] },
            seccompProfile: { type: 'Unconfined' },
          },
        },
      ],
    });
    expect(forbiddenAt('baseline', exporter)).toBe(
      'non-default capabilities (container "a" must not include "SYS_TIME" in securityContext.capabilities.add), host namespaces (hostNetwork=true, hostPID=true), hostPath volumes (volume "proc"), hostPort (container "a" uses hostPort 9100), privileged (container "a" must not set securityContext.privileged=true), seccompProfile (container "a" must not set securityContext.seccompProfile.type to "Unconfined")',
    );
  });

  it('judges by the version that the label names', () => {
    const tuned = pod({ securityContext: { sysctls: [{ name: 'net.ipv4.tcp_rmem', value: '1' }] } });
    expect(forbiddenAt('baseline', tuned, 'v1.31')).toBe('forbidden sysctls (net.ipv4.tcp_rmem)');
    expect(forbiddenAt('baseline', tuned, 'v1.32')).toBe('');
    const probed = withContainers({ livenessProbe: { httpGet: { host: '127.0.0.1', port: 80 } } });
    expect(forbiddenAt('baseline', probed, 'v1.33')).toBe('');
  });
});

describe('the restricted level', () => {
  it('judges by the baseline level what its version has no stricter check for', () => {
    const able = withContainers({
      securityContext: { ...secured.securityContext, capabilities: { add: ['SYS_ADMIN'] } },
    });
    expect(forbiddenAt('restricted', able, 'v1.21')).toBe(
      'non-default capabilities (container "a" must not include "SYS_ADMIN" in securityContext.capabilities.add)',
    );
    expect(forbiddenAt('restricted', able, 'v1.22')).toMatch(/^unrestricted capabilities \(/);
    const unconfined = {
      ...withContainers(secured),
      metadata: { name: 'web', annotations: { 'seccomp.security.alpha.kubernetes.io/pod': 'unconfined' } },
    };
    expect(forbiddenAt('restricted', unconfined, 'v1.18')).toBe(
      'seccompProfile (forbidden annotation seccomp.security.alpha.kubernetes.io/pod="unconfined")',
    );
    expect(forbiddenAt('restricted', unconfined, 'v1.19')).toBe('');
  });

  it('lets pods with a user namespace be root there, but never unmask /proc', () => {
    const unmasked = withContainers({
      securityContext: { ...secured.securityContext, runAsNonRoot: false, procMount: 'Unmasked' },
    });
    const spaced = { ...unmasked, spec: { containers: [], ...unmasked.spec, hostUsers: false } };
    const procMount = 'procMount (container "a" must not set securityContext.procMount to "Unmasked")';
    expect(forbiddenAt('baseline', spaced)).toBe('');
    expect(forbiddenAt('restricted', spaced)).toBe(procMount);
    expect(forbiddenAt('baseline', spaced, 'v1.34')).toBe(procMount);
    expect(forbiddenAt('restricted', spaced, 'v1.34')).toBe(
      `${procMount}, runAsNonRoot != true (container "a" must not set securityContext.runAsNonRoot=false)`,
    );
  });

  it('says everything at once, what baseline says first', () => {
    expect(forbiddenAt('restricted', pod({ hostNetwork: true }))).toBe(
      'host namespaces (hostNetwork=true), allowPrivilegeEscalation != false (container "a" must set securityContext.allowPrivilegeEscalation=false), unrestricted capabilities (container "a" must set securityContext.capabilities.drop=["ALL"]), runAsNonRoot != true (pod or container "a" must set securityContext.runAsNonRoot=true), seccompProfile (pod or container "a" must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost")',
    );
  });

  it.each<[string, Pod, string]>([
    ['a secured pod', withContainers(secured), ''],
    [
      'volumes',
      {
        ...withContainers(secured),
        spec: {
          ...withContainers(secured).spec,
          containers: [{ name: 'a', ...secured }],
          volumes: [
            { name: 'n', nfs: { server: 's', path: '/' } },
            { name: 'h', hostPath: { path: '/' } },
            { name: 'e', emptyDir: {} },
          ],
        },
      },
      'restricted volume types (volumes "n", "h" use restricted volume types "hostPath", "nfs")',
    ],
    [
      'root by number',
      withContainers({ securityContext: { ...secured.securityContext, runAsUser: 0 } }),
      'runAsUser=0 (container "a" must not set runAsUser=0)',
    ],
    [
      'root by flag',
      withContainers({ securityContext: { ...secured.securityContext, runAsNonRoot: false } }),
      'runAsNonRoot != true (container "a" must not set securityContext.runAsNonRoot=false)',
    ],
    [
      'capabilities',
      withContainers({
        securityContext: {
          ...secured.securityContext,
          capabilities: { drop: ['ALL'], add: ['NET_BIND_SERVICE', 'CHOWN'] },
        },
      }),
      'unrestricted capabilities (container "a" must not include "CHOWN" in securityContext.capabilities.add)',
    ],
  ])('%s', (_, object, text) => {
    expect(forbiddenAt('restricted', object)).toBe(text);
  });
});

describe('warnings', () => {
  const labels = { [`${LABEL}warn`]: 'baseline' };
  const text =
    'would violate PodSecurity "baseline:latest": privileged (container "a" must not set securityContext.privileged=true)';
  const privileged = withContainers({ securityContext: { privileged: true } });

  it('come with pods and with templates, which are never refused', () => {
    expect(judge(labels, { object: privileged })).toEqual({ refused: '', warnings: [text] });
    const deployment = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web' },
      spec: { template: { metadata: {}, spec: privileged.spec } },
    } as KubeObject;
    const resource = { group: 'apps', resource: 'deployments' };
    const enforced = { ...labels, [`${LABEL}enforce`]: 'baseline' };
    expect(judge(enforced, { resource, object: deployment })).toEqual({ refused: '', warnings: [text] });
    expect(judge(enforced, { resource, object: deployment, subresource: 'status' }).warnings).toEqual([]);
  });

  it('are left out where nothing that matters changed', () => {
    const update = { operation: 'UPDATE' as const, object: privileged, old: privileged };
    expect(judge(labels, update).warnings).toEqual([]);
    const other = withContainers({ image: 'y', securityContext: { privileged: true } });
    expect(judge(labels, { ...update, old: other }).warnings).toEqual([text]);
  });
});

describe('labels of a namespace', () => {
  const resource = { group: '', resource: 'namespaces' };
  const namespace = (labels: Record<string, string>) =>
    ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop', labels } }) as KubeObject;

  it('must be levels and versions', () => {
    const object = namespace({ [`${LABEL}enforce`]: 'tight', [`${LABEL}warn-version`]: '1.30' });
    expect(judge({}, { resource, object }).refused).toBe(
      'Namespace "shop" is invalid: [metadata.labels[pod-security.kubernetes.io/enforce]: Invalid value: "tight": must be one of privileged, baseline, restricted, metadata.labels[pod-security.kubernetes.io/warn-version]: Invalid value: "1.30": must be "latest" or "v1.x"]',
    );
  });

  it('tell of the pods that a stricter level finds', () => {
    const pods = ['a', 'b', 'c'].map((name) =>
      pod(name === 'c' ? { hostPID: true } : { hostNetwork: true, hostPID: true }, { name }),
    );
    const privileged = withContainers({ securityContext: { privileged: true } });
    const update = {
      operation: 'UPDATE' as const,
      resource,
      object: namespace({ [`${LABEL}enforce`]: 'baseline' }),
      old: namespace({}),
    };
    expect(judge({}, update, [...pods, privileged]).warnings).toEqual([
      'existing pods in namespace "shop" violate the new PodSecurity enforce level "baseline:latest"',
      'a (and 2 other pods): host namespaces',
      'web: privileged',
    ]);
    expect(judge({}, { ...update, object: namespace({}), old: update.object }, pods).warnings).toEqual([]);
  });
});
