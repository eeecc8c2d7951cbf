import { describe, expect, it } from 'vitest';
import type { ContainerSpec, Pod, PodSpec } from '@/kube/kinds';
import { pods } from '.';

const { strategy } = pods;
const pod = (spec: Partial<PodSpec>): Pod =>
  strategy.defaults({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'web', namespace: 'default' },
    spec: { containers: [{ name: 'c', image: 'nginx' }], ...spec },
  });
const container = (more: Partial<ContainerSpec>): Partial<PodSpec> => ({
  containers: [{ name: 'c', image: 'nginx', ...more }],
});
const texts = (object: Pod) => strategy.validate(object).map((e) => `${e.field}: ${e.message}`);

describe('validation of pods', () => {
  it('finds nothing wrong with an ordinary pod', () => {
    expect(
      texts(
        pod({
          containers: [
            {
              name: 'c',
              image: 'nginx:1.27',
              ports: [{ name: 'http', containerPort: 80 }],
              env: [
                { name: 'A', value: 'b' },
                { name: 'POD', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
                { name: 'L', valueFrom: { fieldRef: { fieldPath: "metadata.labels['app']" } } },
                { name: 'CPU', valueFrom: { resourceFieldRef: { resource: 'limits.cpu', divisor: '1m' } } },
              ],
              envFrom: [{ configMapRef: { name: 'cm' } }],
              volumeMounts: [{ name: 'v', mountPath: '/v', subPath: 'a/b' }],
              resources: { limits: { cpu: '1', 'nvidia.com/gpu': '1' }, requests: { cpu: '500m' } },
              readinessProbe: { httpGet: { port: 'http' } },
              lifecycle: { preStop: { sleep: { seconds: 5 } } },
              securityContext: { runAsUser: 1000, capabilities: { drop: ['ALL'] } },
            },
          ],
          initContainers: [
            { name: 'side', image: 'x', restartPolicy: 'Always', startupProbe: { exec: { command: ['a'] } } },
          ],
          volumes: [
            { name: 'v', configMap: { name: 'cm', items: [{ key: 'k', path: 'a/b' }] } },
            { name: 'p', projected: { sources: [{ serviceAccountToken: { path: 't' } }] } },
          ],
          serviceAccountName: 'default',
          tolerations: [{ key: 'a', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 }],
          topologySpreadConstraints: [
            { maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule' },
          ],
          hostAliases: [{ ip: '10.0.0.1', hostnames: ['a.example'] }],
        }),
      ),
    ).toEqual([]);
  });

  it('tells everything at once', () => {
    expect(
      texts(
        pod({
          containers: [
            { name: 'Bad_Name', image: '' },
            { name: 'x', image: 'a', ports: [{ containerPort: 70_000, protocol: 'ICMP' }] },
            { name: 'x', image: 'b' },
          ],
          restartPolicy: 'Sometimes',
        }),
      ),
    ).toEqual([
      `spec.containers[0].name: Invalid value: "Bad_Name": a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')`,
      'spec.containers[0].image: Required value',
      'spec.containers[1].ports[0].containerPort: Invalid value: 70000: must be between 1 and 65535, inclusive',
      'spec.containers[1].ports[0].protocol: Unsupported value: "ICMP": supported values: "SCTP", "TCP", "UDP"',
      'spec.containers[2].name: Duplicate value: "x"',
      'spec.restartPolicy: Unsupported value: "Sometimes": supported values: "Always", "OnFailure", "Never"',
    ]);
  });

  it.each<[string, Partial<PodSpec>, string]>([
    ['no container', { containers: [] }, 'spec.containers: Required value'],
    [
      'a request above its limit',
      container({ resources: { limits: { memory: '64Mi' }, requests: { memory: '1Gi' } } }),
      'spec.containers[0].resources.requests: Invalid value: "1Gi": must be less than or equal to memory limit of 64Mi',
    ],
    [
      'a negative amount',
      container({ resources: { limits: { cpu: '-1' }, requests: { cpu: '0' } } }),
      'spec.containers[0].resources.limits[cpu]: Invalid value: "-1": must be greater than or equal to 0',
    ],
    [
      'half a device',
      container({
        resources: { limits: { 'nvidia.com/gpu': '500m' }, requests: { 'nvidia.com/gpu': '500m' } },
      }),
      'spec.containers[0].resources.limits[nvidia.com/gpu]: Invalid value: "500m": must be an integer',
    ],
    [
      'a resource of no standard',
      container({ resources: { limits: { gpu: '1' } } }),
      'spec.containers[0].resources.limits[gpu]: Invalid value: "gpu": must be a standard resource type or fully qualified',
    ],
    [
      'a mount of no volume',
      container({ volumeMounts: [{ name: 'none', mountPath: '/x' }] }),
      'spec.containers[0].volumeMounts[0].name: Not found: "none"',
    ],
    [
      'a mount path twice',
      {
        ...container({
          volumeMounts: [
            { name: 'v', mountPath: '/x' },
            { name: 'v', mountPath: '/x' },
          ],
        }),
        volumes: [{ name: 'v' }],
      },
      'spec.containers[0].volumeMounts[1].mountPath: Invalid value: "/x": must be unique',
    ],
    [
      'two sources of a volume',
      { volumes: [{ name: 'v', emptyDir: {}, hostPath: { path: '/x' } }] },
      'spec.volumes[0].hostPath: Forbidden: may not specify more than 1 volume type',
    ],
    [
      'an env value from two places',
      container({ env: [{ name: 'A', value: 'x', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } }] }),
      'spec.containers[0].env[0].valueFrom: Invalid value: "": may not be specified when `value` is not empty',
    ],
    [
      'an env field that is none',
      container({ env: [{ name: 'A', valueFrom: { fieldRef: { fieldPath: 'spec.bogus' } } }] }),
      'spec.containers[0].env[0].valueFrom.fieldRef.fieldPath: Invalid value: "spec.bogus": error converting fieldPath: field label not supported: spec.bogus',
    ],
    [
      'a probe that does nothing',
      container({ livenessProbe: {} }),
      'spec.containers[0].livenessProbe: Required value: must specify a handler type',
    ],
    [
      'a liveness probe with two successes',
      container({ livenessProbe: { exec: { command: ['x'] }, successThreshold: 2 } }),
      'spec.containers[0].livenessProbe.successThreshold: Invalid value: 2: must be 1',
    ],
    [
      'a probe of an init container that ends',
      { initContainers: [{ name: 'i', image: 'x', readinessProbe: { exec: { command: ['x'] } } }] },
      'spec.initContainers[0].readinessProbe: Forbidden: may not be set for init containers without restartPolicy=Always',
    ],
    [
      'a toleration of everything without Exists',
      { tolerations: [{ operator: 'Equal' }] },
      'spec.tolerations[0].operator: Invalid value: "Equal": operator must be Exists when `key` is empty, which means "match all values and all keys"',
    ],
    [
      'a host port twice',
      {
        containers: [
          { name: 'a', image: 'x', ports: [{ containerPort: 1, hostPort: 80 }] },
          { name: 'b', image: 'x', ports: [{ containerPort: 2, hostPort: 80 }] },
        ],
      },
      'spec.containers[1].ports[0].hostPort: Duplicate value: "TCP//80"',
    ],
    [
      'a nodeSelector that is no label',
      { nodeSelector: { disk: 'a b' } },
      `spec.nodeSelector: Invalid value: "a b": a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')`,
    ],
    [
      'a node affinity of no term',
      {
        affinity: {
          nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [] } },
        },
      },
      'spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms: Required value: must have at least one node selector term',
    ],
    [
      'no escalation and all privileges',
      container({ securityContext: { allowPrivilegeEscalation: false, privileged: true } }),
      'spec.containers[0].securityContext: Invalid value: {"allowPrivilegeEscalation":false,"privileged":true}: cannot set `allowPrivilegeEscalation` to false and `privileged` to true',
    ],
    [
      'an image with a space',
      container({ image: ' nginx' }),
      'spec.containers[0].image: Invalid value: " nginx": must not have leading or trailing whitespace',
    ],
    [
      'an ephemeral container from the start',
      { ephemeralContainers: [{ name: 'e', image: 'x' }] },
      'spec.ephemeralContainers: Forbidden: cannot be set on create',
    ],
    [
      'a sysctl twice',
      {
        securityContext: {
          sysctls: [
            { name: 'a.b', value: '1' },
            { name: 'a.b', value: '1' },
          ],
        },
      },
      'spec.securityContext.sysctls[1].name: Duplicate value: "a.b"',
    ],
    [
      'a DNS server that is none',
      { dnsConfig: { nameservers: ['dns'] } },
      'spec.dnsConfig.nameservers[0]: Invalid value: "dns": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)',
    ],
  ])('refuses %s', (_, spec, text) => {
    expect(texts(pod(spec))).toContain(text);
  });
});

