/** The nodes of a cluster: they run the pods that are bound to them, and answer logs, exec, attach and port-forward. */
export { startKubelets } from './kubelets';
export { nodeAddress } from './node/node-object';
export type { NodeLatency, NodeSpec, Taint } from './options';
