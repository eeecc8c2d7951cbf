import { expect, it } from 'vitest';
import type { Pod, PodSpec } from '@/kube';
import { createTestNodes, type TestNodes } from '../testing/test-nodes';

const pod = (name: string, command: string[], more: Partial<PodSpec> = {}): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'default', uid: name },
  spec: {
    nodeName: 'node01',
    containers: [{ name: 'c', image: 'busybox:1.37', command, env: [{ name: 'NAME', value: name }] }],
    ...more,
  },
});
const collector = (path: string, name = 'collector') =>
  pod(name, ['run'], { volumes: [{ name: 'logs', hostPath: { path } }] });
const files = (nodes: TestNodes, path: string) => {
  const found = nodes.runtime.volumes.get(`nodes/node01${path}`);
  return Object.fromEntries([...(found?.files.keys() ?? [])].map((file) => [file, found?.text(file)]));
};

it('are no files while nobody looks', async () => {
  const nodes = await createTestNodes();
  await nodes.run(pod('web', ['print', 'hello']));
  expect(files(nodes, '/var/log')).toEqual({});
});

it('are files of their node for pods that mount them, from the first line on', async () => {
  const nodes = await createTestNodes();
  const web = await nodes.run(pod('web', ['print', 'hello']));
  const { metadata } = await nodes.run(collector('/var/log/'));
  const id = web.status?.containerStatuses?.[0]?.containerID?.replace('containerd://', '');
  const log = `/var/log/pods/default_web_${web.metadata.uid}/c/0.log`;
  const found = files(nodes, '/var/log');
  expect(found[log.replace('/var/log', '')]).toMatch(
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z stdout F hello\n$/,
  );
  expect(found[`/containers/web_default_c-${id}.log`]).toBe(`-> ${log}`);
  expect(Object.keys(found)).toContain(`/pods/default_collector_${metadata.uid}/c/0.log`);
});

it('are links alone in the folder of links, as on a node', async () => {
  const nodes = await createTestNodes();
  await nodes.run(pod('web', ['print', 'hello']));
  await nodes.run(collector('/var/log/containers'));
  expect(Object.values(files(nodes, '/var/log/containers'))).toEqual([
    expect.stringMatching(/^-> \/var\/log\/pods\/default_web_/),
    expect.stringMatching(/^-> \/var\/log\/pods\/default_collector_/),
  ]);
});

it('are those of the run before as well, and of no other', async () => {
  const nodes = await createTestNodes();
  await nodes.run(collector('/var/log/pods'));
  await nodes.run(pod('crash', ['exit', '1'], { restartPolicy: 'Always' }), 120_000);
  const runs = Object.keys(files(nodes, '/var/log/pods')).filter((name) => name.includes('crash'));
  const restarts = (await nodes.get('crash')).status?.containerStatuses?.[0]?.restartCount ?? 0;
  expect(restarts).toBeGreaterThan(1);
  expect(runs.map((name) => name.split('/').at(-1))).toEqual([`${restarts - 1}.log`, `${restarts}.log`]);
});

it('go with their pods, and when nobody looks any more', async () => {
  const nodes = await createTestNodes();
  await nodes.run(pod('web', ['print', 'hello']));
  await nodes.run(collector('/var/log/pods'));
  await nodes.client.pods.delete({ namespace: 'default', name: 'web' });
  await nodes.clock.advance(60_000);
  expect(Object.keys(files(nodes, '/var/log/pods'))).toEqual([expect.stringContaining('collector')]);
  await nodes.client.pods.delete({ namespace: 'default', name: 'collector' });
  await nodes.clock.advance(60_000);
  expect(files(nodes, '/var/log/pods')).toEqual({});
  expect(nodes.errors).toEqual([]);
});
