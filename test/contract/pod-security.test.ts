/** Pod Security Standards as namespaces ask for them. Texts: staging/src/k8s.io/pod-security-admission. */
import { describe, expect, it } from 'vitest';
import { contract } from './support/cluster';

const LABEL = 'pod-security.kubernetes.io';
const RESTRICTED =
  'allowPrivilegeEscalation != false (container "web" must set securityContext.allowPrivilegeEscalation=false), unrestricted capabilities (container "web" must set securityContext.capabilities.drop=["ALL"]), runAsNonRoot != true (pod or container "web" must set securityContext.runAsNonRoot=true), seccompProfile (pod or container "web" must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost")';

contract('pod security', (bench) => {
  const { namespace } = bench;

  describe('a namespace that warns', () => {
    it('says what would be refused, of pods and of templates', async () => {
      await bench.ok(`label namespace ${namespace} ${LABEL}/warn=restricted`);
      const { stderr, code } = await bench.run('run web --image=nginx:1.29');
      expect(code).toBe(0);
      expect(stderr).toBe(`Warning: would violate PodSecurity "restricted:latest": ${RESTRICTED}\n`);
      const created = await bench.run('create deployment web --image=web');
      expect(created.stderr).toContain('Warning: would violate PodSecurity "restricted:latest": ');
      await bench.ok('delete deployment web');
    });
  });

  describe('a namespace that enforces', () => {
    it('tells of the pods that are there', async () => {
      const { stderr } = await bench.run(
        `label namespace ${namespace} ${LABEL}/enforce=restricted ${LABEL}/warn-`,
      );
      expect(stderr).toBe(
        `Warning: existing pods in namespace "${namespace}" violate the new PodSecurity enforce level "restricted:latest"\n` +
          'Warning: web: allowPrivilegeEscalation != false, unrestricted capabilities, runAsNonRoot != true, seccompProfile\n',
      );
    });

    it('refuses pods', async () => {
      await bench.ok('delete pod web --now');
      expect(await bench.fail('run web --image=nginx:1.29')).toBe(
        `Error from server (Forbidden): pods "web" is forbidden: violates PodSecurity "restricted:latest": ${RESTRICTED}`,
      );
    });

    it('lets a workload say why its pods are missing', async () => {
      await bench.ok('create deployment web --image=nginx:1.29');
      await bench.ok('wait deployment/web --for=condition=ReplicaFailure --timeout=10s');
      const why = await bench.ok([
        'get',
        'deployment',
        'web',
        '-o',
        'jsonpath={.status.conditions[?(@.type=="ReplicaFailure")].message}',
      ]);
      expect(why).toMatch(
        /^pods "web-[a-z0-9]+-[a-z0-9]+" is forbidden: violates PodSecurity "restricted:latest": /,
      );
    });

    it('takes a pod that meets the standard', async () => {
      const spec = {
        securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: 'RuntimeDefault' } },
        containers: [
          {
            name: 'c',
            image: 'busybox:1.37',
            command: ['sleep', '60'],
            securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
          },
        ],
      };
      const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'good' }, spec };
      expect(await bench.ok('apply -f -', { input: JSON.stringify(pod) })).toBe('pod/good created\n');
    });
  });

  it('judges containers that are added to a pod', async () => {
    const refused = await bench.fail('debug good --image=busybox:1.37 -c shell --profile=sysadmin');
    expect(refused).toContain(
      'pods "good" is forbidden: violates PodSecurity "restricted:latest": privileged (container "shell" must not set securityContext.privileged=true), ',
    );
  });

  it('names all faults of a pod in one order', async () => {
    await bench.ok(`label namespace ${namespace} --overwrite ${LABEL}/enforce=baseline`);
    const exporter = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'exporter' },
      spec: {
        hostNetwork: true,
        volumes: [{ name: 'proc', hostPath: { path: '/proc' } }],
        containers: [
          {
            name: 'c',
            image: 'busybox:1.37',
            ports: [{ containerPort: 9100 }],
            securityContext: { privileged: true, capabilities: { add: ['SYS_TIME'] } },
          },
        ],
      },
    };
    expect(await bench.fail('create -f -', { input: JSON.stringify(exporter) })).toContain(
      'pods "exporter" is forbidden: violates PodSecurity "baseline:latest": non-default capabilities (container "c" must not include "SYS_TIME" in securityContext.capabilities.add), host namespaces (hostNetwork=true), hostPath volumes (volume "proc"), hostPort (container "c" uses hostPort 9100), privileged (container "c" must not set securityContext.privileged=true)',
    );
  });

  it('knows no other level', async () => {
    expect(await bench.fail(`label namespace ${namespace} --overwrite ${LABEL}/enforce=tight`)).toContain(
      `metadata.labels[${LABEL}/enforce]: Invalid value: "tight": must be one of privileged, baseline, restricted`,
    );
  });
});
