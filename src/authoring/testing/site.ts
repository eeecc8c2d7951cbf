/** The smallest site that lints clean, in a folder of its own: a lesson with a lab. Tests spoil one thing of it. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

export const LESSON = 'content/k8s/01-pods/01-first.mdx';
export const LAB = 'labs/first/lab.yaml';

const FILES: Readonly<Record<string, string>> = {
  'content/k8s/course.yaml': 'title: Kubernetes\nsummary: Learn it by doing it.\nlevel: beginner\n',
  'content/k8s/01-pods/module.yaml': 'title: Pods\nsummary: The smallest thing you run.\n',
  [LESSON]: `---
title: A pod
summary: Runs a first pod and looks at it.
minutes: 1
lab: first
---

Run one.

\`\`\`bash run
kubectl run web --image=nginx:1.29
\`\`\`

## Look at it

It is there, and [this](#look-at-it) is where.

<Quiz>
<Question id="what" prompt="What is it?">
<Answer id="pod" correct>A pod<Why>It is.</Why></Answer>
<Answer id="node">A node<Why>That is a machine.</Why></Answer>
</Question>
</Quiz>
`,
  [LAB]: `apiVersion: sealegs.dev/v1
kind: Lab
title: A first pod
minutes: 5
intro: Work in the namespace \`team-a\`.
tasks:
  - id: pod
    title: Run a pod
    weight: 100
    body: Run a pod named \`web\` from the image \`nginx:1.29\`, with three labels.
    hints:
      - Look at kubectl run.
      - Which flag names the image?
      - "\`kubectl run web --image=nginx:1.29\`"
    after: The kubelet runs it.
    checks:
      - id: pod-exists
        title: The pod is there
        object:
          apiVersion: v1
          kind: Pod
          metadata:
            name: web
            namespace: team-a
          spec:
            containers:
              - image: nginx:1.29
`,
  'labs/first/setup/1-team.yaml': 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: team-a\n',
  'labs/first/solutions/1-commands.sh': 'kubectl run web -n team-a --image=nginx:1.29\n',
  'labs/first/solutions/2-manifest.sh': 'kubectl apply -n team-a -f pod.yaml\n',
  'labs/first/wrong.yaml': '- fails: pod-exists\n  why: Nothing was done.\n  run: "true"\n',
};

export interface TestSite {
  readonly root: string;
  write(file: string, text: string): Promise<void>;
  /** Replaces a text that has to be there. */
  edit(file: string, from: string, to: string): Promise<void>;
  remove(): Promise<void>;
}

export async function testSite(): Promise<TestSite> {
  const root = await mkdtemp(path.join(tmpdir(), 'sealegs-site-'));
  const current = new Map(Object.entries(FILES));
  const write = async (file: string, text: string) => {
    current.set(file, text);
    await mkdir(path.dirname(path.join(root, file)), { recursive: true });
    await writeFile(path.join(root, file), text);
  };
  for (const [file, text] of Object.entries(FILES)) await write(file, text);
  return {
    root,
    write,
    edit: async (file, from, to) => {
      const text = current.get(file) ?? '';
      if (!text.includes(from)) throw new Error(`${file} holds no "${from}"`);
      await write(file, text.replace(from, to));
    },
    remove: () => rm(root, { recursive: true }),
  };
}
