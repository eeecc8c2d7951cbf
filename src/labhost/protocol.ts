/**
 * The internal API between web and lab hosts: HTTP + websocket on loopback (or a fleet's network), every request with
 * `authorization: Bearer <per-start secret>`. Web is its only client; the shapes are shared, nothing else is.
 *
 *   PUT    /sessions/:id                     startSession -> sessionView      idempotent; also reopens from disk
 *   GET    /sessions/:id                     sessionView
 *   DELETE /sessions/:id                     204; ends shells, closes clusters; ?purge=1 removes the folder as well
 *   POST   /sessions/:id/check               checkRequest -> verdict
 *   POST   /sessions/:id/reset               resetRequest -> sessionView: the lab's start state
 *   GET    /sessions/:id/progress   (ws)     text frames: progressEvent, pushed as the cluster changes
 *   GET    /sessions/:id/terminals/:tab (ws) the terminal protocol, proxied byte for byte
 *   GET    /healthz                          hostHealth
 *   GET    /metrics                          Prometheus text
 * Errors are JSON {code, message} with the status that fits.
 */
import { z } from 'zod';
import { verdict } from '../grading/verdict';

export const startSession = z.strictObject({
  labId: z.string(),
  /** The revision the session began with; the host keeps a copy, so an edited lab never changes a running session. */
  labRevision: z.string(),
});
export type StartSession = z.infer<typeof startSession>;

export const sessionView = z.object({
  id: z.string(),
  labId: z.string(),
  labRevision: z.string(),
  state: z.enum(['starting', 'ready', 'resetting', 'ended', 'failed']),
  /** When failed: what to do. */
  message: z.string().optional(),
  terminal: z.object({
    available: z.boolean(),
    /** Why not, and the exact fix. */
    message: z.string().optional(),
  }),
  /** Contexts of the session's kubeconfig. A session may have several clusters. */
  clusters: z.array(z.object({ name: z.string(), context: z.string() })),
  /** Hosts that the terminal can sit on; the first is the student's own. */
  hosts: z.array(z.object({ name: z.string() })),
});
export type SessionView = z.infer<typeof sessionView>;

export const checkRequest = z.strictObject({ taskId: z.string().optional() });
export type CheckRequest = z.infer<typeof checkRequest>;

export const resetRequest = z.strictObject({});

export const progressEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('verdict'), verdict }),
  z.object({ type: z.literal('session'), session: sessionView }),
]);
export type ProgressEvent = z.infer<typeof progressEvent>;

export const hostHealth = z.object({
  ok: z.boolean(),
  sessions: z.number(),
  sandbox: z.object({ available: z.boolean(), message: z.string().optional() }),
  kubectl: z.object({
    available: z.boolean(),
    version: z.string().optional(),
    message: z.string().optional(),
  }),
});
export type HostHealth = z.infer<typeof hostHealth>;

export const hostError = z.object({ code: z.string(), message: z.string() });
