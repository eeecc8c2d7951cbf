/** What a client learns of the server before it does anything. */
import { stripVTControlCharacters } from 'node:util';
import { expect, it } from 'vitest';
import { contract, onlySimulated, SIMULATED } from './support/cluster';
import { http } from './support/http';

contract('discovery', (bench) => {
  it('names versions, resources and groups', async () => {
    const version = JSON.parse(await bench.ok('version -o json'));
    const served = SIMULATED ? 'v1.35.0' : expect.stringMatching(/^v1\./);
    expect(version.serverVersion).toMatchObject({ major: '1', gitVersion: served });
    expect((await bench.ok('api-versions')).split('\n')).toEqual(expect.arrayContaining(['apps/v1', 'v1']));
    const resources = await bench.ok('api-resources');
    expect(resources.split('\n')[0]).toMatch(/^NAME +SHORTNAMES +APIVERSION +NAMESPACED +KIND$/);
    expect(resources).toMatch(/^pods +po +v1 +true +Pod$/m);
    expect(resources).toMatch(/^deployments +deploy +apps\/v1 +true +Deployment$/m);
    expect(resources).toMatch(/^nodes +no +v1 +false +Node$/m);
    expect(await bench.ok('api-resources --api-group=apps -o name')).toContain('replicasets.apps');
  });

  it('knows no other types', async () => {
    expect(await bench.fail('get foos')).toBe(`error: the server doesn't have a resource type "foos"`);
    expect(await bench.fail('get pods.example.com')).toBe(
      `error: the server doesn't have a resource type "pods"`,
    );
  });

  it('says where the cluster is, and that it is well', async () => {
    const info = stripVTControlCharacters(await bench.ok('cluster-info'));
    expect(info).toMatch(/^Kubernetes control plane is running at https:\/\//);
    for (const path of ['/healthz', '/livez', '/readyz'])
      expect(await bench.ok(`get --raw ${path}`)).toBe('ok');
    expect(await bench.ok('get --raw /readyz?verbose')).toMatch(
      /^\[\+\]ping ok\n(.+\n)*readyz check passed\n$/,
    );
  });

  it('explains kinds and fields', async () => {
    const pod = await bench.ok('explain pod');
    expect(pod).toMatch(/^KIND: {7}Pod\nVERSION: {4}v1\n/);
    expect(pod).toContain('FIELDS:\n  apiVersion\t<string>');
    const container = await bench.ok('explain deployment.spec.template.spec.containers');
    expect(container).toMatch(
      /^GROUP: {6}apps\nKIND: {7}Deployment\nVERSION: {4}v1\n\nFIELD: containers <\[\]Container>/,
    );
    expect(container).toMatch(/^ {2}image\t<string>$/m);
    expect(container).toMatch(/^ {2}name\t<string> -required-$/m);
    expect(await bench.ok('explain service.spec --recursive')).toMatch(
      /^ {2}ports\t<\[\]ServicePort>\n {4}appProtocol\t<string>/m,
    );
    expect(await bench.fail('explain pod.spec.nothing')).toBe('error: field "nothing" does not exist');
  });

  it('is told in the older, plain form, too', async () => {
    const core = JSON.parse((await http(bench, '/api/v1')).text);
    expect(core).toMatchObject({ kind: 'APIResourceList', groupVersion: 'v1' });
    const names = core.resources.map(({ name }: { name: string }) => name);
    expect(names).toEqual(
      expect.arrayContaining(['pods', 'pods/exec', 'pods/log', 'pods/status', 'namespaces']),
    );
    const groups = JSON.parse((await http(bench, '/apis')).text).groups;
    expect(groups.find(({ name }: { name: string }) => name === 'apps')).toEqual({
      name: 'apps',
      versions: [{ groupVersion: 'apps/v1', version: 'v1' }],
      preferredVersion: { groupVersion: 'apps/v1', version: 'v1' },
    });
  });

  onlySimulated('another cluster has other users')('tells a user who he is and what he may do', async () => {
    expect(await bench.ok('auth whoami')).toMatch(/^Groups +\[system:masters system:authenticated\]$/m);
    expect(await bench.ok('auth can-i create deployments')).toBe('yes\n');
    expect(await bench.ok('auth can-i --list')).toMatch(/^\*\.\* +\[\] +\[\] +\[\*\]$/m);
    const jane = await bench.run('auth can-i list pods --as jane');
    expect(jane).toMatchObject({ code: 1, stdout: 'no\n' });
  });
});
