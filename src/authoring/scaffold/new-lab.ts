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
  const wrong = `labs/${id}/wrong.yaml`;
  return await writeFiles(root, {
    [file]: `${schemaComment(root, file, 'lab')}${labFile(id)}`,
    [`labs/${id}/setup/1-namespace.yaml`]: `apiVersion: v1\nkind: Namespace\nmetadata:\n  name: ${id}\n`,
    [`labs/${id}/solutions/1-commands.sh`]: commands(id),
    [`labs/${id}/solutions/2-manifest.sh`]: manifest(id),
    [wrong]: `${schemaComment(root, wrong, 'wrong')}${WRONG}`,
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

const commands = (id: string): string => `set -e
kubectl run web -n ${id} --image=nginx:1.29
kubectl wait -n ${id} --for=condition=Ready pod/web
`;

const manifest = (id: string): string => `set -e
cat > pod.yaml <<'YAML'
apiVersion: v1
kind: Pod
metadata:
  name: web
  namespace: ${id}
spec:
  containers:
    - name: nginx
      image: nginx:1.29
YAML
kubectl apply -f pod.yaml
kubectl wait -n ${id} --for=condition=Ready pod/web
`;

const WRONG = `- fails: pod-exists
  why: The pod has another name.
  change:
    - from: kubectl run web
      to: kubectl run wob
    - from: pod/web
      to: pod/wob

- fails: pod-image
  why: It runs another image.
  change:
    - from: nginx:1.29
      to: httpd:2.4

- fails: pod-ready
  why: A readiness probe that never succeeds.
  solution: 2-manifest.sh
  change:
    - from: "image: nginx:1.29"
      to: |-
        image: nginx:1.29
              readinessProbe:
                tcpSocket:
                  port: 81
    - from: "--for=condition=Ready"
      to: "--for=jsonpath='{.status.phase}'=Running"
`;
