/** ReplicationControllers through kubectl. */
// upstream: pkg/controller/replication, https://kubernetes.io/docs/concepts/workloads/controllers/replicationcontroller/
import { expect, it } from 'vitest';
import { until } from './support/bench';
import { contract } from './support/cluster';

contract(
  'replication controllers',
  (bench) => {
    const MANIFEST = `
apiVersion: v1
kind: ReplicationController
metadata: { name: old }
spec:
  replicas: 2
  selector: { app: old }
  template:
    metadata: { labels: { app: old } }
    spec: { terminationGracePeriodSeconds: 0, containers: [{ name: main, image: "nginx:1.27" }] }
`;
    const ready = (count: number) =>
      until(
        async () => (await bench.ok('get rc old -o jsonpath={.status.readyReplicas}')) === `${count || ''}`,
      );

    it('keep as many pods as they are told', async () => {
      await bench.ok('apply -f -', { input: MANIFEST });
      await ready(2);
      expect(await bench.ok('get rc old --no-headers')).toMatch(/^old +2 +2 +2 +\d+s\n$/);
      await bench.ok('scale rc old --replicas=3');
      await ready(3);
      const [pod] = (await bench.ok('get pods -l app=old -o name')).split('\n');
      await bench.ok(`delete ${pod}`);
      await ready(3);
      expect((await bench.ok('get pods -l app=old -o name')).trim().split('\n')).toHaveLength(3);
      expect(await bench.ok('describe rc old')).toMatch(
        /Normal +SuccessfulCreate +\d+s +replication-controller +Created pod: old-/,
      );
    });

    it('adopt and release pods by their labels', async () => {
      const [pod] = (await bench.ok('get pods -l app=old -o name')).split('\n');
      await bench.ok(`label ${pod} app=new --overwrite`);
      await until(
        async () => (await bench.ok(['get', pod ?? '', '-o', 'jsonpath={.metadata.ownerReferences}'])) === '',
      );
      await ready(3);
    });

    it('take their pods with them', async () => {
      await bench.ok('delete rc old');
      await until(async () => (await bench.ok('get pods -l app=old -o name')) === '');
    });
  },
  { kubectls: 'newest' },
);
