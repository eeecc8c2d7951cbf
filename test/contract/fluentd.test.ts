/** A DaemonSet that collects the logs of all nodes, as in the Kubernetes documentation's logging architecture. */
import { beforeAll, expect, it } from 'vitest';
import { until } from './support/bench';
import { contract } from './support/cluster';

const COLLECTOR = `apiVersion: v1
kind: ConfigMap
metadata: {name: collector}
data:
  fluent.conf: |
    <source>
      @type tail
      path /var/log/containers/*_NAMESPACE_*.log
      exclude_path ["/var/log/containers/collector-*"]
      pos_file /var/log/collector-NAMESPACE.pos
      tag kubernetes.*
      read_from_head true
      refresh_interval 1
      <parse>
        @type regexp
        expression /^(?<time>\\S+) (?<stream>\\w+) [FP] (?<log>.*)$/
      </parse>
    </source>
    <filter kubernetes.**>
      @type record_transformer
      <record>
        node "#{ENV['NODE']}"
      </record>
    </filter>
    <match kubernetes.**>
      @type stdout
    </match>
---
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: collector}
spec:
  selector: {matchLabels: {app: collector}}
  template:
    metadata: {labels: {app: collector}}
    spec:
      tolerations: [{operator: Exists}]
      containers:
        - name: fluentd
          image: fluent/fluentd:v1.16-1
          securityContext: {runAsUser: 0}
          env: [{name: NODE, valueFrom: {fieldRef: {fieldPath: spec.nodeName}}}]
          volumeMounts:
            - {name: logs, mountPath: /var/log}
            - {name: config, mountPath: /fluentd/etc}
      volumes:
        - {name: logs, hostPath: {path: /var/log}}
        - {name: config, configMap: {name: collector}}
`;

contract(
  'a log collector on each node',
  (bench) => {
    beforeAll(async () => {
      await bench.ok('create -f -', { input: COLLECTOR.replaceAll('NAMESPACE', bench.namespace) });
      await bench.ok('rollout status daemonset/collector --timeout=60s');
    });

    it('prints what containers print, with their names and its own node', async () => {
      await bench.ok(['run', 'web', '--image=busybox:1.36', '--', 'sh', '-c', 'echo hello; sleep 3600']);
      await bench.ok('wait --for=condition=Ready pod/web --timeout=60s');
      const node = await bench.ok('get pod web -o jsonpath={.spec.nodeName}');
      const id = await bench.ok('get pod web -o jsonpath={.status.containerStatuses[0].containerID}');
      const tag = `kubernetes.var.log.containers.web_${bench.namespace}_web-${id.replace('containerd://', '')}.log`;
      const line = `+0000 ${tag}: {"stream":"stdout","log":"hello","node":"${node}"}\n`;
      const logs = () => bench.ok('logs -l app=collector --prefix --tail=-1');
      await until(async () => (await logs()).includes(line));
      const collector = await bench.ok(
        `get pods -l app=collector --field-selector=spec.nodeName=${node} -o jsonpath={.items[0].metadata.name}`,
      );
      expect(await bench.ok(`logs ${collector}`)).toContain(line);
      expect(await bench.ok(`logs ${collector}`)).toContain(
        '[info]: #0 fluentd worker is now running worker=0\n',
      );
    });

    it('may not read them as anybody else but root', async () => {
      const pods = await bench.ok('get pods -l app=collector -o jsonpath={.items[0].metadata.name}');
      expect(
        await bench.ok(['exec', pods, '--', 'sh', '-c', `ls -l /var/log/pods/*_collector-*/fluentd/0.log`]),
      ).toMatch(/^-rw-r----- +1 root +root /);
      await bench.ok([
        'patch',
        'daemonset',
        'collector',
        '-p',
        '{"spec":{"template":{"spec":{"containers":[{"name":"fluentd","securityContext":{"runAsUser":100}}]}}}}',
      ]);
      await bench.ok('rollout status daemonset/collector --timeout=60s');
      // Its file of positions is root's.
      await until(async () =>
        /Permission denied|unreadable/.test(await bench.ok('logs -l app=collector --tail=-1')),
      );
    });
  },
  { kubectls: 'newest', nodes: 2 },
);
