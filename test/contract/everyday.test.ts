/** What students meet by the way: lists applied again, mistyped kinds, the wrong container, patches that don't fit. */
import { describe, expect, it } from 'vitest';
import { contract } from './support/cluster';

const manifest = (apiVersion: string, kind: string) => `apiVersion: ${apiVersion}
kind: ${kind}
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: nginx, image: nginx}]}
`;

contract('every day', (bench) => {
  describe('what kubectl wrote is applied again', () => {
    it('as a List', async () => {
      await bench.ok('create configmap kept --from-literal=a=1 --save-config');
      const list = await bench.ok('get configmaps kept -o yaml');
      const all = `apiVersion: v1\nkind: List\nitems:\n- ${list.trimEnd().replaceAll('\n', '\n  ')}\n`;
      expect(await bench.ok('apply -f -', { input: all })).toBe('configmap/kept configured\n');
    });
  });

  describe('a kind that nobody serves', () => {
    it.each([
      ['apps/v1beta1', 'Deployment'],
      ['apps/v1', 'Deploymentt'],
      ['nobody.example/v1', 'Thing'],
    ])('%s %s has no match', async (apiVersion, kind) => {
      for (const verb of ['apply', 'create']) {
        expect(await bench.fail(`${verb} -f -`, { input: manifest(apiVersion, kind) })).toBe(
          `error: resource mapping not found for name: "web" namespace: "" from "STDIN": no matches for kind "${kind}" in version "${apiVersion}"\nensure CRDs are installed first`,
        );
      }
    });
  });

  describe('exec that cannot be', () => {
    it('tells why, also when kubectl asks a second time', async () => {
      const spec = { containers: [{ name: 'main', image: 'busybox' }], nodeSelector: { none: 'such' } };
      const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'nowhere' }, spec };
      await bench.ok('apply -f -', { input: JSON.stringify(pod) });
      expect(await bench.fail('exec nowhere -c other -- ls')).toBe(
        'Error from server (BadRequest): container other is not valid for pod nowhere',
      );
      expect(await bench.fail('exec nowhere -- ls')).toBe(
        'Error from server (BadRequest): pod nowhere does not have a host assigned',
      );
    });
  });

  describe('a strategic patch that does not fit', () => {
    it.each([
      ['{"spec":{"replicas":"three"}}', 'map[spec:map[replicas:three]]": unrecognized type: int32'],
      [
        '{"metadata":{"labels":{"a":1}}}',
        'map[metadata:map[labels:map[a:1]]]": cannot convert int64 to string',
      ],
      [
        '{"spec":{"template":{"spec":{"containers":{"name":"x"}}}}}',
        'map[spec:map[template:map[spec:map[containers:map[name:x]]]]]": cannot restore slice from map',
      ],
      ['{"spec":{"template":[]}}', 'map[spec:map[template:[]]]": cannot restore struct from: slice'],
    ])('%s is shown as Go shows it', async (patch, text) => {
      await bench.run('create deployment patched --image=nginx --replicas=0');
      expect(await bench.fail(['patch', 'deployment', 'patched', '-p', patch])).toBe(
        `The request is invalid: patch: Invalid value: "${text}`,
      );
    });
  });
});
