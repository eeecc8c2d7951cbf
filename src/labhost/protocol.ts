/**
 * The internal API between web and lab hosts: HTTP + websocket on loopback (or a fleet's network), every request with
 * `authorization: Bearer <per-start secret>`. Web is its only client; the shapes are shared, nothing else is.
 *
 *   PUT    /sessions/:id                     startSession -> sessionView      idempotent; also reopens from disk
 *   GET    /sessions/:id                     sessionView
 *   DELETE /sessions/:id                     204; ends shells, closes clusters; ?purge=1 removes the folder as well
 *   POST   /sessions/:id/check               checkRequest -> verdict
 *   POST   /sessions/:id/reset               resetRequest -> sessionView: the lab's start state
 *   GET    /sessions/:id/controls            controlsView: how far ahead time is, what could be undone
 *   POST   /sessions/:id/controls            controlRequest -> controlResult: moves time, undoes, resets a task
 *   GET    /sessions/:id/files?path=         fileView: a folder's entries or a file's text, below the home folder
 *   POST   /sessions/:id/files               changeFile -> fileChanged: writes, renames, deletes, makes folders
 *   GET    /sessions/:id/schemas             schemaIndex: the kinds that the first cluster serves
 *   GET    /sessions/:id/schemas?path=       schemaDocument: the OpenAPI v3 schemas of one group and version
 *   POST   /sessions/:id/solution            solutionRequest -> solutionView: a task's solution beside the student's objects
 *   GET    /sessions/:id/progress   (ws)     text frames: progressEvent, pushed as the cluster changes
 *   GET    /sessions/:id/view       (ws)     text frames: viewMessage (cluster-view), of the ?cluster= or the first one
 *   GET    /sessions/:id/terminals/:tab (ws) the terminal protocol, proxied byte for byte
 *   GET    /healthz                          hostHealth
 *   GET    /metrics                          Prometheus text
 * Errors are JSON {code, message} with the status that fits.
 */
import { z } from 'zod';
import { verdict } from '../grading/verdict';

/**
 * How long an idle connection is kept. Web lets go first: a host that closed one just as web asks on it would look as if
 * it were down.
 */
export const IDLE_CONNECTION_MS = { web: 30_000, host: 75_000 } as const;

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

/** What can be done with the session's clusters beyond their API, and where they stand. */
export const controlsView = z.object({
  can: z.array(z.enum(['time', 'undo', 'snapshot'])),
  /** How far cluster time is ahead of the clocks outside. */
  aheadSeconds: z.number(),
  /** What Undo would take back: "delete deployments/web in namespace default". */
  lastChange: z.object({ description: z.string(), writes: z.number() }).optional(),
});
export type ControlsView = z.infer<typeof controlsView>;

const DAY_SECONDS = 86_400;
export const controlRequest = z.discriminatedUnion('action', [
  z.strictObject({
    action: z.literal('jump'),
    seconds: z
      .number()
      .int()
      .min(1)
      .max(31 * DAY_SECONDS),
  }),
  /** To the next thing that happens in the cluster. */
  z.strictObject({ action: z.literal('next') }),
  z.strictObject({ action: z.literal('undo') }),
  /** Back to before the task was done: what other tasks built meanwhile goes too. */
  z.strictObject({ action: z.literal('reset-task'), taskId: z.string().max(64) }),
]);
export type ControlRequest = z.infer<typeof controlRequest>;

export const controlResult = z.object({
  /** What was done, as a sentence for the student. */
  message: z.string(),
  controls: controlsView,
});
export type ControlResult = z.infer<typeof controlResult>;

export const fileEntry = z.object({
  name: z.string(),
  /** other: links, pipes and such; the editor leaves them alone. */
  type: z.enum(['file', 'folder', 'other']),
  size: z.number(),
  /** Another one after every change. */
  version: z.string(),
});
export type FileEntry = z.infer<typeof fileEntry>;

export const fileView = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('folder'),
    entries: z.array(fileEntry),
    /** There are more entries than are told. */
    more: z.boolean(),
  }),
  z.object({ type: z.literal('file'), text: z.string(), version: z.string() }),
]);
export type FileView = z.infer<typeof fileView>;

/** Below the home folder: "app/web.yaml"; "" is home itself. */
export const filePath = z.string().max(1000);
export const changeFile = z.discriminatedUnion('action', [
  /** `base`: the version that the text was made from; null: the file must be new. Another one there is a conflict. */
  z.strictObject({
    action: z.literal('write'),
    path: filePath,
    text: z.string(),
    base: z.string().max(100).nullable(),
  }),
  z.strictObject({ action: z.literal('folder'), path: filePath }),
  z.strictObject({ action: z.literal('rename'), path: filePath, to: filePath }),
  /** A file, or a folder that is empty. */
  z.strictObject({ action: z.literal('delete'), path: filePath }),
]);
export type ChangeFile = z.infer<typeof changeFile>;

/** A change of a file may be as long as the file and what JSON makes of it. */
export const MAX_CHANGE_BYTES = 2 * 1024 * 1024 + 64 * 1024;

export const fileChanged = z.object({ version: z.string().optional() });
export type FileChanged = z.infer<typeof fileChanged>;

/** What a cluster serves, and where its schemas are. */
export const schemaIndex = z.object({
  versions: z.array(
    z.object({
      /** "v1", "apps/v1" */
      apiVersion: z.string(),
      kinds: z.array(z.string()),
      /** Of the document with its schemas; the hash changes with the document. */
      path: z.string().optional(),
      hash: z.string().optional(),
    }),
  ),
});
export type SchemaIndex = z.infer<typeof schemaIndex>;

export const schemaDocument = z.object({
  components: z.object({ schemas: z.record(z.string(), z.unknown()) }),
});
export type SchemaDocument = z.infer<typeof schemaDocument>;

/** comparison: what a task asks for beside what the student has; scripts: the lab's solutions themselves. */
export const solutionRequest = z.strictObject({
  taskId: z.string().max(64),
  part: z.enum(['comparison', 'scripts']),
});
export type SolutionRequest = z.infer<typeof solutionRequest>;

export const solutionView = z.discriminatedUnion('part', [
  z.object({
    part: z.literal('comparison'),
    objects: z
      .array(
        z.object({
          /** "Deployment web in namespace default" */
          title: z.string(),
          found: z.boolean(),
          /** YAML, line by line: in both, only in the student's, only in the solution. */
          lines: z
            .array(z.object({ side: z.enum(['both', 'yours', 'solution']), text: z.string() }))
            .readonly(),
        }),
      )
      .readonly(),
    /** Ids of the checks that no field of an object answers: what they expect and find is in each verdict. */
    others: z.array(z.string()).readonly(),
  }),
  z.object({
    part: z.literal('scripts'),
    /** Each solves the whole lab in its own way. */
    scripts: z.array(z.object({ name: z.string(), text: z.string() })),
  }),
]);
export type SolutionView = z.infer<typeof solutionView>;
/** kubectl points elsewhere than the lab's tasks: at another context, or into another namespace. */
const stray = z.object({
  what: z.enum(['context', 'namespace']),
  /** Empty when there is none. */
  current: z.string(),
  wanted: z.array(z.string()),
});
export type Stray = z.infer<typeof stray>;

export const progressEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('verdict'), verdict }),
  z.object({ type: z.literal('session'), session: sessionView }),
  /** Where kubectl points, as far as that is not where the lab plays. */
  z.object({ type: z.literal('place'), stray: stray.optional() }),
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
