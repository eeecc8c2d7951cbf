/** A node's container logs, as collectors find them: /var/log of the node, mounted by a pod. */
import { beforeAll, expect, it } from 'vitest';
import { until } from './support/bench';
import { contract } from './support/cluster';

const collector = (name: string) => `apiVersion: v1
kind: Pod
metadata: {name: ${name}}
spec:
  containers:
    - name: reader
      image: busybox:1.36
      command: [sleep, infinity]
      volumeMounts: [{name: logs, mountPath: /var/log, readOnly: true}]
  volumes: [{name: logs, hostPath: {path: /var/log}}]
`;

contract(
  "a node's logs",
  (bench) => {
    beforeAll(async () => {
      await bench.ok([
        'run',
        'web',
        '--image=busybox:1.36',
        '--',
        'sh',
        '-c',
        'echo one; sleep 0.1; echo two >&2; sleep 3600',
      ]);
      await bench.ok('wait --for=condition=Ready pod/web --timeout=60s');
      await bench.ok('create -f -', { input: collector('collector') });
      await bench.ok('wait --for=condition=Ready pod/collector --timeout=60s');
    });
    const sh = (script: string) => bench.ok(['exec', 'collector', '--', 'sh', '-c', script]);

    it('are files by pod and container, with links by name', async () => {
      const uid = await bench.ok('get pod web -o jsonpath={.metadata.uid}');
      const id = await bench.ok('get pod web -o jsonpath={.status.containerStatuses[0].containerID}');
      const link = `/var/log/containers/web_${bench.namespace}_web-${id.replace('containerd://', '')}.log`;
      const file = `/var/log/pods/${bench.namespace}_web_${uid}/web/0.log`;
      await until(async () => (await sh(`ls ${link} || true`)).trim() === link);
      expect((await sh(`readlink ${link}`)).trim()).toBe(file);
      expect(await sh(`cat ${link}`)).toMatch(
        /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z stdout F one\n\d{4}-\S+Z stderr F two\n$/,
      );
    });

    it('follow what is printed, and the pods that come and go', async () => {
      await bench.ok([
        'run',
        'late',
        '--image=busybox:1.36',
        '--',
        'sh',
        '-c',
        'while true; do date; sleep 1; done',
      ]);
      await bench.ok('wait --for=condition=Ready pod/late --timeout=60s');
      const count = async () =>
        Number(await sh(`cat /var/log/pods/${bench.namespace}_late_*/late/0.log | wc -l`));
      await until(async () => (await count()) >= 2);
      await bench.ok('delete pod late --now');
      await until(async () => (await sh('ls /var/log/containers')).includes('late_') === false);
      expect(await sh('ls /var/log/pods')).not.toContain('_late_');
    });

    it('can be followed by tail', async () => {
      const tail = bench.start([
        'exec',
        'collector',
        '--',
        'sh',
        '-c',
        `tail -n +1 -f /var/log/containers/web_*.log`,
      ]);
      await tail.until(/stdout F one/);
      await tail.stop();
    });
  },
  { kubectls: 'newest' },
);
