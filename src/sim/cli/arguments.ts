/** What the command line says, checked, with a sentence for each mistake. */
import { parseArgs } from 'node:util';

export interface UpArguments {
  readonly kubeconfig: string;
  readonly nodes: number;
  readonly port: number;
  /** Where an HTTP proxy into the cluster's network listens; absent: none. */
  readonly proxy?: number;
  readonly addons: readonly string[];
  /** A file of declared images. */
  readonly images?: string;
  readonly data?: string;
  readonly name: string;
}

export type Command = { readonly name: 'up'; readonly arguments: UpArguments } | { readonly name: 'help' };

/** A mistake of the user's; the message is all that he needs. */
export class UsageError extends Error {}

const MAX_NODES = 100;
const MAX_PORT = 65_535;
const CONTEXT_NAME = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;

export const HELP = `sealegs-sim: a Kubernetes cluster that starts in milliseconds, for any Kubernetes client.

Usage:
  sealegs-sim up --kubeconfig FILE [--nodes N] [--port P] [--proxy P] [--data DIR] [--name NAME] [--addons A,B]
                 [--images FILE]

  --kubeconfig FILE  where kubectl finds the cluster; a file that exists gains a context, or has it renewed
  --nodes N          how many nodes it has (default 1); the first one is the control plane
  --port P           the port on 127.0.0.1 where its API listens (default: any free one)
  --proxy P          the port on 127.0.0.1 of an HTTP proxy to node ports, load balancers and Ingresses, for curl -x
  --data DIR         keeps the cluster there, to go on with it at the next start; without it nothing is kept
  --name NAME        the name of the context (default sealegs)
  --addons A,B       what the cluster has beyond its bare self: coredns, kube-proxy, metrics-server ...
  --images FILE      images of one's own, as a lab declares them (docs/images.md)

The cluster is served until the program is stopped (Ctrl-C).
`;

export function parseCommand(argv: readonly string[]): Command {
  const { values, positionals } = parse(argv);
  if (values.help || positionals[0] === 'help') return { name: 'help' };
  const [command, ...more] = positionals;
  if (command === undefined) return { name: 'help' };
  if (command !== 'up') throw new UsageError(`unknown command ${JSON.stringify(command)}`);
  if (more.length > 0) throw new UsageError(`unexpected argument ${JSON.stringify(more[0])}`);
  const { kubeconfig, data, images, name = 'sealegs' } = values;
  if (!kubeconfig) throw new UsageError('--kubeconfig FILE is needed: kubectl finds the cluster by it');
  if (!CONTEXT_NAME.test(name)) {
    throw new UsageError(`--name ${name}: use lower-case letters, digits and '-', as for a DNS label`);
  }
  const nodes = number('--nodes', values.nodes ?? '1', { min: 1, max: MAX_NODES });
  const port = number('--port', values.port ?? '0', { min: 0, max: MAX_PORT });
  const proxy =
    values.proxy === undefined ? {} : { proxy: number('--proxy', values.proxy, { min: 1, max: MAX_PORT }) };
  const addons = (values.addons ?? '').split(',').filter((addon) => addon !== '');
  const extra = { ...proxy, ...(data ? { data } : {}), ...(images ? { images } : {}) };
  return { name: 'up', arguments: { kubeconfig, nodes, port, name, addons, ...extra } };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        kubeconfig: { type: 'string' },
        nodes: { type: 'string' },
        port: { type: 'string' },
        proxy: { type: 'string' },
        data: { type: 'string' },
        name: { type: 'string' },
        addons: { type: 'string' },
        images: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    // Node's text, without its advice about positional arguments.
    throw new UsageError((error as Error).message.split('. To specify')[0] ?? 'bad arguments');
  }
}

function number(flag: string, text: string, range: { readonly min: number; readonly max: number }): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= range.min && value <= range.max) return value;
  throw new UsageError(`${flag} ${text}: a number from ${range.min} to ${range.max} is needed`);
}
