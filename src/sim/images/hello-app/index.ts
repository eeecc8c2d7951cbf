/** Google's sample web server, of which two versions tell themselves apart: …/hello-app:1.0 and 2.0. */
import type { ImageDefinition, NativeProgram } from '../../contracts';
import { GO_KILLED, goLog, goPortInUse, goText, serveUntilSignal } from '../shared/serve';
import { toolImage } from '../shared/userland';

const REPOSITORIES = [
  'gcr.io/google-samples/hello-app',
  'us-docker.pkg.dev/google-samples/containers/gke/hello-app',
];

// upstream: github.com/GoogleCloudPlatform/kubernetes-engine-samples hello-app/main.go
const helloApp =
  (version: string): NativeProgram =>
  async (context) => {
    const port = Number(context.env.PORT ?? 8080);
    goLog(context, `Server listening on port ${port}`);
    const signal = await serveUntilSignal(context, port, {
      http: async (request) => {
        goLog(context, `Serving request: ${new URL(request.url).pathname}`);
        return goText(context, `Hello, world!\nVersion: ${version}\nHostname: ${context.hostname}\n`);
      },
    });
    return signal === undefined ? goPortInUse(context, port) : GO_KILLED;
  };

export const helloAppImages: readonly ImageDefinition[] = REPOSITORIES.flatMap((repository) =>
  ['1.0', '2.0'].map((tag) =>
    toolImage({
      repository,
      tags: [tag],
      mebibytes: 11,
      cmd: ['/hello-app'],
      env: { PORT: '8080' },
      user: 'nonroot:nonroot',
      files: {
        '/etc/passwd':
          'root:x:0:0:root:/root:/sbin/nologin\nnonroot:x:65532:65532:nonroot:/home/nonroot:/sbin/nologin\n',
      },
      programs: { '/hello-app': helloApp(`${tag}.0`) },
      userland: 'none',
    }),
  ),
);
