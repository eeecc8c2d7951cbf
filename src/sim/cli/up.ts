/** `sealegs-sim up`: serves one cluster until it is told to stop. */
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { UnknownAddOnError } from '../addons';
import { DeclaredImageError } from '../images';
import { type OpenCluster, openCluster, serveWebProxy } from '../node';
import { type UpArguments, UsageError } from './arguments';
import { readImages } from './images-file';
import { writeKubeconfig } from './kubeconfig-file';

const LOCK = 'lock';

/** Resolves when `stopped` does and the cluster is closed. */
export async function up(options: UpArguments, stopped: Promise<unknown>): Promise<void> {
  const folder = options.data === undefined ? undefined : resolve(options.data);
  const unlock = folder === undefined ? () => {} : lock(folder);
  try {
    const open = await openNamed(options, folder);
    let endProxy = () => {};
    try {
      if (options.proxy !== undefined) endProxy = await startProxy(open, options.proxy);
      const server = `https://127.0.0.1:${open.port}`;
      await writeKubeconfig(options.kubeconfig, open.kubeconfig({ server, context: options.name }));
      process.stdout.write(readyLine(options, server, open));
      await stopped;
    } finally {
      endProxy();
      await open.close();
    }
  } finally {
    unlock();
  }
}

async function openNamed(
  { name, nodes, port, addons, images }: UpArguments,
  folder: string | undefined,
): Promise<OpenCluster> {
  const declared = images === undefined ? [] : await readImages(images);
  try {
    return await openCluster({
      ...(folder === undefined ? {} : { folder }),
      nodes: nodeSpecs(name, nodes),
      addons,
      images: declared,
      listen: [{ port }],
      warn: (line) => process.stderr.write(`${line}\n`),
      onError: (error) => process.stderr.write(`${error instanceof Error ? error.stack : error}\n`),
    });
  } catch (error) {
    if (error instanceof UnknownAddOnError) throw new UsageError(`--addons: ${error.message}`);
    if (error instanceof DeclaredImageError) throw new UsageError(`--images: ${error.message}`);
    throw portError(error, port, '--port');
  }
}

async function startProxy({ cluster }: OpenCluster, port: number): Promise<() => void> {
  try {
    const proxy = await serveWebProxy(cluster, port);
    return () => proxy.close();
  } catch (error) {
    throw portError(error, port, '--proxy');
  }
}

function portError(error: unknown, port: number, flag: string): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') return new UsageError(`port ${port} is in use: choose another with ${flag}`);
  if (code === 'EACCES') return new UsageError(`port ${port} is not ours to use: choose one above 1023`);
  return error;
}

/** Named as kind names them. A single node takes pods although it is the control plane. */
function nodeSpecs(name: string, count: number) {
  const controlPlane = { name: `${name}-control-plane`, role: 'control-plane' as const };
  if (count === 1) return [{ ...controlPlane, taints: [] }];
  const workers = Array.from({ length: count - 1 }, (_, i) => ({
    name: `${name}-worker${i === 0 ? '' : i + 1}`,
    role: 'worker' as const,
  }));
  return [controlPlane, ...workers];
}

function readyLine(
  { name, nodes, kubeconfig }: UpArguments,
  server: string,
  { cluster }: OpenCluster,
): string {
  const count = nodes === 1 ? '1 node' : `${nodes} nodes`;
  return `Cluster ${name} (Kubernetes ${cluster.kubernetesVersion}, ${count}) is ready at ${server}: kubectl --kubeconfig ${kubeconfig} get nodes\n`;
}

/** Two processes on one journal would spoil it. Returns what takes the lock away. */
function lock(folder: string): () => void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, LOCK);
  const holder = holderOf(path);
  if (holder !== undefined) throw new UsageError(`${folder} is in use by process ${holder}`);
  rmSync(path, { force: true });
  const fd = openSync(path, 'wx', 0o600);
  writeSync(fd, String(process.pid));
  closeSync(fd);
  return () => rmSync(path, { force: true });
}

/** The living process that holds the lock. One that was killed leaves its lock behind. */
function holderOf(path: string): number | undefined {
  try {
    const pid = Number(readFileSync(path, 'utf8'));
    process.kill(pid, 0);
    return pid === process.pid ? undefined : pid;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM' ? Number(readFileSync(path, 'utf8')) : undefined;
  }
}
