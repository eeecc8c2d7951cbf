/**
 * The container engine: what `kubectl exec` reaches and pods run. File systems with volumes, an interpreted shell with a
 * busybox-like userland, terminals, signals, and budgets that hold a hostile container. docs/adr/0003-container-shells.md
 */
export type { ShellEngine } from './engine/protocol';
export { toolFile } from './fs/image';
export type { ContainerLimits } from './limits';
export { type ContainerRuntimeOptions, createContainerRuntime } from './runtime';
