/**
 * What the lab host needs of a lab, and what it gives to one. src/labs implements it; the lab host knows neither
 * lab.yaml nor checks.
 */
import type { ClusterHandle, ClusterSpec } from '@/clusters';
import type { Verdict } from '../grading/verdict';
import type { SolutionRequest, SolutionView } from './protocol';

export interface LabRuntime {
  /** The lab for a new session. Rejects with a HostError when it doesn't exist or isn't at that revision any more. */
  load(labId: string, revision: string): Promise<Lab>;
  /** The lab of a session that began earlier, from the folder that `save` filled. */
  reopen(folder: string, labId: string, revision: string): Promise<Lab>;
}

export interface Lab {
  readonly id: string;
  readonly revision: string;
  readonly clusters: readonly ClusterSpec[];
  /** Where its tasks play; empty: anywhere. */
  readonly namespaces: readonly string[];
  /** Copies what a session needs into its folder, so that an edit never changes a running lab. */
  save(folder: string): Promise<void>;
  /** Brings empty clusters into the lab's start state. Not called again for a session that has been set up. */
  setUp(session: LabContext): Promise<void>;
  grade(session: LabContext, taskId?: string): Promise<Verdict>;
  /** Rejects with a HostError when there is no such task. */
  solution(session: LabContext, request: SolutionRequest): Promise<SolutionView>;
  /** Verdicts as the clusters change, the first one soon, until stopped. Errors are the lab's own to tell. */
  watch(session: LabContext, listener: (verdict: Verdict) => void): { stop(): void };
}

/** A session as its lab sees it. */
export interface LabContext {
  readonly sessionId: string;
  /** The student's home. Hostile: read without following links, never run. */
  readonly home: string;
  readonly clusters: readonly ClusterHandle[];
  /** Aborted when the session ends or is reset. */
  readonly signal: AbortSignal;
}
