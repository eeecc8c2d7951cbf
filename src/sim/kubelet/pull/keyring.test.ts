import { describe, expect, it } from 'vitest';
import type { Secret } from '@/kube';
import { createKeyring } from './keyring';

const secret = (file: unknown, type = 'kubernetes.io/dockerconfigjson'): Secret => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 's', namespace: 'default' },
  type,
  data: {
    [type === 'kubernetes.io/dockercfg' ? '.dockercfg' : '.dockerconfigjson']: btoa(JSON.stringify(file)),
  },
});
const keys = (...registries: string[]) =>
  secret({ auths: Object.fromEntries(registries.map((name) => [name, { username: name, password: 'p' }])) });
const names = (of: Secret[], repository: string) =>
  createKeyring(of)
    .lookup(repository)
    .map(({ username }) => username);

const SHOP = 'registry.example.com/team/shop';

// upstream: pkg/credentialprovider/keyring_test.go TestDockerKeyringForGlob, TestKeyringHitWithUnqualifiedDockerHub
describe('a registry in a pull secret', () => {
  it.each([
    ['registry.example.com', SHOP, true],
    ['https://registry.example.com', SHOP, true],
    ['http://registry.example.com/', SHOP, true],
    ['https://registry.example.com/v1/', SHOP, true],
    ['registry.example.com/v2/', SHOP, true],
    ['registry.example.com/team', SHOP, true],
    ['registry.example.com/team/shop', SHOP, true],
    ['registry.example.com/other', SHOP, false],
    ['registry.example.com:5000', SHOP, false],
    ['registry.example.com:5000', 'registry.example.com:5000/shop', true],
    ['*.example.com', SHOP, true],
    ['reg*y.exam?le.com', SHOP, true],
    ['*.com', SHOP, false],
    ['example.com', SHOP, false],
    ['https://index.docker.io/v1/', 'docker.io/acme/shop', true],
    ['index.docker.io', 'docker.io/library/nginx', true],
    ['docker.io', 'docker.io/acme/shop', true],
    ['https://index.docker.io/v1/', SHOP, false],
  ])('%s is meant for %s: %s', (registry, repository, meant) => {
    expect(names([keys(registry)], repository)).toEqual(meant ? [expect.any(String)] : []);
  });

  it('comes before a shorter name, and all that fit are tried', () => {
    expect(
      names([keys('registry.example.com', 'registry.example.com/team'), keys('*.example.com')], SHOP),
    ).toEqual(['registry.example.com/team', 'registry.example.com', '*.example.com']);
  });

  it('is not slow, whatever its name', () => {
    const hostile = `${'*a'.repeat(2_000)}b`;
    expect(names([keys(hostile)], `${'a'.repeat(900)}/shop`)).toEqual([]);
  });
});

describe('credentials', () => {
  const lookUp = (entry: unknown) =>
    createKeyring([secret({ auths: { 'registry.example.com': entry } })]).lookup(SHOP);

  it.each([
    [{ auth: btoa('ci:a:b') }, { username: 'ci', password: 'a:b' }],
    [
      { username: 'ci', password: 'x' },
      { username: 'ci', password: 'x' },
    ],
    [
      { username: 'other', password: 'x', auth: btoa('ci:y') },
      { username: 'ci', password: 'y' },
    ],
  ])('of %j', (entry, credentials) => {
    expect(lookUp(entry)).toEqual([credentials]);
  });

  it('may stand in the older kind of file', () => {
    const old = secret(
      { 'registry.example.com': { username: 'ci', password: 'x' } },
      'kubernetes.io/dockercfg',
    );
    expect(names([old], SHOP)).toEqual(['ci']);
  });

  it('are none in secrets of other types', () => {
    expect(names([{ ...keys('registry.example.com'), type: 'Opaque' }], SHOP)).toEqual([]);
  });

  it.each([
    [{ auth: btoa('ci') }, 'unable to parse auth field, must be formatted as base64(username:password)'],
    [{ auth: 'a§c=' }, 'illegal base64 data at input byte 1'],
  ])('of %j are refused: %s', (entry, message) => {
    expect(() => lookUp(entry)).toThrow(message);
  });

  it('are refused with the JSON that says something else', () => {
    expect(() => createKeyring([secret({ auths: 'none' })]).lookup(SHOP)).toThrow(
      'json: cannot unmarshal string into Go struct field DockerConfigJSON.auths of type credentialprovider.DockerConfig',
    );
  });
});
