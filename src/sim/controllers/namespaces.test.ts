/** Namespaces, their default objects and their end, and the garbage collector's odd cases, through the API. */
import { describe, expect, it } from 'vitest';
import { type Client, type ConfigMap, uidOf } from '@/kube';
import { startTestControlPlane, testDeployment } from './testing/control-plane';

const configMap = (name: string, metadata: ConfigMap['metadata'] = {}): ConfigMap => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'default', ...metadata },
});
const namesOf = async (client: Client, namespace = 'default') =>
  (await client.configmaps.list({ namespace })).items
    .map(({ metadata }) => metadata.name)
    .filter((name) => name !== 'kube-root-ca.crt');

describe('a namespace', () => {
  it('has a default service account and the root certificate, which come back when deleted', async () => {
    const { client, clock } = await startTestControlPlane({ namespaces: ['team-a'] });
    const account = { namespace: 'team-a', name: 'default' };
    const root = { namespace: 'team-a', name: 'kube-root-ca.crt' };
    const before = await client.serviceaccounts.get(account);
    expect((await client.configmaps.get(root)).data).toEqual({ 'ca.crt': 'CA' });
    await client.serviceaccounts.delete(account);
    await client.configmaps.patch(root, { data: { 'ca.crt': 'forged' } });
    await clock.advance(1000);
    expect(uidOf(await client.serviceaccounts.get(account))).not.toBe(uidOf(before));
    expect((await client.configmaps.get(root)).data).toEqual({ 'ca.crt': 'CA' });
  });

  it('takes everything in it along when it is deleted, and nothing else', async () => {
    const { client, clock, errors } = await startTestControlPlane({ namespaces: ['team-a'] });
    const deployment = testDeployment('web', 'nginx', { replicas: 3 });
    for (const namespace of ['default', 'team-a']) {
      await client.deployments.create({ ...deployment, metadata: { ...deployment.metadata, namespace } });
    }
    await clock.advance(5000);
    await client.namespaces.delete({ name: 'team-a' });
    await clock.advance(5000);
    await expect(client.namespaces.get({ name: 'team-a' })).rejects.toMatchObject({ code: 404 });
    for (const kind of [
      client.pods,
      client.replicasets,
      client.deployments,
      client.events,
      client.configmaps,
    ]) {
      expect((await kind.list({ namespace: 'team-a' })).items).toEqual([]);
    }
    expect((await client.pods.list({ namespace: 'default' })).items).toHaveLength(3);
    expect([errors, clock.pendingTimers]).toEqual([[], 0]);
  });

  it('that is held up by a finalizer says so, and goes when the finalizer does', async () => {
    const { client, clock } = await startTestControlPlane({ namespaces: ['team-a'] });
    const held = configMap('held', { namespace: 'team-a', finalizers: ['example.com/wait'] });
    await client.configmaps.create(held);
    await client.namespaces.delete({ name: 'team-a' });
    await clock.advance(5000);
    const { status } = await client.namespaces.get({ name: 'team-a' });
    expect(status?.phase).toBe('Terminating');
    expect(
      status?.conditions?.map(({ type, status, reason, message }) => [type, status, reason, message]),
    ).toEqual([
      [
        'NamespaceDeletionDiscoveryFailure',
        'False',
        'ResourcesDiscovered',
        'All resources successfully discovered',
      ],
      [
        'NamespaceDeletionGroupVersionParsingFailure',
        'False',
        'ParsedGroupVersions',
        'All legacy kube types successfully parsed',
      ],
      [
        'NamespaceDeletionContentFailure',
        'False',
        'ContentDeleted',
        'All content successfully deleted, may be waiting on finalization',
      ],
      [
        'NamespaceContentRemaining',
        'True',
        'SomeResourcesRemain',
        'Some resources are remaining: configmaps. has 1 resource instances',
      ],
      [
        'NamespaceFinalizersRemaining',
        'True',
        'SomeFinalizersRemain',
        'Some content in the namespace has finalizers remaining: example.com/wait in 1 resource instances',
      ],
    ]);
    expect(clock.pendingTimers).toBe(0);
    await client.configmaps.patch({ namespace: 'team-a', name: 'held' }, { metadata: { finalizers: null } });
    await clock.advance(1000);
    await expect(client.namespaces.get({ name: 'team-a' })).rejects.toMatchObject({ code: 404 });
  });
});

describe('garbage', () => {
  const ownedBy = (...owners: ConfigMap[]) =>
    owners.map((owner) => ({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      name: owner.metadata.name ?? '',
      uid: uidOf(owner),
      blockOwnerDeletion: true,
    }));

  it('is what refers to an owner that never was, or to another object of its name', async () => {
    const { client, clock } = await startTestControlPlane();
    const owner = await client.configmaps.create(configMap('owner'));
    const gone = { ...ownedBy(owner)[0], uid: 'another' };
    await client.configmaps.create(configMap('orphan', { ownerReferences: [gone as never] }));
    await client.configmaps.create(configMap('kept', { ownerReferences: ownedBy(owner) }));
    await clock.advance(1000);
    expect(await namesOf(client)).toEqual(['kept', 'owner']);
  });

  it('is not what has another owner left; the reference to the one that is gone goes', async () => {
    const { client, clock } = await startTestControlPlane();
    const [a, b] = [
      await client.configmaps.create(configMap('a')),
      await client.configmaps.create(configMap('b')),
    ];
    await client.configmaps.create(configMap('both', { ownerReferences: ownedBy(a, b) }));
    await client.configmaps.delete({ namespace: 'default', name: 'a' });
    await clock.advance(1000);
    const both = await client.configmaps.get({ namespace: 'default', name: 'both' });
    expect(both.metadata.ownerReferences?.map(({ name }) => name)).toEqual(['b']);
  });

  it('is what refers to an owner in another namespace, and a warning says why', async () => {
    const { client, clock, story } = await startTestControlPlane({ namespaces: ['team-a'] });
    const owner = await client.configmaps.create(configMap('owner', { namespace: 'team-a' }));
    await client.configmaps.create(configMap('far', { ownerReferences: ownedBy(owner) }));
    await clock.advance(1000);
    expect(await namesOf(client)).toEqual([]);
    expect(await story('default')).toContain(
      `ConfigMap/far (Warning) OwnerRefInvalidNamespace: ownerRef [v1/ConfigMap, namespace: default, name: owner, uid: ${uidOf(owner)}] does not exist in namespace "default"`,
    );
  });

  it('goes in chains, and a circle of foreground deletions ends', async () => {
    const { client, clock } = await startTestControlPlane();
    const a = await client.configmaps.create(configMap('a'));
    const b = await client.configmaps.create(configMap('b', { ownerReferences: ownedBy(a) }));
    await client.configmaps.create(configMap('c', { ownerReferences: ownedBy(b) }));
    await client.configmaps.patch(
      { namespace: 'default', name: 'a' },
      { metadata: { ownerReferences: ownedBy(b) } },
    );
    await client.configmaps.delete({ namespace: 'default', name: 'a' }, { propagationPolicy: 'Foreground' });
    await clock.advance(5000);
    expect(await namesOf(client)).toEqual([]);
  });
});
