/**
 * The kubectl that students get: what src/terminal finds here, else the official release, checked against its published
 * SHA-256 and kept in SEALEGS_DATA. A machine without a way out loses a few seconds once and still serves lessons.
 */
import { createHash } from 'node:crypto';
import { chmod, mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { EnvHttpProxyAgent, fetch } from 'undici';
import { findKubectl, type KubectlChoice } from '@/terminal/server';
import type { Settings } from '../env';

const RELEASES = 'https://dl.k8s.io/release';
const ASK_TIMEOUT_MS = 5000;
const DOWNLOAD_TIMEOUT_MS = 5 * 60_000;
const ARCHITECTURES: Partial<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' };

const PROXY_VARIABLES = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy'];

type KubectlSettings = Pick<Settings, 'SEALEGS_KUBECTL' | 'SEALEGS_DATA'>;

const cacheFolder = (settings: KubectlSettings) => path.join(settings.SEALEGS_DATA, 'bin');

/** What is here already. */
export const chooseKubectl = (settings: KubectlSettings): Promise<KubectlChoice> =>
  findKubectl({
    configured: settings.SEALEGS_KUBECTL,
    searchPath: process.env.PATH ?? '',
    cache: cacheFolder(settings),
  });

/** What is here already, else a download. Never rejects: the message of "unavailable" says what was tried. */
export async function provideKubectl(settings: KubectlSettings): Promise<KubectlChoice> {
  const found = await chooseKubectl(settings);
  // A kubectl that was named is not replaced behind its namer's back.
  if (found.available || settings.SEALEGS_KUBECTL) return found;
  try {
    await downloadKubectl(cacheFolder(settings));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { available: false, message: `${found.message} (The download failed: ${why}.)` };
  }
  return chooseKubectl(settings);
}

async function downloadKubectl(folder: string): Promise<void> {
  const architecture = ARCHITECTURES[process.arch];
  if (!architecture) throw new Error(`there is no kubectl for ${process.arch}`);
  const version = (await get(`${RELEASES}/stable.txt`, ASK_TIMEOUT_MS)).toString().trim();
  if (!/^v1\.\d+\.\d+$/.test(version))
    throw new Error(`dl.k8s.io named no version but "${version.slice(0, 40)}"`);
  const url = `${RELEASES}/${version}/bin/linux/${architecture}/kubectl`;
  const [binary, published] = await Promise.all([
    get(url, DOWNLOAD_TIMEOUT_MS),
    get(`${url}.sha256`, ASK_TIMEOUT_MS),
  ]);
  const sum = createHash('sha256').update(binary).digest('hex');
  if (published.toString().trim().split(/\s/)[0] !== sum)
    throw new Error(`${url} does not match its SHA-256`);
  await mkdir(folder, { recursive: true });
  const partial = path.join(folder, `kubectl.${process.pid}`);
  await writeFile(partial, binary);
  await chmod(partial, 0o755);
  await rename(partial, path.join(folder, 'kubectl'));
}

async function get(url: string, timeoutMs: number): Promise<Buffer> {
  const answer = await fetch(url, {
    ...(PROXY_VARIABLES.some((name) => process.env[name]) ? { dispatcher: new EnvHttpProxyAgent() } : {}),
    signal: AbortSignal.timeout(timeoutMs),
  }).catch((error) => {
    throw new Error(`${new URL(url).host} cannot be reached (${error.cause?.code ?? error.name})`);
  });
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
  return Buffer.from(await answer.arrayBuffer());
}
