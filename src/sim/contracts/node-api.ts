/** API server -> kubelet: what is asked of the nodes about running pods. */
import type { KubeObject } from '@/apimachinery';
import type { ContainerUsage, ExitStatus } from './containers';
import type { ByteStream, ExecIo } from './streams';

export interface LogOptions {
  readonly container?: string;
  readonly follow?: boolean;
  readonly previous?: boolean;
  readonly sinceSeconds?: number;
  readonly sinceTime?: string;
  readonly timestamps?: boolean;
  readonly tailLines?: number;
  readonly limitBytes?: number;
}

export interface ExecOptions {
  readonly container?: string;
  readonly command: readonly string[];
  readonly stdin: boolean;
  readonly stdout: boolean;
  readonly stderr: boolean;
  readonly tty: boolean;
}

/** What a real API server asks of the kubelet's own port. Rejections are StatusErrors with the kubelet's texts. */
export interface NodeApi {
  logs(pod: KubeObject, options: LogOptions, signal: AbortSignal): Promise<ReadableStream<Uint8Array>>;
  exec(pod: KubeObject, options: ExecOptions, io: ExecIo): Promise<ExitStatus>;
  attach(pod: KubeObject, options: Omit<ExecOptions, 'command'>, io: ExecIo): Promise<ExitStatus>;
  /** One connection to a port inside the pod; rejects with the text for port-forward's error stream. */
  portForward(pod: KubeObject, port: number): Promise<ByteStream>;
  /** An HTTP request to a port of the pod, for the proxy subresources of pods and services. */
  proxy(pod: KubeObject, port: number, request: Request): Promise<Response>;
  /** What each running container of the pod uses, and since when it runs; for a pod that isn't there, nothing. */
  usage(pod: KubeObject): Promise<readonly RunningUsage[]>;
}

export interface RunningUsage extends ContainerUsage {
  readonly container: string;
  readonly startedAt: number;
}
