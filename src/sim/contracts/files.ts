/** File systems of containers and volumes. */

/** A file as data. Text is UTF-8. */
export type FileContent = string | Uint8Array;

/** Paths are absolute inside the container; errors carry a POSIX `code` ("ENOENT"). */
export interface ContainerFs {
  readFile(path: string): Promise<Uint8Array>;
  writeFile(path: string, content: FileContent, options?: { mode?: number; append?: boolean }): Promise<void>;
  readdir(path: string): Promise<readonly string[]>;
  stat(path: string): Promise<{
    readonly type: 'file' | 'directory' | 'symlink';
    readonly size: number;
    readonly mode: number;
  }>;
  mkdir(path: string): Promise<void>;
  rm(path: string): Promise<void>;
}

/** A volume's files. ConfigMap and Secret volumes are replaced as a whole (`setFiles`), atomically for their readers. */
export interface Volume {
  readonly id: string;
  readonly fs: ContainerFs;
  setFiles(
    files: Readonly<
      Record<string, { readonly content: FileContent; readonly mode: number; readonly uid?: number }>
    >,
  ): Promise<void>;
  /** Makes a symbolic link, or changes where it leads. */
  link(path: string, target: string): Promise<void>;
  /** Whether anything was ever put here, by this volume or another of its id. */
  exists(): boolean;
  /** Bytes of its files. */
  size(): number;
  /** Calls back at each change of its size; returns how to end that. */
  watch(changed: () => void): () => void;
  /** Makes the volume's folder, and with a group all in it, somebody's. */
  own(ownership: VolumeOwnership): Promise<void>;
  remove(): Promise<void>;
}

export interface VolumeOwnership {
  /** Permission bits of the volume's own folder, which is made when it is not there. */
  readonly mode?: number;
  /** Everything in it becomes this group's, to read or to write as well. */
  readonly group?: { readonly gid: number; readonly readOnly: boolean; readonly onRootMismatch: boolean };
}

export interface VolumeMount {
  readonly mountPath: string;
  readonly volume: Volume;
  readonly subPath?: string;
  readonly readOnly: boolean;
  /** How `mount` and `df` show it; default: a disk that is called as the volume. */
  readonly device?: MountDevice;
  /** Its files are in memory and count for this container's. */
  readonly inMemory?: true;
  /** Bytes that its files may hold. */
  readonly sizeLimit?: number;
}

export interface MountDevice {
  /** "/dev/sda1", "server:/path" */
  readonly source: string;
  /** "ext4", "nfs4" */
  readonly type: string;
}
