/** HashiCorp's http-echo: answers every request with one text. docker.io/hashicorp/http-echo, without a shell. */
import type { ImageDefinition, NativeProgram } from '../../contracts';
import { GO_KILLED, goFlags, goLog, goPortInUse, goText, serveUntilSignal } from '../shared/serve';
import { goLogDate } from '../shared/time';
import { toolImage } from '../shared/userland';

const MISSING = 127;
const INTERRUPTED = 2;
const SIGINT = 2;

// upstream: github.com/hashicorp/http-echo main.go
const httpEcho =
  (version: string): NativeProgram =>
  async (context) => {
    const { flags, rest } = goFlags(context.argv.slice(1));
    const text = flags.get('text') || context.env.ECHO_TEXT || '';
    const address = flags.get('listen') ?? ':5678';
    if (flags.has('version')) return print(`http-echo v${version}`, 0);
    if (text === '') return print(missingText(version), MISSING);
    if (rest.length > 0) return print('Too many arguments!', MISSING);
    const port = Number(address.slice(address.lastIndexOf(':') + 1));
    const app = (body: string) => {
      const response = goText(context, body);
      response.headers.set('x-app-name', 'http-echo');
      response.headers.set('x-app-version', version);
      return response;
    };
    goLog(context, `[INFO] server is listening on ${address}`);
    const signal = await serveUntilSignal(context, port, {
      http: async (request, peer) => {
        const url = new URL(request.url);
        if (url.pathname === '/health') return app('{"status":"ok"}\n');
        const agent = request.headers.get('user-agent') ?? '';
        const target = `${url.pathname}${url.search}`;
        context.stdout(
          `${goLogDate(context.now())} ${url.host} ${peer.ip}:0 "${request.method} ${target} HTTP/1.1" 200 ${text.length + 1} "${agent}" 10µs\n`,
        );
        return app(`${text}\n`);
      },
    });
    if (signal === undefined) return goPortInUse(context, port, '[ERR] server exited with: ');
    if (signal !== SIGINT) return GO_KILLED;
    goLog(context, '[INFO] received interrupt, shutting down...');
    return INTERRUPTED;

    function print(line: string, code: number): number {
      context.stderr(`${line}\n`);
      return code;
    }
  };

const missingText = (version: string) =>
  version.startsWith('0.') ? 'Missing -text option!' : 'Missing -text option OR ENV var TEXT is empty!';

export const httpEchoImages: readonly ImageDefinition[] = [
  ['1.0.0', 'latest', '1.0'],
  ['0.2.3', 'alpine'],
].map((tags) =>
  toolImage({
    repository: 'hashicorp/http-echo',
    tags,
    mebibytes: 3.2,
    entrypoint: ['/http-echo'],
    env: tags.includes('latest') ? { ECHO_TEXT: 'hello-world' } : {},
    exposedPorts: [5678],
    programs: { '/http-echo': httpEcho(tags[0] ?? '') },
    userland: 'none',
  }),
);
