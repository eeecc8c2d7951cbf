/** Kinds of networking, storage, scheduling and node: what kubectl makes of them. */
import { describe, expect, it } from 'vitest';
import { contract, onlySimulated } from './support/cluster';

contract('policies and classes', (bench) => {
  const { namespace } = bench;

  describe('ingresses', () => {
    it('are made by a typed command and shown', async () => {
      await bench.ok('create ingress web --class=nginx --rule=shop.example.com/cart*=web:80');
      expect(await bench.ok('get ing web')).toMatch(
        /^NAME +CLASS +HOSTS +ADDRESS +PORTS +AGE\nweb +nginx +shop\.example\.com +80 +\d+s\n$/,
      );
      const path = '{.spec.rules[0].http.paths[0]}';
      expect(JSON.parse(await bench.ok(`get ingress web -o jsonpath=${path}`))).toEqual({
        path: '/cart',
        pathType: 'Prefix',
        backend: { service: { name: 'web', port: { number: 80 } } },
      });
      expect(await bench.ok('describe ingress web')).toMatch(/^ {2}shop\.example\.com +$/m);
    });
    it('need something to serve', async () => {
      const input =
        '{"apiVersion":"networking.k8s.io/v1","kind":"Ingress","metadata":{"name":"none"},"spec":{}}';
      expect(await bench.fail('create -f -', { input })).toContain(
        'The Ingress "none" is invalid: spec: Invalid value: null: either `defaultBackend` or `rules` must be specified',
      );
    });
  });

  it('network policies get what they leave out', async () => {
    const input = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: dns}
spec:
  podSelector: {matchLabels: {app: web}}
  egress:
  - to: [{ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16]}}]
    ports: [{port: 53}]
`;
    await bench.ok('apply -f -', { input });
    expect(await bench.ok('get netpol dns')).toMatch(/^NAME +POD-SELECTOR +AGE\ndns +app=web +\d+s\n$/);
    expect(await bench.ok('get netpol dns -o jsonpath={.spec.policyTypes}')).toBe('["Ingress","Egress"]');
    expect(await bench.ok('describe netpol dns')).toMatch(
      /^ {2}Allowing egress traffic:\n {4}To Port: 53\/TCP$/m,
    );
  });

  it('storage classes get their defaults', async () => {
    const name = `fast-${namespace}`;
    const input = `{"apiVersion":"storage.k8s.io/v1","kind":"StorageClass","metadata":{"name":"${name}","annotations":{"storageclass.kubernetes.io/is-default-class":"true"}},"provisioner":"example.com/disk"}`;
    await bench.ok('create -f -', { input });
    expect(await bench.ok(`get sc ${name}`)).toMatch(
      new RegExp(
        `^NAME +PROVISIONER +RECLAIMPOLICY +VOLUMEBINDINGMODE +ALLOWVOLUMEEXPANSION +AGE\n${name} \\(default\\) +example\\.com/disk +Delete +Immediate +false +\\d+s\n$`,
      ),
    );
    await bench.ok(`delete sc ${name}`);
  });

  describe('priority classes', () => {
    it("come with the system's two", async () => {
      expect(await bench.ok('get pc system-node-critical')).toMatch(
        /^NAME +VALUE +GLOBAL-DEFAULT +AGE +PREEMPTIONPOLICY\nsystem-node-critical +2000001000 +false +\S+ +PreemptLowerPriority\n$/,
      );
    });
    it('give pods their priority', async () => {
      const name = `high-${namespace}`;
      await bench.ok(`create priorityclass ${name} --value=1000 --description=high`);
      await bench.ok([
        'run',
        'urgent',
        '--image=nginx',
        `--overrides={"spec":{"priorityClassName":"${name}"}}`,
      ]);
      expect(await bench.ok('get pod urgent -o jsonpath={.spec.priority}')).toBe('1000');
      expect(
        await bench.fail([
          'run',
          'none',
          '--image=nginx',
          '--overrides={"spec":{"priorityClassName":"none"}}',
        ]),
      ).toBe(
        'Error from server (Forbidden): pods "none" is forbidden: no PriorityClass with name none was found',
      );
    });
  });

  onlySimulated('a real cluster warns of nothing')('what nothing acts on says so', async () => {
    const input = `{"apiVersion":"node.k8s.io/v1","kind":"RuntimeClass","metadata":{"name":"sandboxed-${namespace}"},"handler":"runsc"}`;
    const { stderr, code } = await bench.run('create -f -', { input });
    expect([code, stderr]).toEqual([
      0,
      'Warning: RuntimeClass: not simulated; every container runs in the one runtime that there is (docs/simulator-limits.md)\n',
    ]);
    expect(await bench.ok(`get runtimeclass sandboxed-${namespace}`)).toMatch(
      /^NAME +HANDLER +AGE\n\S+ +runsc +\d+s\n$/,
    );
  });
});
