/** The smaller admission plug-ins, as kubectl meets them. Texts: plugin/pkg/admission. */
import { expect, it } from 'vitest';
import { contract } from './support/cluster';

contract('admission', (bench) => {
  const storageClass = (name: string, more: object = {}) =>
    JSON.stringify({
      apiVersion: 'storage.k8s.io/v1',
      kind: 'StorageClass',
      metadata: { name: `${name}-${bench.namespace}` },
      provisioner: 'example.com/none',
      ...more,
    });
  const claim = (name: string, spec: object = {}) =>
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name },
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, ...spec },
    });

  it('a claim without a class gets the default one', async () => {
    const name = `fast-${bench.namespace}`;
    await bench.ok('apply -f -', { input: storageClass('fast') });
    await bench.ok(`annotate storageclass ${name} storageclass.kubernetes.io/is-default-class=true`);
    await bench.ok('apply -f -', { input: claim('data') });
    expect(await bench.ok('get pvc data -o jsonpath={.spec.storageClassName}')).toBe(name);
    await bench.ok(`annotate storageclass ${name} storageclass.kubernetes.io/is-default-class-`);
  });

  it('claims are kept while they are used, and go after', async () => {
    expect(await bench.ok('get pvc data -o jsonpath={.metadata.finalizers}')).toBe(
      '["kubernetes.io/pvc-protection"]',
    );
    await bench.ok('delete pvc data --timeout=10s');
    expect(await bench.fail('get pvc data')).toBe(
      'Error from server (NotFound): persistentvolumeclaims "data" not found',
    );
  });

  it('only a bound claim grows', async () => {
    await bench.ok('apply -f -', { input: claim('small', { storageClassName: `fast-${bench.namespace}` }) });
    const patch = JSON.stringify({ spec: { resources: { requests: { storage: '2Gi' } } } });
    expect(await bench.fail(['patch', 'pvc', 'small', '-p', patch])).toContain(
      'spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims',
    );
  });

  it('a runtime class has to be there', async () => {
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'web' },
      spec: { runtimeClassName: 'gvisor', containers: [{ name: 'c', image: 'nginx:1.29' }] },
    };
    expect(await bench.fail('create -f -', { input: JSON.stringify(pod) })).toBe(
      'Error from server (Forbidden): error when creating "STDIN": pods "web" is forbidden: pod rejected: RuntimeClass "gvisor" not found',
    );
  });

  it('a pod asks for no less than its containers, in the names that it has', async () => {
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'web', annotations: { 'seccomp.security.alpha.kubernetes.io/pod': 'strict' } },
      spec: {
        resources: { requests: { cpu: '1' } },
        containers: [
          { name: 'c', image: 'x', resources: { requests: { cpu: '2' }, claims: [{ name: 'gpu' }] } },
        ],
      },
    };
    const refused = await bench.fail('create -f -', { input: JSON.stringify(pod) });
    for (const text of [
      'metadata.annotations.seccomp.security.alpha.kubernetes.io/pod: Invalid value: "strict": must be a valid seccomp profile',
      'spec.containers[0].resources.claims[0]: Not found: "gpu": must be one of the names in pod.spec.resourceClaims which is empty',
      'spec.resources.requests[cpu]: Invalid value: "1": must be greater than or equal to aggregate container requests of 2',
    ])
      expect(refused).toContain(text);
  });

  it('a node that nobody runs is not ready for pods', async () => {
    const name = `ghost-${bench.namespace}`;
    await bench.ok('create -f -', {
      input: JSON.stringify({ apiVersion: 'v1', kind: 'Node', metadata: { name } }),
    });
    expect(
      await bench.ok(`get node ${name} -o jsonpath={.spec.taints[*].key}:{.spec.taints[*].effect}`),
    ).toContain('node.kubernetes.io/not-ready:NoSchedule');
    await bench.ok(`delete node ${name}`);
  });
});
