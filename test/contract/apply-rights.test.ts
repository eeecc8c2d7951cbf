/** Server-side apply creates what is not there, which takes the right to create. upstream: handlers/patch.go withAuthorization */
import { expect, it } from 'vitest';
import { contract } from './support/cluster';

contract('rights of an apply', (bench) => {
  it('patch alone is enough for what is there, and not for what is not', async () => {
    const user = `patcher-${bench.minor}`;
    await bench.ok('create role patcher --verb=get,patch --resource=configmaps');
    await bench.ok(`create rolebinding patcher --role=patcher --user=${user}`);
    const map = (name: string) =>
      `{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"${name}"},"data":{"a":"1"}}`;
    const apply = `apply --server-side -f - --as=${user}`;
    await bench.ok('create configmap there');
    expect(await bench.ok(apply, { input: map('there') })).toBe('configmap/there serverside-applied\n');
    expect(await bench.fail(apply, { input: map('missing') })).toContain(
      `configmaps "missing" is forbidden: User "${user}" cannot create resource "configmaps" in API group "" in the namespace "${bench.namespace}"`,
    );
    await bench.ok('delete role patcher');
    await bench.ok('create role patcher --verb=get,patch,create --resource=configmaps');
    expect(await bench.ok(apply, { input: map('missing') })).toBe('configmap/missing serverside-applied\n');
  });
});
