import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { writeKubeconfig } from './kubeconfig-file';

const config = (name: string, server: string) => `apiVersion: v1
kind: Config
clusters: [{name: ${name}, cluster: {server: "${server}"}}]
contexts: [{name: ${name}, context: {cluster: ${name}, user: admin-${name}}}]
users: [{name: admin-${name}, user: {token: t}}]
current-context: ${name}
`;

describe('writing a kubeconfig', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kubeconfig-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('makes a file that only its owner can read', async () => {
    const path = join(folder, 'config');
    await writeKubeconfig(path, config('a', 'https://a'));
    expect(readFileSync(path, 'utf8')).toBe(config('a', 'https://a'));
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('keeps the contexts of others and renews its own', async () => {
    const path = join(folder, 'config');
    for (const [name, server] of [
      ['a', 'https://a'],
      ['b', 'https://b'],
      ['a', 'https://new'],
    ] as const) {
      await writeKubeconfig(path, config(name, server));
    }
    const merged = parse(readFileSync(path, 'utf8'));
    expect(merged['current-context']).toBe('a');
    expect(merged.clusters).toEqual([
      { name: 'b', cluster: { server: 'https://b' } },
      { name: 'a', cluster: { server: 'https://new' } },
    ]);
    expect(merged.users).toHaveLength(2);
  });

  it('touches no file that is something else', async () => {
    const path = join(folder, 'notes');
    writeFileSync(path, 'my notes\n');
    await expect(writeKubeconfig(path, config('a', 'x'))).rejects.toThrow('is there and is no kubeconfig');
    expect(readFileSync(path, 'utf8')).toBe('my notes\n');
  });

  it('says what is wrong with the place', async () => {
    await expect(writeKubeconfig(join(folder, 'no', 'config'), 'x')).rejects.toThrow(
      'its folder does not exist',
    );
    await expect(writeKubeconfig(folder, 'x')).rejects.toThrow('it is a folder');
  });
});
