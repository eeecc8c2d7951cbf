/** Objects through their lives, by every verb and in every output that kubectl has. */
import { describe, expect, it } from 'vitest';
import { contract } from './support/cluster';

const configMap = (name: string, data: Readonly<Record<string, string>>, labels = '') => `apiVersion: v1
kind: ConfigMap
metadata:
  name: ${name}
  labels: {app: ${name}${labels}}
data: ${JSON.stringify(data)}
`;

const deployment = (name: string, image: string, replicas: number) => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
spec:
  replicas: ${replicas}
  selector:
    matchLabels: {app: ${name}}
  template:
    metadata:
      labels: {app: ${name}}
    spec:
      containers:
      - name: main
        image: ${image}
`;

contract('objects', (bench) => {
  const { namespace } = bench;

  describe('create', () => {
    it('says created, or that it exists', async () => {
      const file = bench.file('cm.yaml', configMap('made', { a: '1' }));
      expect(await bench.ok(`create -f ${file}`)).toBe('configmap/made created\n');
      expect(await bench.fail(`create -f ${file}`)).toBe(
        `Error from server (AlreadyExists): error when creating "${file}": configmaps "made" already exists`,
      );
    });

    it('makes what typed commands describe (protobuf from 1.32 on)', async () => {
      expect(await bench.ok('create configmap typed --from-literal=k=v')).toBe('configmap/typed created\n');
      expect(await bench.ok('create secret generic hidden --from-literal=password=s3cret')).toBe(
        'secret/hidden created\n',
      );
      expect(await bench.ok('create serviceaccount robot')).toBe('serviceaccount/robot created\n');
      expect(await bench.ok('create deployment typed --image=nginx --replicas=0')).toBe(
        'deployment.apps/typed created\n',
      );
      expect(await bench.ok('create service clusterip typed --tcp=80:8080')).toBe('service/typed created\n');
      expect(await bench.ok('get secret hidden -o jsonpath={.data.password}')).toBe(
        Buffer.from('s3cret').toString('base64'),
      );
      expect(await bench.ok('get deployment typed -o jsonpath={.spec.replicas}')).toBe('0');
      expect(await bench.ok('get service typed -o jsonpath={.spec.ports[0].targetPort}')).toBe('8080');
      expect(await bench.ok('create token robot')).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
    });

    it('generates names', async () => {
      const text = configMap('x', {}).replace('name: x', 'generateName: made-');
      expect(await bench.ok('create -f -', { input: text })).toMatch(
        /^configmap\/made-[bcdf-hj-np-tv-z2456789]{5} created\n$/,
      );
    });

    it('on the server without keeping it', async () => {
      const dry = await bench.ok('create -f - --dry-run=server -o jsonpath={.metadata.uid}', {
        input: configMap('dry', {}),
      });
      expect(dry).toMatch(/^[0-9a-f-]{36}$/);
      expect(await bench.fail('get configmap dry')).toBe(
        'Error from server (NotFound): configmaps "dry" not found',
      );
    });

    it('refuses what the API does not know, warns or is silent, as asked', async () => {
      const text = `${configMap('strict', {})}immutible: true\n`;
      expect(await bench.fail('create -f -', { input: text })).toBe(
        'Error from server (BadRequest): error when creating "STDIN": ConfigMap in version "v1" cannot be handled as a ConfigMap: strict decoding error: unknown field "immutible"',
      );
      const warned = await bench.run('create -f - --validate=warn', { input: text });
      expect(warned).toMatchObject({
        code: 0,
        stdout: 'configmap/strict created\n',
        stderr: 'Warning: unknown field "immutible"\n',
      });
      const silent = await bench.run('create -f - --validate=ignore', {
        input: text.replace('strict', 'silent'),
      });
      expect(silent).toMatchObject({ code: 0, stderr: '' });
    });

    it('finds no place in a namespace that is not there', async () => {
      expect(await bench.fail('create configmap lost -n nowhere')).toBe(
        'error: failed to create configmap: namespaces "nowhere" not found',
      );
    });
  });

  describe('get', () => {
    it('prints tables, wide and narrow, with labels and without headers', async () => {
      await bench.ok('create -f -', { input: configMap('shown', { a: '1', b: '2' }) });
      expect(await bench.ok('get configmap shown')).toMatch(/^NAME +DATA +AGE\nshown +2 +\d+s\n$/);
      expect(await bench.ok('get cm shown --show-labels')).toMatch(
        /^NAME +DATA +AGE +LABELS\nshown +2 +\d+s +app=shown\n$/,
      );
      expect(await bench.ok('get cm -l app=shown -L app --no-headers')).toMatch(/^shown +2 +\d+s +shown\n$/);
      expect(await bench.ok('get cm -A --field-selector metadata.name=shown')).toMatch(
        new RegExp(`^NAMESPACE +NAME +DATA +AGE\n(.+\n)*${namespace} +shown +2 +\\d+s\n`),
      );
      expect(await bench.ok('get nodes -o wide')).toMatch(
        /^NAME +STATUS +ROLES +AGE +VERSION +INTERNAL-IP +EXTERNAL-IP +OS-IMAGE +KERNEL-VERSION +CONTAINER-RUNTIME\n/,
      );
      const sorted = await bench.ok('get cm --sort-by=.metadata.name -o name');
      expect(sorted.trim().split('\n')).toEqual(sorted.trim().split('\n').toSorted());
    });

    it('prints whole objects in every form', async () => {
      const yaml = await bench.ok('get cm shown -o yaml');
      expect(yaml).toMatch(/^apiVersion: v1\ndata:\n {2}a: "1"\n {2}b: "2"\nkind: ConfigMap\nmetadata:\n/);
      const list = JSON.parse(await bench.ok('get cm -l app=shown -o json'));
      expect(list).toMatchObject({ kind: 'List', items: [{ kind: 'ConfigMap', apiVersion: 'v1' }] });
      expect(await bench.ok(['get', 'cm', 'shown', '-o', 'jsonpath={.data.a}{"\\n"}'])).toBe('1\n');
      expect(await bench.ok('get cm shown -o custom-columns=N:.metadata.name,A:.data.a')).toMatch(
        /^N +A\nshown +1\n$/,
      );
      expect(await bench.ok(['get', 'cm', 'shown', '-o', 'go-template={{.data.b}}'])).toBe('2');
      expect(await bench.ok('get cm shown -o name')).toBe('configmap/shown\n');
    });

    it('says when there is nothing', async () => {
      expect(await bench.run('get pods')).toMatchObject({
        code: 0,
        stdout: '',
        stderr: `No resources found in ${namespace} namespace.\n`,
      });
      expect(await bench.fail('get cm nothing')).toBe(
        'Error from server (NotFound): configmaps "nothing" not found',
      );
      expect(await bench.fail('get cm -l a==b=')).toBe(
        `Error from server (BadRequest): Unable to find "/v1, Resource=configmaps" that match label selector "a==b=", field selector "": found '=', expected: ',' or 'end of string'`,
      );
      expect(await bench.fail('get cm --field-selector spec.x=1')).toBe(
        `Error from server (BadRequest): Unable to find "/v1, Resource=configmaps" that match label selector "", field selector "spec.x=1": "spec.x" is not a known field selector: only "metadata.name", "metadata.namespace"`,
      );
    });

    it('pages long lists', async () => {
      const many = Array.from({ length: 7 }, (_, i) => configMap(`page-${i}`, {}, ', set: pages')).join(
        '---\n',
      );
      await bench.ok('create -f -', { input: many });
      const names = await bench.ok('get cm -l set=pages --chunk-size=2 -o name');
      expect(names.trim().split('\n')).toHaveLength(7);
    });

    it('watches', async () => {
      const watching = bench.start('get cm watched -w --output-watch-events');
      const notThere = await watching.until(/not found/);
      expect(notThere).toContain('Error from server (NotFound): configmaps "watched" not found');
      const all = bench.start('get cm -w --output-watch-events -l app=watched');
      await new Promise((resolve) => setTimeout(resolve, 300));
      await bench.ok('create -f -', { input: configMap('watched', {}) });
      await bench.ok('label cm watched more=yes');
      await bench.ok('delete cm watched');
      const told = await all.until(/DELETED/);
      await all.stop();
      expect(told).toMatch(
        /^EVENT +NAME +DATA +AGE\nADDED +watched +0 +\d+s\nMODIFIED +watched +0 +\d+s\nDELETED +watched +0 +\d+s\n$/,
      );
    });
  });

  describe('change', () => {
    it('by apply: created, unchanged, configured', async () => {
      const file = (text: string) => bench.file('applied.yaml', text);
      expect(await bench.ok(`apply -f ${file(configMap('applied', { a: '1', b: '2' }))}`)).toBe(
        'configmap/applied created\n',
      );
      expect(await bench.ok(`apply -f ${file(configMap('applied', { a: '1', b: '2' }))}`)).toBe(
        'configmap/applied unchanged\n',
      );
      const path = file(configMap('applied', { a: '3' }));
      const diff = await bench.run(`diff -f ${path}`);
      expect(diff.code).toBe(1);
      expect(diff.stdout).toMatch(/^-\s+a: "1"$/m);
      expect(diff.stdout).toMatch(/^\+\s+a: "3"$/m);
      expect(await bench.ok(`apply -f ${path} --dry-run=server`)).toBe(
        'configmap/applied configured (server dry run)\n',
      );
      expect(await bench.ok(`apply -f ${path}`)).toBe('configmap/applied configured\n');
      expect(await bench.ok('get cm applied -o jsonpath={.data}')).toBe('{"a":"3"}');
      expect((await bench.run(`diff -f ${path}`)).code).toBe(0);
    });

    it('by apply keeps what others set in lists that merge', async () => {
      await bench.ok('apply -f -', { input: deployment('merged', 'nginx', 0) });
      await bench.ok('set env deployment/merged COLOR=blue');
      await bench.ok('apply -f -', { input: deployment('merged', 'nginx:alpine', 0) });
      const path =
        'jsonpath={.spec.template.spec.containers[*].image}{.spec.template.spec.containers[0].env[0].value}';
      expect(await bench.ok(`get deployment merged -o ${path}`)).toBe('nginx:alpineblue');
    });

    it('by the three kinds of patches', async () => {
      await bench.ok('create -f -', { input: configMap('patched', { a: '1', b: '2' }) });
      const patch = (type: string, text: string) =>
        bench.ok(['patch', 'cm', 'patched', `--type=${type}`, '-p', text]);
      expect(await patch('strategic', '{"data":{"a":"2"}}')).toBe('configmap/patched patched\n');
      expect(await patch('merge', '{"data":{"b":null}}')).toBe('configmap/patched patched\n');
      expect(await patch('json', '[{"op":"add","path":"/data/c","value":"3"}]')).toBe(
        'configmap/patched patched\n',
      );
      expect(await patch('merge', '{"data":{"c":"3"}}')).toBe('configmap/patched patched (no change)\n');
      expect(await bench.ok('get cm patched -o jsonpath={.data}')).toBe('{"a":"2","c":"3"}');
    });

    it('by an editor', async () => {
      await bench.ok('create -f -', { input: configMap('edited', { a: 'old' }) });
      const editor = bench.file('editor.sh', '#!/bin/sh\nsed -i "s/a: old/a: new/" "$1"\n');
      const env = { KUBE_EDITOR: `sh ${editor}` };
      expect(await bench.ok('edit cm edited', { env })).toBe('configmap/edited edited\n');
      expect(await bench.ok('get cm edited -o jsonpath={.data.a}')).toBe('new');
      expect((await bench.run('edit cm edited', { env })).stderr).toBe('Edit cancelled, no changes made.\n');
    });

    it('by replacing, also by force', async () => {
      await bench.ok('create -f -', { input: configMap('replaced', { a: '1' }) });
      const uid = await bench.ok('get cm replaced -o jsonpath={.metadata.uid}');
      expect(await bench.ok('replace -f -', { input: configMap('replaced', { z: '9' }) })).toBe(
        'configmap/replaced replaced\n',
      );
      expect(await bench.ok('get cm replaced -o jsonpath={.data}')).toBe('{"z":"9"}');
      const file = bench.file('forced.yaml', configMap('replaced', { f: '1' }));
      expect(await bench.ok(`replace --force -f ${file}`)).toBe(
        'configmap "replaced" deleted\nconfigmap/replaced replaced\n',
      );
      expect(await bench.ok('get cm replaced -o jsonpath={.metadata.uid}')).not.toBe(uid);
      expect(await bench.fail('replace -f -', { input: configMap('absent', {}) })).toBe(
        'Error from server (NotFound): error when replacing "STDIN": configmaps "absent" not found',
      );
    });

    it('by labels and annotations', async () => {
      await bench.ok('create -f -', { input: configMap('tagged', {}) });
      expect(await bench.ok('label cm tagged tier=web')).toBe('configmap/tagged labeled\n');
      expect(await bench.fail('label cm tagged tier=db')).toBe(
        `error: 'tier' already has a value (web), and --overwrite is false`,
      );
      expect(await bench.ok('label cm tagged tier=db --overwrite')).toBe('configmap/tagged labeled\n');
      expect(await bench.ok('label cm tagged tier-')).toBe('configmap/tagged unlabeled\n');
      expect(await bench.ok('annotate cm tagged note=hello')).toBe('configmap/tagged annotated\n');
      expect(await bench.ok('get cm tagged -o jsonpath={.metadata.annotations.note}')).toBe('hello');
      expect(await bench.fail('label cm tagged -bad=x')).toContain('error:');
    });

    it('only from the version that was read', async () => {
      await bench.ok('create -f -', { input: configMap('raced', { a: '1' }) });
      const old = await bench.ok('get cm raced -o yaml');
      await bench.ok('label cm raced newer=yes');
      expect(await bench.fail('replace -f -', { input: old })).toBe(
        'Error from server (Conflict): error when replacing "STDIN": Operation cannot be fulfilled on configmaps "raced": the object has been modified; please apply your changes to the latest version and try again',
      );
    });
  });

  describe('delete', () => {
    it('by name, by label, by file, and not twice', async () => {
      const three = ['d1', 'd2', 'd3'].map((name) => configMap(name, {}, ', set: gone')).join('---\n');
      const file = bench.file('three.yaml', three);
      await bench.ok(`create -f ${file}`);
      expect(await bench.ok('delete cm d1')).toMatch(/^configmap "d1" deleted/);
      expect(await bench.ok('delete cm -l set=gone')).toMatch(
        /^configmap "d2" deleted.*\nconfigmap "d3" deleted.*\n$/,
      );
      expect(await bench.fail('delete cm d1')).toBe(
        'Error from server (NotFound): configmaps "d1" not found',
      );
      expect(await bench.ok('delete cm d1 --ignore-not-found')).toBe('');
      expect((await bench.run(`delete -f ${file}`)).code).toBe(1);
    });

    it('takes a namespace with all that is in it', async () => {
      const name = `${namespace}-gone`;
      await bench.ok(`create namespace ${name}`);
      await bench.ok(`create configmap inside -n ${name}`);
      expect(await bench.ok(`delete namespace ${name}`)).toBe(`namespace "${name}" deleted\n`);
      expect(await bench.fail(`get namespace ${name}`)).toBe(
        `Error from server (NotFound): namespaces "${name}" not found`,
      );
      expect(await bench.run(`get cm -n ${name}`)).toMatchObject({
        stderr: `No resources found in ${name} namespace.\n`,
      });
    });
  });
});
