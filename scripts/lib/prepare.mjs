/** The parent's side of dist/prepare.js. */
import { fork } from 'node:child_process';
import path from 'node:path';

export function openPreparer(root) {
  const child = fork(path.join(root, 'dist/prepare.js'), { cwd: root });
  const waiting = new Map();
  let asked = 0;
  child.on('message', ({ id, result, error }) => {
    const { resolve, reject } = waiting.get(id);
    waiting.delete(id);
    if (error) reject(Object.assign(new Error(error.message), error));
    else resolve(result);
  });
  child.once('exit', (code) => {
    for (const { reject } of waiting.values()) reject(new Error(`dist/prepare.js ended with ${code}`));
  });
  return {
    ask: (question, input) =>
      new Promise((resolve, reject) => {
        const id = asked++;
        waiting.set(id, { resolve, reject });
        child.send({ id, ask: question, input });
      }),
    close: () => child.disconnect(),
  };
}
