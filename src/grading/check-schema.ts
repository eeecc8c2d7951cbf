/**
 * What a check may say, in Kubernetes' own terms. A check is one sentence for the student and one condition on the
 * cluster; each condition has a file in checks/.
 */
import { z } from 'zod';

const reference = {
  apiVersion: z.string().min(1).describe('"v1", "apps/v1" ...'),
  kind: z.string().min(1).describe('"Deployment"'),
};

/** An object that must be there and look like this; fields not named don't matter. */
const objectCondition = z
  .looseObject({
    ...reference,
    metadata: z
      .looseObject({
        name: z.string().optional(),
        namespace: z.string().optional(),
        labels: z.record(z.string(), z.string()).optional(),
      })
      .default({}),
  })
  .describe('A partial object. With a name: that object. Without: any object with these labels.');

const celCondition = z.strictObject({
  ...reference,
  namespace: z.string().optional().describe('Absent: the default namespace, or none for cluster-wide kinds.'),
  name: z.string().optional().describe('One object, known to the expression as `object`.'),
  selector: z.string().optional().describe('A label selector; the expression sees the list `objects`.'),
  expression: z.string().min(1).describe('CEL, true when all is well.'),
  expected: z.string().min(3).describe('What must be true, in words.'),
  found: z.string().optional().describe('CEL that yields a text: what is there instead.'),
});

const httpCondition = z.strictObject({
  service: z.string().describe('A Service, asked through the API server so that it works on any cluster.'),
  namespace: z.string().default('default'),
  port: z.union([z.number().int(), z.string()]).describe("The Service's port, by number or name."),
  path: z.string().startsWith('/').default('/'),
  status: z.number().int().default(200).describe('The HTTP status that must come back.'),
  contains: z.string().optional().describe('A text that the answer must hold.'),
});

const execCondition = z
  .strictObject({
    namespace: z.string().default('default'),
    pod: z.string().optional().describe("The pod's name."),
    selector: z.string().optional().describe('Or a label selector: the first ready pod that it finds.'),
    container: z.string().optional().describe("The container; the pod's first when absent."),
    command: z.array(z.string()).min(1).describe('Program and arguments; no shell unless it is one.'),
    ends: z
      .enum(['well', 'badly'])
      .default('well')
      .describe('well: exit code 0. badly: any other, as of a connection that must not come about.'),
    contains: z.string().optional().describe('A text that its output (stdout) must hold.'),
    expected: z.string().min(3).describe('What must be true, in words.'),
  })
  .refine(({ pod, selector }) => (pod === undefined) !== (selector === undefined), 'needs pod or selector')
  .describe('A command that is run in a running pod: what it can read, and what it can reach.');

const goneCondition = z
  .strictObject({ ...reference, namespace: z.string().optional(), name: z.string() })
  .describe('An object that must not be there.');

const canICondition = z
  .strictObject({
    user: z.string().optional().describe('A user, as certificates name them.'),
    groups: z
      .array(z.string())
      .default([])
      .describe("The user's groups; system:authenticated comes by itself."),
    serviceAccount: z
      .strictObject({ namespace: z.string().default('default'), name: z.string() })
      .optional()
      .describe('Or a ServiceAccount, with the groups that it always has.'),
    verb: z.string().min(1).describe('get, list, create ...'),
    resource: z
      .string()
      .optional()
      .describe('"pods", "deployments.apps", "pods/log": plural, with its group and subresource.'),
    name: z.string().optional().describe('One object; absent: all of them.'),
    namespace: z.string().optional().describe('Absent: in the whole cluster.'),
    path: z.string().startsWith('/').optional().describe('Or an address that is no resource: "/metrics".'),
    allowed: z.boolean().default(true).describe('false: it must be denied.'),
  })
  .refine(({ user, serviceAccount }) => (user === undefined) !== (serviceAccount === undefined), {
    error: 'needs user or serviceAccount',
  })
  .refine(({ resource, path }) => (resource === undefined) !== (path === undefined), {
    error: 'needs resource or path',
  })
  .describe('What somebody may do, as the API server itself judges it.');

const fileCondition = z
  .strictObject({
    path: z
      .string()
      .regex(/^(?!.*(^|\/)\.{0,2}(\/|$))/, 'must be a path below the home folder, such as notes/a.txt')
      .describe("Below the student's home folder: .kube/config"),
    contains: z.string().min(1).optional().describe('A text that it must hold.'),
    yaml: z
      .looseObject({})
      .optional()
      .describe('A partial object that the file, YAML or JSON, must look like; as with `object`.'),
  })
  .describe("A file of the session's home. It is read, never run, and links are not followed.");

const common = {
  id: z.string().regex(/^[a-z][a-z0-9-]*$/),
  title: z.string().min(3).max(160).describe('The sentence that the student reads.'),
  cluster: z.string().optional().describe('Which cluster; the first one when absent.'),
  guard: z
    .boolean()
    .default(false)
    .describe('True at the start and to be kept: no points, losing it fails the task.'),
  needs: z.array(z.string()).default([]).describe('Checks that must pass before this one says anything.'),
  next: z.string().optional().describe('What to look at next when it fails.'),
};

export const checkSpec = z.union(
  [
    z.strictObject({ ...common, object: objectCondition }),
    z.strictObject({ ...common, cel: celCondition }),
    z.strictObject({ ...common, http: httpCondition }),
    z.strictObject({ ...common, exec: execCondition }),
    z.strictObject({ ...common, gone: goneCondition }),
    z.strictObject({ ...common, 'can-i': canICondition }),
    z.strictObject({ ...common, file: fileCondition }),
  ],
  {
    error:
      'a check needs exactly one of object, cel, http, exec, gone, can-i and file, and no unknown fields',
  },
);

export type CheckSpec = z.infer<typeof checkSpec>;
export type ObjectCondition = z.infer<typeof objectCondition>;
export type CelCondition = z.infer<typeof celCondition>;
export type HttpCondition = z.infer<typeof httpCondition>;
export type ExecCondition = z.infer<typeof execCondition>;
export type GoneCondition = z.infer<typeof goneCondition>;
export type CanICondition = z.infer<typeof canICondition>;
export type FileCondition = z.infer<typeof fileCondition>;
