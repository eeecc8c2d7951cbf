/**
 * What one cluster's containers may use together. A student who meets a limit reads what a real machine would say
 * (`fork: Resource temporarily unavailable`, `No space left on device`) or just finds the program slower.
 */
export interface ContainerLimits {
  /** Processes of one container, as a pids cgroup has it. */
  readonly processesPerContainer: number;
  readonly processesPerCluster: number;
  /** Bytes that containers and volumes may hold beyond their images. */
  readonly fileBytes: number;
  readonly files: number;
  /** Sustained bytes per second that processes may write to files; a burst of eight seconds' worth is free. */
  readonly fileBytesPerSecond: number;
  /** The same for standard output and error. */
  readonly outputBytesPerSecond: number;
  /** Part of one core that a cluster's processes may use when they never rest; a burst of four seconds is free. */
  readonly cpuShare: number;
  /** Characters that the variables of one shell may hold together. */
  readonly shellMemory: number;
}

export const DEFAULT_LIMITS: ContainerLimits = {
  processesPerContainer: 256,
  processesPerCluster: 8192,
  fileBytes: 256 << 20,
  files: 100_000,
  fileBytesPerSecond: 4 << 20,
  outputBytesPerSecond: 512 << 10,
  cpuShare: 0.25,
  shellMemory: 16 << 20,
};
