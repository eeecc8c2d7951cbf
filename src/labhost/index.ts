/** The lab host as a library: for its own process, for tests and for benchmarks. */
export { folderLabs } from './folder-labs';
export type { Lab, LabRuntime } from './lab-runtime';
export { startLabHost } from './server';
export { type HostSettings, readHostSettings } from './settings';