describe('updates of pods', () => {
  const old = pod({ tolerations: [{ key: 'a', operator: 'Exists' }], activeDeadlineSeconds: 10 });
  const change = (spec: Partial<PodSpec>) =>
    (strategy.validateUpdate?.(pod({ ...old.spec, ...spec } as PodSpec), old) ?? []).map(
      (e) => `${e.field}: ${e.message}`,
    );

  it.each<[string, Partial<PodSpec>]>([
    ['nothing', {}],
    ['an image', { containers: [{ name: 'c', image: 'nginx', imagePullPolicy: 'Always' }] }],
    [
      'a further toleration',
      {
        tolerations: [
          { key: 'a', operator: 'Exists' },
          { key: 'b', operator: 'Exists' },
        ],
      },
    ],
    ['an earlier deadline', { activeDeadlineSeconds: 5 }],
  ])('may change %s', (_, spec) => expect(change(spec)).toEqual([]));

  it.each<[string, Partial<PodSpec>, string]>([
    [
      'containers added',
      {
        containers: [
          { name: 'c', image: 'nginx' },
          { name: 'd', image: 'x' },
        ],
      },
      'spec.containers: Forbidden: pod updates may not add or remove containers',
    ],
    [
      'tolerations taken away',
      { tolerations: [] },
      'spec.tolerations: Forbidden: existing toleration can not be modified except its tolerationSeconds',
    ],
    [
      'a later deadline',
      { activeDeadlineSeconds: 20 },
      'spec.activeDeadlineSeconds: Invalid value: 20: must be less than or equal to previous value',
    ],
  ])('may not have %s', (_, spec, text) => expect(change(spec)).toContain(text));

  it('show what else was changed', () => {
    const [error = ''] = change({ nodeSelector: { disk: 'ssd' } });
    expect(error).toBe(
      [
        'spec: Forbidden: pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)',
        '@@ -12,6 +12,9 @@',
        '   ],',
        '   "dnsPolicy": "ClusterFirst",',
        '   "enableServiceLinks": true,',
        '+  "nodeSelector": {',
        '+    "disk": "ssd"',
        '+  },',
        '   "restartPolicy": "Always",',
        '   "schedulerName": "default-scheduler",',
        '   "securityContext": {},',
        '',
      ].join('\n'),
    );
  });
});
