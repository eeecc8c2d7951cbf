/**
 * Kubernetes' own test image, one program with many parts: registry.k8s.io/e2e-test-images/agnhost. Here are netexec,
 * serve-hostname, liveness, grpc-health-checking and pause.
 */
import { toolFile } from '../../containers';
import type { ImageDefinition, NativeProgram, ProgramContext } from '../../contracts';
import { signalled } from '../shared/http';
import { GO_KILLED, goFlags, goPortInUse, serveUntilSignal } from '../shared/serve';
import { toolImage } from '../shared/userland';
import { grpcHealthChecking } from './grpc-health-checking';
import { liveness } from './liveness';
import { netexec } from './netexec';

const HOSTNAME_PORT = 9376;

// upstream: test/images/agnhost/serve-hostname/serve_hostname.go
async function serveHostname(context: ProgramContext, flags: ReadonlyMap<string, string>): Promise<number> {
  const port = Number(flags.get('port') ?? HOSTNAME_PORT);
  const signal = await serveUntilSignal(context, port, { http: async () => new Response(context.hostname) });
  if (signal === undefined) return goPortInUse(context, port);
  return signal === SIGTERM ? 0 : GO_KILLED;
}
const SIGTERM = 15;

const agnhost: NativeProgram = async (context) => {
  const [, command = '', ...args] = context.argv;
  const { flags } = goFlags(args);
  if (command === 'netexec') return netexec(context, flags);
  if (command === 'grpc-health-checking') return grpcHealthChecking(context, flags);
  if (command === 'liveness') return liveness(context);
  if (command === 'serve-hostname') return serveHostname(context, flags);
  if (command === 'pause') {
    context.stdout('Paused\n');
    await signalled(context.terminated);
    return GO_KILLED;
  }
  context.stderr(
    `agnhost ${command}: only netexec, serve-hostname, liveness, grpc-health-checking and pause are simulated (docs/images.md)\n`,
  );
  return 1;
};

const TAGS = [
  '2.57',
  '2.56',
  '2.55',
  '2.53',
  '2.52',
  '2.47',
  '2.45',
  '2.43',
  '2.40',
  '2.39',
  '2.36',
  '2.32',
  '2.21',
];

export const agnhostImages: readonly ImageDefinition[] = TAGS.map((tag) =>
  toolImage({
    repository: 'registry.k8s.io/e2e-test-images/agnhost',
    tags: [tag],
    mebibytes: 51,
    entrypoint: ['/agnhost'],
    cmd: ['pause'],
    exposedPorts: [80, 8080, 8081, 9376],
    files: { '/usr/bin/curl': toolFile('curl'), '/bin/bash': toolFile('bash') },
    programs: { '/agnhost': agnhost },
    userland: 'busybox',
  }),
);
