/** The server of the CKAD exercises, which tells its host: docker.io/dgkanatsios/simpleapp. */
// upstream: github.com/dgkanatsios/simpleapp server.js
import type { ImageDefinition, NativeProgram } from '../../contracts';
import { decodedPath, signalled } from '../shared/http';
import { toolImage } from '../shared/userland';

const PORT = 8080;

/** npm ends as a shell would: with the number of the signal. */
const SIGNALLED = 128;

const simpleapp: NativeProgram = async (context) => {
  const listener = await context.net.listen(PORT, {
    http: async ({ url }, peer) => {
      const path = decodedPath(new URL(url));
      if (path !== '/') return new Response(`Cannot GET ${path ?? ''}\n`, { status: 404 });
      context.stdout(`IP: ::ffff:${peer.ip}\n`);
      return new Response(`Hello world from ${context.hostname}\n`, {
        headers: { 'content-type': 'text/html; charset=utf-8', 'x-powered-by': 'Express' },
      });
    },
  });
  context.stdout(`Running on http://0.0.0.0:${PORT}\n`);
  const signal = await signalled(context.terminated);
  listener.close();
  return SIGNALLED + signal;
};

export const simpleappImages: readonly ImageDefinition[] = [
  toolImage({
    repository: 'dgkanatsios/simpleapp',
    tags: ['latest'],
    mebibytes: 26,
    cmd: ['npm', 'start'],
    workingDir: '/usr/src/app',
    exposedPorts: [PORT],
    programs: { '/usr/bin/npm': simpleapp },
    userland: 'busybox',
  }),
];
