/** Terminals on the lab host: sandboxes, ptys, replay. Linux only; nothing here knows clusters or labs. */
export { beneath, inFolderBeneath, openBeneath } from './beneath';
export type { SystemFolders } from './command';
export { apiSocket, proxySocket, sandboxFolders } from './folders';
export { API_PORT } from './guest-files';
export { HomeFiles } from './home-files';
export { type HostUid, hostUidOf, isReachable } from './identity';
export { findKubectl, type KubectlChoice } from './kubectl';
export {
  BASH_COMPLETION,
  EXPECTED_PROGRAMS,
  installCommand,
  missingPackages,
  probeSandbox,
  REQUIRED_PROGRAMS,
} from './probe';
export { SandboxError } from './sandbox';
export { HOSTNAME, prepareSystem } from './system';
export type { TabClient, TerminalTab } from './tab';
export { SessionTerminals, TAB_NAME } from './terminals';
