/** The official JavaScript client: another judge of the same wire. */

import { PassThrough } from 'node:stream';
import {
  ApiException,
  AppsV1Api,
  CoreV1Api,
  Exec,
  KubeConfig,
  KubernetesObjectApi,
  Log,
  makeInformer,
  PatchStrategy,
  setHeaderOptions,
  type V1Pod,
  Watch,
} from '@kubernetes/client-node';
import { expect, it } from 'vitest';
import { type Bench, until } from './support/bench';
import { contract } from './support/cluster';

const connect = (bench: Bench): KubeConfig => {
  const config = new KubeConfig();
  config.loadFromFile(bench.kubeconfig);
  return config;
};

const pod = (name: string, labels: Record<string, string> = {}): V1Pod => ({
  metadata: { name, labels },
  spec: { containers: [{ name: 'main', image: 'busybox', command: ['sh', '-c', 'echo hello; sleep 3600'] }] },
});

contract('@kubernetes/client-node', (bench) => {
  const { namespace } = bench;

  it('creates, reads, patches, lists and deletes', async () => {
    const core = connect(bench).makeApiClient(CoreV1Api);
    const body = { metadata: { name: 'node-client' }, data: { a: '1' } };
    const created = await core.createNamespacedConfigMap({ namespace, body });
    expect(created.metadata?.creationTimestamp).toBeInstanceOf(Date);
    const patched = await core.patchNamespacedConfigMap(
      { namespace, name: 'node-client', body: { data: { b: '2' } } },
      setHeaderOptions('Content-Type', PatchStrategy.MergePatch),
    );
    expect(patched.data).toEqual({ a: '1', b: '2' });
    const list = await core.listNamespacedConfigMap({
      namespace,
      fieldSelector: 'metadata.name=node-client',
    });
    expect(list.items.map(({ metadata }) => metadata?.name)).toEqual(['node-client']);
    await core.deleteNamespacedConfigMap({ namespace, name: 'node-client' });
    const error = await core
      .readNamespacedConfigMap({ namespace, name: 'node-client' })
      .catch((e: unknown) => e);
    expect(error).toBeInstanceOf(ApiException);
    expect((error as ApiException<unknown>).code).toBe(404);
    expect(String((error as ApiException<unknown>).body)).toContain('configmaps \\"node-client\\" not found');
  });

  it('reaches kinds that it learns by discovery', async () => {
    const objects = KubernetesObjectApi.makeApiClient(connect(bench));
    const spec = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { namespace, name: 'discovered' } };
    const template = {
      metadata: { labels: { app: 'd' } },
      spec: { containers: [{ name: 'c', image: 'nginx' }] },
    };
    await objects.create({
      ...spec,
      spec: { replicas: 1, selector: { matchLabels: { app: 'd' } }, template },
    } as never);
    expect((await objects.read(spec)).metadata?.uid).toMatch(/^[0-9a-f-]{36}$/);
    const apps = connect(bench).makeApiClient(AppsV1Api);
    const scale = await apps.readNamespacedDeploymentScale({ namespace, name: 'discovered' });
    expect(scale.spec?.replicas).toBe(1);
    await objects.delete(spec);
  });

  it('keeps an informer current', async () => {
    const config = connect(bench);
    const core = config.makeApiClient(CoreV1Api);
    const labels = { informed: 'yes' };
    await core.createNamespacedPod({ namespace, body: pod('early', labels) });
    const selector = 'informed=yes';
    const list = () => core.listNamespacedPod({ namespace, labelSelector: selector });
    const informer = makeInformer(config, `/api/v1/namespaces/${namespace}/pods`, list, selector);
    const seen: string[] = [];
    for (const verb of ['add', 'update', 'delete'] as const) {
      informer.on(verb, (object) => seen.push(`${verb} ${object.metadata?.name}`));
    }
    informer.on('error', (error) => seen.push(`error ${error}`));
    await informer.start();
    await until(async () => seen.includes('add early'));
    await core.createNamespacedPod({ namespace, body: pod('late', labels) });
    await until(async () => seen.includes('add late'));
    await until(async () => informer.get('late', namespace)?.status?.phase === 'Running');
    expect(seen).toContain('update late');
    await core.deleteNamespacedPod({ namespace, name: 'late', gracePeriodSeconds: 0 });
    await until(async () => seen.includes('delete late'));
    expect(informer.list(namespace).map(({ metadata }) => metadata?.name)).toEqual(['early']);
    expect(seen.filter((line) => line.startsWith('error'))).toEqual([]);
    await informer.stop();
  });

  it('watches until the server ends it', async () => {
    const watch = new Watch(connect(bench));
    const types: string[] = [];
    const ended = new Promise<unknown>((resolve) => {
      void watch.watch(
        `/api/v1/namespaces/${namespace}/configmaps`,
        { timeoutSeconds: 1, allowWatchBookmarks: true },
        (type) => types.push(type),
        resolve,
      );
    });
    await bench.ok('create configmap watched-by-node');
    await ended;
    expect(types).toContain('ADDED');
  });

  it('runs commands and reads logs', async () => {
    const config = connect(bench);
    const core = config.makeApiClient(CoreV1Api);
    await core.createNamespacedPod({ namespace, body: pod('runner') });
    await bench.ok('wait --for=condition=Ready pod/runner --timeout=20s');
    const collect = () => {
      const stream = new PassThrough();
      let text = '';
      stream.on('data', (part) => {
        text += part;
      });
      return { stream, text: () => text };
    };
    const out = collect();
    const err = collect();
    const status = await new Promise<{ status?: string; details?: { causes?: { message?: string }[] } }>(
      (resolve, reject) => {
        new Exec(config)
          .exec(
            namespace,
            'runner',
            'main',
            ['sh', '-c', 'echo out; echo err >&2; exit 4'],
            out.stream,
            err.stream,
            null,
            false,
            resolve,
          )
          .catch(reject);
      },
    );
    expect(status).toMatchObject({ status: 'Failure', reason: 'NonZeroExitCode' });
    expect(status.details?.causes?.[0]?.message).toBe('4');
    expect([out.text(), err.text()]).toEqual(['out\n', 'err\n']);
    const log = collect();
    await new Log(config).log(namespace, 'runner', 'main', log.stream, { follow: false });
    await until(async () => log.text() === 'hello\n');
  });
});
