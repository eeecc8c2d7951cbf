import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { FakeClock, type KubeObject, notFound } from '@/apimachinery';
import { ServiceAccountTokens } from './tokens';

const newKey = () =>
  generateKeyPairSync('ec', { namedCurve: 'P-256' })
    .privateKey.export({ type: 'pkcs8', format: 'pem' })
    .toString();

function createTokens(privateKey = newKey()) {
  const clock = new FakeClock();
  const live = new Map([
    ['serviceaccounts/robot', 'uid-1'],
    ['pods/web', 'uid-2'],
  ]);
  const tokens = new ServiceAccountTokens({
    privateKey,
    now: () => clock.now(),
    get: async (resource, namespace, name): Promise<KubeObject> => {
      const uid = live.get(`${resource}/${name}`);
      if (!uid) throw notFound({ group: '', resource }, name);
      return { apiVersion: 'v1', kind: 'X', metadata: { name, namespace, uid } };
    },
  });
  const serviceAccount = { name: 'robot', uid: 'uid-1' };
  const issue = async (more: object = {}) =>
    (await tokens.issue({ namespace: 'default', serviceAccount, expirationSeconds: 600, ...more })).token;
  return { tokens, clock, live, issue };
}

describe('a service-account token', () => {
  it('is its account, with the groups of service accounts', async () => {
    const { tokens, issue } = createTokens();
    expect(await tokens.verify(await issue())).toMatchObject({
      name: 'system:serviceaccount:default:robot',
      uid: 'uid-1',
      groups: ['system:serviceaccounts', 'system:serviceaccounts:default'],
    });
  });

  it('of a pod tells the pod, and ends with it', async () => {
    const { tokens, live, issue } = createTokens();
    const token = await issue({ pod: { name: 'web', uid: 'uid-2' } });
    expect((await tokens.verify(token))?.extra).toMatchObject({
      'authentication.kubernetes.io/pod-name': ['web'],
      'authentication.kubernetes.io/pod-uid': ['uid-2'],
    });
    live.set('pods/web', 'uid-3');
    expect(await tokens.verify(token)).toBeUndefined();
    live.delete('pods/web');
    expect(await tokens.verify(token)).toBeUndefined();
  });

  it('ends with its account and with its time', async () => {
    const { tokens, live, clock, issue } = createTokens();
    const token = await issue();
    await clock.advance(599_000);
    expect(await tokens.verify(token)).toBeDefined();
    await clock.advance(1_000);
    expect(await tokens.verify(token)).toBeUndefined();
    const next = await issue();
    live.set('serviceaccounts/robot', 'uid-9');
    expect(await tokens.verify(next)).toBeUndefined();
  });

  it('is good for the API server only when it is made for it', async () => {
    const { tokens, issue } = createTokens();
    expect(await tokens.verify(await issue({ audiences: ['vault'] }))).toBeUndefined();
  });

  it('counts only with the signature of this cluster, whole', async () => {
    const { tokens, issue } = createTokens();
    const [header, payload, signature = ''] = (await issue()).split('.');
    const foreign = await createTokens().issue();
    const changed = btoa(atob(payload ?? '').replace('robot', 'admin'));
    for (const token of [
      foreign,
      `${header}.${changed}.${signature}`,
      `${header}.${payload}.`,
      'a.b.c',
      'word',
      `${header}.${payload}.${signature}.x`,
    ]) {
      expect(await tokens.verify(token)).toBeUndefined();
    }
  });

  it('is good after the cluster was opened again with its key', async () => {
    const key = newKey();
    const token = await createTokens(key).issue();
    expect(await createTokens(key).tokens.verify(token)).toBeDefined();
  });
});
