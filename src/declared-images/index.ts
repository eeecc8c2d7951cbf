/**
 * Images that an author declares instead of writing a program: `images` of a lab, or a file for `sealegs-sim up`. This
 * one definition is the validator, the editor's JSON Schema and the manual; what it makes of them is the provider's
 * affair (src/sim/images/declared).
 */
import { z } from 'zod';

const MAX_TEXT = 100_000;

const repository = z
  .string()
  .max(255)
  .regex(
    /^(?:[a-z0-9.-]+(?::\d+)?\/)?[a-z0-9]+(?:[._-]+[a-z0-9]+)*(?:\/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*$/,
    'must be an image\'s name without a tag, in lower case: "shop" or "registry.example.com/team/shop"',
  );
const tag = z
  .string()
  .regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/, 'must be a tag in quotes: letters, digits, ".", "_" and "-"');
const path = z.string().regex(/^\/./, 'must be an absolute path: "/etc/app.conf"');
const variable = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'must be the name of an environment variable');
const words = z.array(z.string()).max(50);
const text = z.string().max(MAX_TEXT);

const requirement = z.strictObject({
  env: variable.describe('The variable that must be set, and not to nothing.'),
  message: z
    .string()
    .max(2_000)
    .exactOptional()
    .describe('What it prints to stderr before it ends. Default: "NAME is not set".'),
  exitCode: z.number().int().min(1).max(255).default(1).describe('What it ends with.'),
});

/** As authors write it in a body. */
const variableIn = (name: string): string => `\${${name}}`;

const answer = z.strictObject({
  path: z
    .string()
    .regex(/^\//, 'must begin with "/"')
    .describe(
      'Exactly this path, or with "*" at its end whatever begins so. The first answer that fits is given.',
    ),
  status: z.number().int().min(200).max(599).default(200).describe('The status code.'),
  body: text
    .default('')
    .describe(
      `What is sent. ${variableIn('NAME')} stands for an environment variable, ${variableIn('HOSTNAME')} for the pod.`,
    ),
  headers: z.record(z.string(), z.string()).default({}).describe('Default: content-type: text/plain.'),
});

const httpServer = z.strictObject({
  port: z.number().int().min(1).max(65_535).describe('Where it listens.'),
  startSeconds: z
    .number()
    .min(0)
    .max(3_600)
    .default(0)
    .describe('How long it takes from its start until it listens.'),
  answers: z.array(answer).min(1).max(50).describe('What it answers; anything else is a 404.'),
});

export const declaredImage = z
  .strictObject({
    repository: repository.describe(
      'Its name as pods say it, without the tag: shop is on Docker Hub, registry.example.com/team/shop on a registry of that name.',
    ),
    tags: z
      .array(tag)
      .min(1)
      .max(20)
      .describe('The tags of this one version. Another version is another entry of the same repository.'),
    from: z
      .string()
      .min(1)
      .describe(
        'The image of docs/images.md that it is built on, files, tools, programs and environment: nginx:1.29. scratch is nothing, not even a shell.',
      ),
    files: z
      .record(path, text)
      .default({})
      .describe('Files by absolute path, over those of from. One that begins with "#!" can be run.'),
    env: z.record(variable, z.string()).default({}).describe('Variables beyond those of from.'),
    entrypoint: words
      .exactOptional()
      .describe("As in a Dockerfile; a pod's command replaces it. Ends cmd of from."),
    cmd: words.exactOptional().describe("As in a Dockerfile; a pod's args or command replace it."),
    workingDir: path.exactOptional().describe('Where commands begin.'),
    user: z.string().min(1).exactOptional().describe('Who runs it: "1000" or "1000:1000".'),
    requires: z
      .array(requirement)
      .max(20)
      .default([])
      .describe('Variables without which it ends at once, as long as its entrypoint is not replaced.'),
    http: httpServer
      .exactOptional()
      .describe(
        'A web server of its own, /usr/local/bin/serve, that it runs unless entrypoint or cmd say otherwise.',
      ),
    private: z
      .strictObject({
        username: z.string().min(1).describe('Who may pull it.'),
        password: z.string().min(1).describe('The password. No secret: students are to find it in the task.'),
      })
      .exactOptional()
      .describe(
        'Pulled only with an imagePullSecret (type kubernetes.io/dockerconfigjson) for its registry.',
      ),
  })
  .describe("An image of one's own.");

/** An image as its author declares it, with everything that was left out filled in. */
export type DeclaredImage = z.infer<typeof declaredImage>;

/** All images of a lab or a file. */
export const declaredImages = z
  .array(declaredImage)
  .max(30)
  .superRefine((images, context) => {
    const known = new Set<string>();
    for (const [index, { repository: name, tags }] of images.entries()) {
      for (const one of tags) {
        const reference = `${name}:${one}`;
        if (known.has(reference))
          context.addIssue({
            code: 'custom',
            path: [index, 'tags'],
            message: `${reference} is there twice; a tag means one image`,
          });
        known.add(reference);
      }
    }
  });
