/** `sealegs new lab <id>`: a small lab that proves itself as it is, to be changed step by step into one's own. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { schemaComment } from './schema-comment';
import { PLACE, ScaffoldError, titleOf, writeFiles } from './write-files';

const ID = /^[a-z][a-z0-9-]{1,40}$/;

/** @returns the files that were written, by their paths below `root` */
export async function newLab(root: string, id: string): Promise<readonly string[]> {
  if (!ID.test(id))
    throw new ScaffoldError(`"${id}" is no id: lower case letters, digits and dashes, as in node-failure.`);
  if (existsSync(path.join(root, 'labs', id)))
    throw new ScaffoldError(`labs/${id} is there already; nothing was written.`);
  const file = `labs/${id}/lab.yaml`;
  const answers = {
    'solutions/1-commands.sh': run(id, 'web', 'nginx:1.29'),
    'solutions/2-manifest.sh': manifest(id),
    'wrong/pod-exists.sh': wrong(
      'pod-exists',
      'The pod has another name.',
      run(id, 'wob', 'nginx:1.29', 'wob'),
    ),
    'wrong/pod-image.sh': wrong('pod-image', 'It runs another image.', run(id, 'web', 'httpd:2.4')),
    'wrong/pod-ready.sh': wrong(
      'pod-ready',
      'A readiness probe that never succeeds.',
      manifest(id, '\n      readinessProbe:\n        tcpSocket:\n          port: 81', false),
    ),
  };
  return await writeFiles(root, {
    [file]: `${schemaComment(root, file, 'lab')}${labFile(id)}`,
    [`labs/${id}/setup/1-namespace.yaml`]: `apiVersion: v1\nkind: Namespace\nmetadata:\n  name: ${id}\n`,
    ...Object.fromEntries(Object.entries(answers).map(([name, text]) => [`labs/${id}/${name}`, text])),
  });
}

const labFile = (id: string): string => `apiVersion: sealegs.dev/v1
kind: Lab
title: ${titleOf(id)}
minutes: 5
intro: |
  ${PLACE}: what this lab is about. You work in the namespace \`${id}\`.
tasks:
  - id: pod
    title: Run a pod
    weight: 100
    body: |
      In the namespace \`${id}\`, run a pod named \`web\` from the image \`nginx:1.29\`.

      ${PLACE}: your own task. Say every name and number that its checks ask for.
    hints:
      - "${PLACE}: where to look. \`kubectl run --help\` shows examples."
      - "${PLACE}: what to use. \`--image\` names the image, \`-n\` the namespace."
      - |
        ${PLACE}: nearly the answer.

        \`\`\`bash put
        kubectl run web -n ${id} --image=nginx:1.29
        \`\`\`
    after: |
      ${PLACE}: why it works, for somebody who has just done it.
    checks:
      - id: pod-exists
        title: There is a pod named web
        object:
          apiVersion: v1
          kind: Pod
          metadata:
            name: web
            namespace: ${id}
        next: "\`kubectl get pods -A\` shows the pods of all namespaces."
      - id: pod-image
        title: It runs the image nginx:1.29
        needs: [pod-exists]
        object:
          apiVersion: v1
          kind: Pod
          metadata:
            name: web
            namespace: ${id}
          spec:
            containers:
              - image: nginx:1.29
      - id: pod-ready
        title: It is ready
        needs: [pod-image]
        cel:
          apiVersion: v1
          kind: Pod
          namespace: ${id}
          name: web
          expression: >-
            has(object.status.conditions) && object.status.conditions.exists(c, c.type == "Ready" && c.status == "True")
          expected: the condition Ready
          found: '"phase " + object.status.phase'
        next: "\`kubectl describe pod web -n ${id}\`: the events at the end say what happened."
`;

const run = (id: string, name: string, image: string, waitFor = name): string =>
  `set -e
kubectl run ${name} -n ${id} --image=${image}
kubectl wait -n ${id} --for=condition=Ready pod/${waitFor}
`;

const manifest = (id: string, more = '', waits = true): string => `set -e
cat > pod.yaml <<'YAML'
apiVersion: v1
kind: Pod
metadata:
  name: web
  namespace: ${id}
spec:
  containers:
    - name: nginx
      image: nginx:1.29${more}
YAML
kubectl apply -f pod.yaml
${waits ? `kubectl wait -n ${id} --for=condition=Ready pod/web` : `kubectl wait -n ${id} --for=jsonpath='{.status.phase}'=Running pod/web`}
`;

const wrong = (check: string, why: string, script: string): string =>
  `# fails: ${check}\n# ${why}\n${script}`;
