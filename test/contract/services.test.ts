/** Services of all types as pods and events tell of them. Texts: k8s.io/cloud-provider/controllers/service/controller.go */
import { expect, it } from 'vitest';
import { until } from './support/bench';
import { contract, onlySimulated, SIMULATED } from './support/cluster';

const WEB = `apiVersion: v1
kind: Pod
metadata: {name: web, labels: {app: web}}
spec:
  containers:
  - {name: nginx, image: nginx, ports: [{name: http, containerPort: 80, hostPort: 8801}]}
---
apiVersion: v1
kind: Pod
metadata: {name: client}
spec:
  containers:
  - {name: box, image: busybox, command: [sleep, "3600"]}
`;

const service = (name: string, spec: string) => `apiVersion: v1
kind: Service
metadata: {name: ${name}}
spec: {${spec}}
`;

contract(
  'services',
  (bench) => {
    const { namespace } = bench;
    const get = (what: string, path: string) => bench.ok(`get ${what} -o jsonpath=${path}`);
    const fetch = (url: string) =>
      bench.run(['exec', 'client', '--', 'sh', '-c', `wget -T 2 -qO- ${url} | grep title`]);
    const welcome = async (url: string) =>
      expect((await fetch(url)).stdout, url).toContain('Welcome to nginx!');
    const nodePort = (name: string) => get(`svc ${name}`, '{.spec.ports[0].nodePort}');

    it('a node port answers at every node', async () => {
      await bench.ok('apply -f -', { input: WEB });
      await bench.ok('wait --for=condition=Ready pod/web pod/client --timeout=60s');
      await bench.ok('expose pod web --name=open --type=NodePort --port=80 --target-port=http');
      const port = await nodePort('open');
      await until(async () => (await fetch('http://open')).code === 0);
      const ips = await get('nodes', '{.items[*].status.addresses[?(@.type=="InternalIP")].address}');
      expect(ips.split(' ').length).toBe(SIMULATED ? 2 : ips.split(' ').length);
      for (const ip of ips.split(' ')) await welcome(`http://${ip}:${port}`);
      expect(
        (await fetch(`http://${ips.split(' ')[0]}:${Number(port) === 32_000 ? 32_001 : 32_000}`)).stderr,
      ).toContain('Connection refused');
    });

    it('a host port answers at the node of the pod', async () => {
      await welcome(`http://${await get('pod web', '{.status.hostIP}')}:8801`);
    });

    onlySimulated('another cluster may have no load balancers')(
      'a load balancer gets an address, events, and gives it back',
      async () => {
        await bench.ok('expose pod web --name=balanced --type=LoadBalancer --port=80');
        await until(async () => (await get('svc balanced', '{.status.loadBalancer.ingress[0].ip}')) !== '');
        const ip = await get('svc balanced', '{.status.loadBalancer.ingress[0].ip}');
        expect(await bench.ok('get svc balanced')).toMatch(
          new RegExp(
            `^balanced +LoadBalancer +10\\.\\S+ +${ip.replaceAll('.', '\\.')} +80:3\\d{4}/TCP +\\d+s$`,
            'm',
          ),
        );
        await until(async () => (await fetch(`http://${ip}`)).code === 0);
        const described = await bench.ok('describe svc balanced');
        expect(described).toMatch(/^LoadBalancer Ingress: +172\.18\.255\.\d+ \(VIP\)$/m);
        expect(described).toMatch(
          /Normal +EnsuringLoadBalancer +\d+s +service-controller +Ensuring load balancer/,
        );
        expect(described).toMatch(
          /Normal +EnsuredLoadBalancer +\d+s +service-controller +Ensured load balancer/,
        );
        expect(await get('svc balanced', '{.metadata.finalizers}')).toBe(
          '["service.kubernetes.io/load-balancer-cleanup"]',
        );
        await bench.ok('delete svc balanced');
        await until(async () =>
          (await bench.ok('get events --field-selector=involvedObject.name=balanced')).includes(
            'Deleted load balancer',
          ),
        );
      },
    );

    it('Endpoints made by hand carry traffic', async () => {
      const ip = await get('pod web', '{.status.podIP}');
      await bench.ok('apply -f -', { input: service('manual', 'ports: [{port: 8080}]') });
      const input = `{"apiVersion":"v1","kind":"Endpoints","metadata":{"name":"manual"},"subsets":[{"addresses":[{"ip":"${ip}"}],"ports":[{"port":80}]}]}`;
      await bench.ok('apply -f -', { input });
      await until(async () => (await fetch('http://manual:8080')).code === 0);
      expect(
        await bench.ok('get endpointslices -l kubernetes.io/service-name=manual --show-labels'),
      ).toContain('endpointslice.kubernetes.io/managed-by=endpointslicemirroring-controller.k8s.io');
    });

    it('slices made by hand do, too, and several ports by their names', async () => {
      const ip = await get('pod web', '{.status.podIP}');
      await bench.ok('apply -f -', {
        input: `${service('sliced', 'ports: [{name: a, port: 8080}, {name: b, port: 8081}]')}---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: sliced-1, labels: {kubernetes.io/service-name: sliced}}
addressType: IPv4
ports: [{name: a, port: 80}, {name: b, port: 81}]
endpoints: [{addresses: ["${ip}"]}]
`,
      });
      await until(async () => (await fetch('http://sliced:8080')).code === 0);
      expect((await fetch('http://sliced:8081')).stderr).toContain('Connection refused');
    });

    it('a service without endpoints refuses', async () => {
      await bench.ok('apply -f -', {
        input: service('empty', 'selector: {app: nobody}, ports: [{port: 80}]'),
      });
      expect((await fetch('http://empty')).stderr).toContain('Connection refused');
    });

    it('an external IP leads to the service', async () => {
      await bench.ok('apply -f -', {
        input: service(
          'outer',
          `selector: {app: web}, ports: [{port: 80}], externalIPs: [198.51.100.${bench.minor}]`,
        ),
      });
      await until(async () => (await fetch(`http://198.51.100.${bench.minor}`)).code === 0);
    });

    it('port-forward and the proxy find named ports', async () => {
      expect(await bench.ok(`get --raw /api/v1/namespaces/${namespace}/services/open:80/proxy/`)).toContain(
        'nginx',
      );
      const forward = bench.start('port-forward svc/open :80');
      const port = /127\.0\.0\.1:(\d+) -> 80/.exec(await forward.until(/-> 80/))?.[1];
      const response = await globalThis.fetch(`http://127.0.0.1:${port}/`);
      expect(await response.text()).toContain('Welcome to nginx!');
      await forward.stop();
    });
  },
  { nodes: 2 },
);
