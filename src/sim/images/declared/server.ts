/** The web server of a declared image: the author's answers by path, and a line in the log for each. */
import type { DeclaredImage } from '@/declared-images';
import type { NativeProgram, ProgramContext } from '../../contracts';
import { requestTarget } from '../shared/http';
import { GO_KILLED, goLog, goPortInUse, goText, serveUntilSignal } from '../shared/serve';

type HttpServer = NonNullable<DeclaredImage['http']>;
type Answer = HttpServer['answers'][number];

const SECOND_MS = 1_000;
const NOT_FOUND = '404 page not found\n';

export const declaredServer =
  ({ port, startSeconds, answers }: HttpServer): NativeProgram =>
  async (context) => {
    if (startSeconds > 0) await startingUp(context, startSeconds * SECOND_MS);
    if (context.terminated.aborted) return GO_KILLED;
    const signal = await serveUntilSignal(context, port, {
      ready: () => goLog(context, `listening on port ${port}`),
      http: async (request) => {
        const url = new URL(request.url);
        const found = answers.find((one) => fits(one.path, url.pathname));
        const response = found ? answerOf(context, found) : goText(context, NOT_FOUND, 404);
        goLog(context, `${request.method} ${requestTarget(url)} ${response.status}`);
        return response;
      },
    });
    return signal === undefined ? goPortInUse(context, port) : GO_KILLED;
  };

/** Until it has started, or is told to end. */
const startingUp = (context: ProgramContext, ms: number): Promise<unknown> => {
  goLog(context, 'starting');
  const ended = new Promise((resolve) => {
    context.terminated.addEventListener('abort', resolve, { once: true });
  });
  return Promise.race([context.sleep(ms), ended]);
};

const fits = (wanted: string, path: string): boolean =>
  wanted.endsWith('*') ? path.startsWith(wanted.slice(0, -1)) : path === wanted;

function answerOf(context: ProgramContext, { status, body, headers }: Answer): Response {
  const response = goText(context, filledIn(body, context.env), status);
  for (const [name, value] of Object.entries(headers))
    response.headers.set(name, filledIn(value, context.env));
  return response;
}

const filledIn = (text: string, env: Readonly<Record<string, string>>): string =>
  text.replace(/\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g, (_whole, name: string) => env[name] ?? '');
