import { describe, expect, it } from 'vitest';
import { field } from '@/apimachinery';
import type { ContainerSpec, PodSpec } from '@/kube/kinds';
import { defaultPod } from './defaults';
import { unsimulatedWarnings } from './unsimulated';

const spec = (more: Partial<PodSpec>): PodSpec => ({ containers: [{ name: 'c', image: 'x' }], ...more });
const container = (more: Partial<ContainerSpec>): PodSpec =>
  spec({
    containers: [
      { name: 'plain', image: 'x' },
      { name: 'c', image: 'x', ...more },
    ],
  });
const volume = (source: object): PodSpec => spec({ volumes: [{ name: 'v', ...source }] });
const warned = (of: PodSpec) => unsimulatedWarnings(of, field('spec'));

const term = { topologyKey: 'kubernetes.io/hostname', labelSelector: {} };
const seccompProfile = { type: 'RuntimeDefault' };

describe('fields of a pod that change nothing here', () => {
  it.each<[string, PodSpec]>([
    ['spec.resourceClaims', spec({ resourceClaims: [{ name: 'gpu' }] })],
    ['spec.runtimeClassName', spec({ runtimeClassName: 'gvisor' })],
    ['spec.hostPID', spec({ hostPID: true })],
    ['spec.hostIPC', spec({ hostIPC: true })],
    ['spec.hostUsers', spec({ hostUsers: false })],
    ['spec.setHostnameAsFQDN', spec({ setHostnameAsFQDN: true })],
    [
      'spec.securityContext.sysctls',
      spec({ securityContext: { sysctls: [{ name: 'kernel.shm_rmid_forced', value: '1' }] } }),
    ],
    ['spec.securityContext.seccompProfile', spec({ securityContext: { seccompProfile } })],
    ['spec.containers[1].securityContext.seccompProfile', container({ securityContext: { seccompProfile } })],
    ['spec.containers[1].securityContext.privileged', container({ securityContext: { privileged: true } })],
    [
      'spec.containers[1].volumeMounts',
      container({ volumeMounts: [{ name: 'v', mountPath: '/v', mountPropagation: 'Bidirectional' }] }),
    ],
    [
      'spec.containers[1].env',
      container({
        env: [{ name: 'A', valueFrom: { fileKeyRef: { volumeName: 'v', path: 'p', key: 'k' } } }],
      }),
    ],
    [
      'spec.containers[1].restartPolicyRules',
      container({ restartPolicyRules: [{ action: 'Restart', exitCodes: { operator: 'In', values: [1] } }] }),
    ],
    ['spec.volumes[0]', volume({ iscsi: { iqn: 'i', lun: 0, targetPortal: 't' } })],
    ['spec.containers[1].volumeDevices', container({ volumeDevices: [{ name: 'v', devicePath: '/dev/x' }] })],
    ['spec.volumes[0].projected.sources', volume({ projected: { sources: [{ clusterTrustBundle: {} }] } })],
    ['spec.volumes[0].emptyDir.medium', volume({ emptyDir: { medium: 'HugePages' } })],
  ])('%s is told', (path, of) => {
    expect(warned(of)).toEqual([
      expect.stringMatching(
        new RegExp(
          `^${path.replaceAll(/[.[\]]/g, '\\$&')}: not simulated; .+ \\(docs/simulator-limits\\.md\\)$`,
        ),
      ),
    ]);
  });

  it('says what happens instead', () => {
    expect(warned(spec({ hostIPC: true }))).toEqual([
      'spec.hostIPC: not simulated; it is stored, but nothing enforces it (docs/simulator-limits.md)',
    ]);
  });

  it('are told once for all containers', () => {
    const ruled = {
      name: 'c',
      image: 'x',
      restartPolicyRules: [{ action: 'Restart', exitCodes: { operator: 'In', values: [1] } }],
    };
    expect(warned(spec({ initContainers: [ruled], containers: [ruled, ruled] }))).toEqual([
      expect.stringMatching(/^spec\.initContainers\[0\]\.restartPolicyRules: /),
    ]);
  });

  it.each<[string, PodSpec]>([
    [
      'soft spreading',
      spec({ topologySpreadConstraints: [{ ...term, maxSkew: 1, whenUnsatisfiable: 'ScheduleAnyway' }] }),
    ],
    [
      'the tolerations that admission adds',
      spec({
        tolerations: [{ key: 'node.kubernetes.io/not-ready', operator: 'Exists', tolerationSeconds: 300 }],
      }),
    ],
    ['extended resources', container({ resources: { limits: { 'nvidia.com/gpu': '1' } } })],
    [
      'ports on the node of its network',
      { ...container({ ports: [{ containerPort: 80, hostPort: 80 }] }), hostNetwork: true },
    ],
    [
      'what runs as asked',
      container({ securityContext: { runAsUser: 1, runAsNonRoot: true, readOnlyRootFilesystem: true } }),
    ],
    ['a volume without a source', volume({})],
  ])('%s is not among them', (_, of) => {
    expect(warned(of)).toEqual([]);
  });

  it('are never what the server fills in', () => {
    const { spec: filled } = defaultPod({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'a' },
      spec: {
        containers: [
          {
            name: 'c',
            image: 'x',
            ports: [{ containerPort: 80 }],
            livenessProbe: { httpGet: { port: 80 } },
            resources: { requests: { cpu: '1' } },
          },
        ],
        volumes: [
          { name: 'e' },
          { name: 'h', hostPath: { path: '/' } },
          { name: 'd', emptyDir: {} },
          { name: 's', secret: { secretName: 's' } },
        ],
      },
    });
    expect(warned(filled ?? spec({}))).toEqual([]);
  });
});
