/**
 * labs/<id>/lab.yaml. This one definition is the validator, the editor's JSON Schema and the author's manual; a field's
 * description says what it is for.
 */
import { z } from 'zod';
import { declaredImages } from '../declared-images';
import { checkSpec } from '../grading/check-schema';

const id = z.string().regex(/^[a-z][a-z0-9-]*$/, 'must be lower case letters, digits and dashes');
const markdown = z.string().min(1);

const nodeSpec = z.strictObject({
  name: id.describe("The node's name."),
  role: z
    .enum(['control-plane', 'worker'])
    .default('worker')
    .describe('control-plane nodes carry the usual taint.'),
  labels: z
    .record(z.string(), z.string())
    .exactOptional()
    .describe('Labels beyond those that every node has.'),
  capacity: z
    .record(z.string(), z.string())
    .exactOptional()
    .describe('Quantities such as cpu: "4", memory: 8Gi, nvidia.com/gpu: "1".'),
});

const clusterSpec = z.strictObject({
  name: id.default('lab').describe("The cluster's and its context's name."),
  nodes: z
    .array(nodeSpec)
    .min(1)
    .max(50)
    .default([
      { name: 'controlplane', role: 'control-plane' },
      { name: 'node01', role: 'worker' },
      { name: 'node02', role: 'worker' },
    ])
    .describe('One control plane and two workers unless said otherwise.'),
  addons: z
    .array(id)
    .max(20)
    .default([])
    .describe(
      'What the cluster has beyond its bare self: metrics-server, local-path-provisioner, ingress-nginx ...',
    ),
});

const task = z.strictObject({
  id: id.describe('Stable: results are kept under it.'),
  title: z.string().min(3).max(80).describe('What is to be done, as a heading.'),
  weight: z.number().int().min(1).max(100).describe("The task's share of the lab's points."),
  body: markdown.describe(
    'The task in full. Every name and number that a check asks for stands here. Markdown.',
  ),
  after: markdown.optional().describe('Shown after passing: why it works. Markdown.'),
  hints: z.array(markdown).max(5).default([]).describe('From a nudge to nearly the answer. Markdown.'),
  checks: z.array(checkSpec).min(1).describe('What must be true in the cluster.'),
});

export const labFile = z.strictObject({
  apiVersion: z.literal('sealegs.dev/v1'),
  kind: z.literal('Lab'),
  title: z.string().min(3).max(80).describe("The lab's name."),
  intro: markdown.describe('What this lab is about. Markdown.'),
  minutes: z.number().int().min(1).max(120).describe('How long most people take.'),
  provider: z.enum(['any', 'simulator']).default('any').describe('Where the lab can run.'),
  needs: z
    .array(z.enum(['snapshot', 'time', 'undo']))
    .default([])
    .describe(
      'Powers of the provider that the lab cannot do without; one that lacks them does not open it. With `time`, students ' +
        'move the clock by "Time and undo", scripts of solutions and wrong answers by lines such as `# time: +6m`.',
    ),
  clusters: z
    .array(clusterSpec)
    .min(1)
    .max(3)
    .default(() => [clusterSpec.parse({})])
    .describe('The clusters of the lab; the first is where the terminal begins.'),
  images: declaredImages
    .default([])
    .describe(
      "Images of the lab's own, which can be pulled in all of its clusters; needs provider: simulator.",
    ),
  tasks: z.array(task).min(1).max(6).describe('Two to six are usual.'),
});

export type LabFile = z.infer<typeof labFile>;
export type LabTask = LabFile['tasks'][number];
