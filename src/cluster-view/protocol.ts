/**
 * What a page hears of a session's cluster while somebody looks at it: text frames on a websocket, first a snapshot, then
 * coalesced changes. Summaries only: no specification, no environment, nothing out of a Secret or a ConfigMap leaves the
 * host. Browser and lab host share this file and nothing else of the module.
 */
import { z } from 'zod';

/** What a state means: as wanted, on its way, wrong, nothing to do, over and done. */
export const TONES = ['good', 'busy', 'bad', 'idle', 'done'] as const;

/** "Pod/default/web", "Node//node01": how objects refer to one another. */
const id = z.string();

const viewObject = z.object({
  id,
  kind: z.string(),
  /** Absent for what has none. */
  namespace: z.string().optional(),
  name: z.string(),
  /** Another one: another object under the same name. */
  uid: z.string(),
  /** Milliseconds, by the cluster's clock. */
  created: z.number(),
  state: z.object({
    tone: z.enum(TONES),
    /** As kubectl prints it: "Running", "ImagePullBackOff", "2/3 ready". */
    text: z.string(),
    /** Kubernetes' message, where there is one. */
    why: z.string().optional(),
  }),
  labels: z.record(z.string(), z.string()),
  /** Names and values for people: IP, Image, Restarts ... */
  facts: z.array(z.tuple([z.string(), z.string()])),
  /** The controller that manages it. */
  owner: id.optional(),
  /** Of a pod. */
  node: z.string().optional(),
  /** Many pods that are alike, told as one; more than a page could show. */
  count: z.number().optional(),
  /** Pods that a Service sends to. */
  targets: z.array(z.object({ id, ready: z.boolean() })).optional(),
  /** A pod's claims, a claim's volume, an Ingress' services. */
  uses: z.array(id).optional(),
});
export type ViewObject = z.infer<typeof viewObject>;
export type Tone = (typeof TONES)[number];

const viewEvent = z.object({
  id: z.string(),
  /** Newest and first time, in milliseconds by the cluster's clock. */
  at: z.number(),
  first: z.number(),
  count: z.number(),
  warning: z.boolean(),
  reason: z.string(),
  message: z.string(),
  /** "deployment-controller", "kubelet" */
  component: z.string(),
  /** The kubelet's node. */
  host: z.string().optional(),
  about: id,
  /** Who it belongs to, upwards, as far as that was known. */
  owners: z.array(id),
});
export type ViewEvent = z.infer<typeof viewEvent>;

/** A write of the audit log. */
const viewWrite = z.object({
  /** The resourceVersions that it wrote. */
  first: z.number(),
  last: z.number(),
  /** The one that its author acted on. */
  cause: z.number().optional(),
  at: z.number(),
  verb: z.string(),
  user: z.string(),
  agent: z.string(),
  about: id,
  subresource: z.string().optional(),
});
export type ViewWrite = z.infer<typeof viewWrite>;

const changes = {
  /** Cluster time at sending. */
  now: z.number(),
  events: z.array(viewEvent),
  writes: z.array(viewWrite),
};

export const viewMessage = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('snapshot'),
    cluster: z.string(),
    /** Whether the cluster tells its writes. */
    audited: z.boolean(),
    objects: z.array(viewObject),
    /** Objects that are too many to be shown, by kind. */
    omitted: z.record(z.string(), z.number()),
    ...changes,
  }),
  z.object({
    type: z.literal('change'),
    put: z.array(viewObject),
    gone: z.array(id),
    omitted: z.record(z.string(), z.number()),
    ...changes,
  }),
  /** There is no cluster to look at: it starts, is reset, or failed. */
  z.object({ type: z.literal('waiting'), message: z.string() }),
]);
export type ViewMessage = z.infer<typeof viewMessage>;

export const idOf = (kind: string, namespace: string | undefined, name: string): string =>
  `${kind}/${namespace ?? ''}/${name}`;

export function parseId(text: string): { kind: string; namespace: string | undefined; name: string } {
  const [kind = '', namespace = '', ...name] = text.split('/');
  return { kind, namespace: namespace === '' ? undefined : namespace, name: name.join('/') };
}
