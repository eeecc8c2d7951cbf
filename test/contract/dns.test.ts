/** Names inside the cluster, asked with busybox' nslookup. https://github.com/kubernetes/dns/blob/master/docs/specification.md */
import { expect, it } from 'vitest';
import { until } from './support/bench';
import { contract, onlySimulated } from './support/cluster';

const OBJECTS = `apiVersion: v1
kind: Pod
metadata: {name: db-0, labels: {app: db}}
spec:
  hostname: db-0
  subdomain: db
  containers:
  - {name: box, image: busybox, command: [sleep, "3600"]}
---
apiVersion: v1
kind: Pod
metadata: {name: alone}
spec:
  dnsPolicy: None
  dnsConfig: {nameservers: [10.96.0.10], searches: [svc.cluster.local], options: [{name: ndots, value: "2"}]}
  containers:
  - {name: box, image: busybox, command: [sleep, "3600"]}
---
apiVersion: v1
kind: Service
metadata: {name: db}
spec: {clusterIP: None, selector: {app: db}, ports: [{name: sql, port: 5432}]}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{name: http, port: 80}]}
---
apiVersion: v1
kind: Service
metadata: {name: alias}
spec: {type: ExternalName, externalName: other.example.com}
`;

contract('names', (bench) => {
  const { namespace } = bench;
  const home = `${namespace}.svc.cluster.local`;
  const ask = async (args: string, pod = 'db-0') =>
    (await bench.run(`exec ${pod} -- nslookup ${args}`)).stdout;

  it('lead to cluster IPs', async () => {
    await bench.run('apply -f -', { input: OBJECTS });
    await bench.ok('wait --for=condition=Ready pod/db-0 pod/alone --timeout=60s');
    const ip = await bench.ok('get svc web -o jsonpath={.spec.clusterIP}');
    expect(await ask(`web.${home}`)).toMatch(
      new RegExp(
        `^Server:\\t\\t10\\.96\\.0\\.10\nAddress:\\t10\\.96\\.0\\.10:53\n\n[^]*Name:\\tweb\\.${home}\nAddress: ${ip}\n`,
      ),
    );
    const searched = await ask('web');
    expect(searched).toContain(`Name:\tweb.${home}\nAddress: ${ip}\n`);
    expect(searched).toContain("** server can't find web.cluster.local: NXDOMAIN\n");
  });

  it('that do not exist are told so', async () => {
    const { stdout, stderr } = await bench.run(`exec db-0 -- nslookup nobody.${home}`);
    expect(stdout).toContain(`** server can't find nobody.${home}: NXDOMAIN`);
    expect(stderr).toContain('command terminated with exit code 1');
    expect((await bench.run('exec db-0 -- wget -qO- http://nobody')).stderr).toContain(
      "wget: bad address 'nobody'",
    );
  });

  it('of headless services lead to their pods, one by one as well', async () => {
    const ip = await bench.ok('get pod db-0 -o jsonpath={.status.podIP}');
    await until(async () => (await ask(`db.${home}`)).includes(`Address: ${ip}\n`));
    expect(await ask(`db-0.db.${home}`)).toContain(`Name:\tdb-0.db.${home}\nAddress: ${ip}\n`);
    expect(await ask(`${ip.replaceAll('.', '-')}.${namespace}.pod.cluster.local`)).toContain(
      `Address: ${ip}\n`,
    );
    expect(await bench.ok('exec db-0 -- hostname -f')).toBe(`db-0.db.${home}\n`);
  });

  it('have service records', async () => {
    expect(await ask(`-type=srv _http._tcp.web.${home}`)).toContain(
      `_http._tcp.web.${home}\tservice = 0 100 80 web.${home}\n`,
    );
    expect(await ask(`-type=srv _sql._tcp.db.${home}`)).toContain(
      `_sql._tcp.db.${home}\tservice = 0 100 5432 db-0.db.${home}\n`,
    );
  });

  it('follow from addresses', async () => {
    const ip = await bench.ok('get svc web -o jsonpath={.spec.clusterIP}');
    const reversed = ip.split('.').reverse().join('.');
    expect(await ask(ip)).toContain(`${reversed}.in-addr.arpa\tname = web.${home}\n`);
  });

  it('of other places are aliases', async () => {
    expect(await ask(`alias.${home}`)).toContain(`alias.${home}\tcanonical name = other.example.com\n`);
  });

  onlySimulated('another cluster may have another DNS domain')('are searched as dnsConfig says', async () => {
    expect(await bench.ok('exec alone -- cat /etc/resolv.conf')).toBe(
      'search svc.cluster.local\nnameserver 10.96.0.10\noptions ndots:2\n',
    );
    const { stderr } = await bench.run('exec alone -- wget -qO- http://web');
    expect(stderr).toContain("bad address 'web'");
    expect((await bench.run(`exec alone -- wget -qO- http://web.${namespace}`)).stderr).toContain(
      'Connection refused',
    );
  });
});
