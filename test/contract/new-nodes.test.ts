/** What nodes tell when they are new, and what a driver's limit of volumes means to pods. */
import { expect } from 'vitest';
import { until } from './support/bench';
import { contract, onlySimulated } from './support/cluster';

contract(
  'a new node',
  (bench) => {
    // upstream: pkg/kubelet/kubelet_node_status.go, pkg/controller/nodelifecycle
    onlySimulated('events of older nodes have expired')(
      'tells how its kubelet started and who saw it',
      async () => {
        const node = 'contract-worker1';
        await until(async () => (await bench.ok(`describe node ${node}`)).includes(' NodeReady '));
        const told = await bench.ok(`describe node ${node}`);
        for (const [reason, from, message] of [
          ['Starting', 'kubelet', 'Starting kubelet\\.'],
          ['NodeHasSufficientMemory', 'kubelet', `Node ${node} status is now: NodeHasSufficientMemory`],
          ['NodeHasNoDiskPressure', 'kubelet', `Node ${node} status is now: NodeHasNoDiskPressure`],
          ['NodeHasSufficientPID', 'kubelet', `Node ${node} status is now: NodeHasSufficientPID`],
          ['NodeAllocatableEnforced', 'kubelet', 'Updated Node Allocatable limit across pods'],
          ['NodeReady', 'kubelet', `Node ${node} status is now: NodeReady`],
          ['RegisteredNode', 'node-controller', `Node ${node} event: Registered Node ${node} in Controller`],
        ])
          expect(told).toMatch(new RegExp(`Normal +${reason} +\\S+ +${from} +${message}\\n`));
      },
    );

    // upstream: pkg/scheduler/framework/plugins/nodevolumelimits/csi.go
    onlySimulated('the nodes of another cluster have drivers of their own')(
      'takes no more volumes than its driver attaches',
      async () => {
        const driver = `disks-${bench.minor}.example.com`;
        const nodes = ['contract-control-plane', 'contract-worker1'];
        const objects = [
          ...nodes.map((name) => ({
            apiVersion: 'storage.k8s.io/v1',
            kind: 'CSINode',
            metadata: { name },
            spec: { drivers: [{ name: driver, nodeID: name, allocatable: { count: 1 } }] },
          })),
          ...['a', 'b', 'c'].flatMap((name) => [
            {
              apiVersion: 'v1',
              kind: 'PersistentVolume',
              metadata: { name: `${bench.namespace}-${name}` },
              spec: {
                accessModes: ['ReadWriteOnce'],
                capacity: { storage: '1Gi' },
                csi: { driver, volumeHandle: name },
                claimRef: { namespace: bench.namespace, name },
              },
            },
            {
              apiVersion: 'v1',
              kind: 'PersistentVolumeClaim',
              metadata: { name },
              spec: {
                accessModes: ['ReadWriteOnce'],
                resources: { requests: { storage: '1Gi' } },
                storageClassName: '',
                volumeName: `${bench.namespace}-${name}`,
              },
            },
            {
              apiVersion: 'v1',
              kind: 'Pod',
              metadata: { name: `uses-${name}` },
              spec: {
                containers: [{ name: 'main', image: 'busybox:1.37' }],
                volumes: [{ name: 'data', persistentVolumeClaim: { claimName: name } }],
              },
            },
          ]),
        ];
        await bench.ok('create -f -', {
          input: JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }),
        });
        const waiting = async () => await bench.ok('get events --field-selector=reason=FailedScheduling');
        await until(async () => (await waiting()).includes('exceed max volume count'));
        expect(await waiting()).toMatch(/0\/2 nodes are available: 2 node\(s\) exceed max volume count\./);
        await bench.ok(`delete csinode ${nodes.join(' ')}`);
      },
    );
  },
  { nodes: 2 },
);
