/**
 * The lab hosts as web sees them: who there is, and the internal API of each (src/labhost/protocol.ts) as methods.
 * Operations know these interfaces only; tests put a host of their own behind them.
 */
import type { WebSocket } from 'ws';
import type { Verdict } from '@/grading/verdict';
import type {
  ChangeFile,
  CheckRequest,
  ControlRequest,
  ControlResult,
  ControlsView,
  FileChanged,
  FileView,
  HostHealth,
  SchemaDocument,
  SchemaIndex,
  SessionView,
  SolutionRequest,
  SolutionView,
  StartSession,
} from '@/labhost/protocol';

export interface LabHost {
  readonly id: string;
  /** Idempotent; also reopens a session from disk. */
  start(sessionId: string, request: StartSession): Promise<SessionView>;
  view(sessionId: string): Promise<SessionView>;
  check(sessionId: string, request: CheckRequest): Promise<Verdict>;
  reset(sessionId: string): Promise<SessionView>;
  controls(sessionId: string): Promise<ControlsView>;
  control(sessionId: string, request: ControlRequest): Promise<ControlResult>;
  file(sessionId: string, path: string): Promise<FileView>;
  changeFile(sessionId: string, change: ChangeFile): Promise<FileChanged>;
  schemas(sessionId: string): Promise<SchemaIndex>;
  schemasOf(sessionId: string, path: string): Promise<SchemaDocument>;
  solution(sessionId: string, request: SolutionRequest): Promise<SolutionView>;
  /** Ends shells and clusters; `purge` removes the folder as well. */
  end(sessionId: string, options: { readonly purge: boolean }): Promise<void>;
  health(): Promise<HostHealth>;
  metrics(): Promise<string>;
  /** A websocket to `path` (with its query); not yet open. */
  connect(path: string): WebSocket;
}

export interface LabHosts {
  readonly all: readonly LabHost[];
  get(id: string): LabHost | undefined;
}

export function labHosts(all: readonly LabHost[]): LabHosts {
  const byId = new Map(all.map((host) => [host.id, host]));
  return { all, get: (id) => byId.get(id) };
}
