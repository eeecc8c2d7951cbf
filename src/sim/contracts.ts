/**
 * The simulator's inner seams, in one place so that its parts can be read (and were written) apart from one another.
 * The parts: store <- apiserver <- (controllers, scheduler, kubelet as API clients); the API server reaches running
 * containers only through {@link NodeApi}, the kubelet reaches programs only through {@link ContainerRuntime}, programs
 * reach one another only through {@link PodNetwork}. Each seam has its file in contracts/; all are imported from here.
 */

export type {
  Container,
  ContainerConfig,
  ContainerRuntime,
  ContainerUsage,
  ExitStatus,
  Privileges,
  Process,
  ProcessIo,
} from './contracts/containers';
export type {
  ContainerFs,
  FileContent,
  MountDevice,
  Volume,
  VolumeMount,
  VolumeOwnership,
} from './contracts/files';
export type { EntrypointScript, ImageDefinition, NativeProgram, ProgramContext } from './contracts/images';
export type {
  DnsAnswer,
  DnsRecord,
  DnsType,
  NetworkAccess,
  PodNetwork,
  PortServer,
  TerminateTls,
  TlsIdentity,
  TlsKeyPair,
} from './contracts/network';
export type { ExecOptions, LogOptions, NodeApi, RunningUsage } from './contracts/node-api';
export type { Journal, JournalContents, StateSection } from './contracts/state';
export type { ByteStream, ExecIo, TerminalSize } from './contracts/streams';
