/** The lab host as a library: for its own process, for tests and for benchmarks. */
export { HostError } from './errors';
export { folderLabs } from './folder-labs';
export type { Lab, LabContext, LabRuntime } from './lab-runtime';
export { type LabHostParts, type LabHostServer, startLabHost } from './server';
export { type HostSettings, readHostSettings } from './settings';
