/** Uses as much processor time and memory as it is asked to: registry.k8s.io/e2e-test-images/resource-consumer. */
// upstream: test/images/resource-consumer/resource_consumer_handler.go
import type { ImageDefinition, NativeProgram, ProgramContext } from '../../contracts';
import { GO_KILLED, goPortInUse, goText, serveUntilSignal } from '../shared/serve';
import { toolImage } from '../shared/userland';

const PORT = 8080;
const SECOND_MS = 1_000;
const MIB = 1_048_576;
const IDLE_BYTES = 6 * MIB;
const BAD_REQUEST = 400;

const consumer: NativeProgram = async (context) => {
  const flag = context.argv.find((arg) => /^--?port=\d+$/.test(arg));
  const port = Number(flag?.split('=')[1] ?? PORT);
  let held = IDLE_BYTES;
  const hold = (bytes: number) => {
    held += bytes;
    context.hold(held);
  };
  context.hold(held);
  const signal = await serveUntilSignal(context, port, {
    http: async (request) => respond(context, hold, request),
  });
  return signal === undefined ? goPortInUse(context, port) : GO_KILLED;
};

async function respond(
  context: ProgramContext,
  hold: (bytes: number) => void,
  request: Request,
): Promise<Response> {
  const url = new URL(request.url);
  if (url.pathname === '/metrics') return goText(context, '');
  if (request.method !== 'POST') return goText(context, 'Bad request. Not a POST request\n', BAD_REQUEST);
  const form = new URLSearchParams([...url.searchParams, ...new URLSearchParams(await request.text())]);
  if (url.pathname === '/ConsumeCPU') {
    return consume(context, form, {
      name: 'ConsumeCPU',
      unit: 'millicores',
      use: (n, s) => burn(context, n, s),
    });
  }
  if (url.pathname === '/ConsumeMem') {
    const use = async (megabytes: number, seconds: number) => {
      hold(megabytes * MIB);
      await context.sleep(seconds * SECOND_MS);
      hold(-megabytes * MIB);
    };
    return consume(context, form, { name: 'ConsumeMem', unit: 'megabytes', use });
  }
  if (url.pathname === '/GetCurrentStatus')
    return goText(context, 'Warning: not implemented!\nGetCurrentStatus');
  return goText(context, `unknown function: ${url.pathname}\n`, 404);
}

interface Use {
  readonly name: string;
  readonly unit: string;
  readonly use: (amount: number, seconds: number) => Promise<void>;
}

function consume(context: ProgramContext, form: URLSearchParams, { name, unit, use }: Use): Response {
  const [amount, seconds] = [form.get(unit) ?? '', form.get('durationSec') ?? ''];
  if (amount === '' || seconds === '') return goText(context, 'not given function argument\n', BAD_REQUEST);
  if (!/^\d+$/.test(amount) || !/^\d+$/.test(seconds)) {
    return goText(context, 'incorrect function argument\n', BAD_REQUEST);
  }
  void use(Number(amount), Number(seconds));
  return goText(context, `${name}\n${amount} ${unit}\n${seconds} durationSec\n`);
}

async function burn(context: ProgramContext, millicores: number, seconds: number): Promise<void> {
  for (let second = 0; second < seconds && !context.terminated.aborted; second++) {
    await context.sleep(SECOND_MS);
    context.spend(millicores);
  }
}

export const resourceConsumerImages: readonly ImageDefinition[] = ['1.13', '1.11', '1.10', '1.9'].map((tag) =>
  toolImage({
    repository: 'registry.k8s.io/e2e-test-images/resource-consumer',
    tags: [tag],
    mebibytes: 49,
    entrypoint: ['/consumer'],
    exposedPorts: [PORT],
    programs: { '/consumer': consumer },
    userland: 'debian',
  }),
);
