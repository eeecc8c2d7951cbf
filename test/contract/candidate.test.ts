/** What a candidate of the CKAD types in exercises, and what a cluster prints then. */
import { expect, it } from 'vitest';
import { until } from './support/bench';
import { contract, onlySimulated } from './support/cluster';

contract('a read-only root file system', (bench) => {
  const create = (name: string, spec: object) =>
    bench.ok('create -f -', {
      input: JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec }),
    });
  const web = { name: 'web', image: 'nginx:1.29', securityContext: { readOnlyRootFilesystem: true } };
  const end = async (name: string) => {
    await until(async () => (await bench.ok(`get pod ${name} -o jsonpath={.status.phase}`)) === 'Failed');
    return (await bench.ok(`logs ${name}`)).split('\n').slice(-3, -1).join('\n');
  };

  it('ends nginx, which wants folders for what it receives', async () => {
    await create('frozen', { containers: [web], restartPolicy: 'Never' });
    expect(await end('frozen')).toMatch(
      /^\S+ \S+ \[emerg\] 1#1: (mkdir\(\) "\/var\/cache\/nginx\/client_temp" failed \(30: Read-only file system\))\nnginx: \[emerg\] \1$/,
    );
    expect(await bench.ok('logs frozen')).toContain(
      '10-listen-on-ipv6-by-default.sh: info: can not modify /etc/nginx/conf.d/default.conf (read-only file system?)\n',
    );
    const terminated = '{.status.containerStatuses[0].state.terminated}';
    expect(JSON.parse(await bench.ok(`get pod frozen -o jsonpath=${terminated}`))).toMatchObject({
      exitCode: 1,
      reason: 'Error',
    });
  });

  it('lets it run with volumes where it writes', async () => {
    const volumeMounts = [
      { name: 'cache', mountPath: '/var/cache/nginx' },
      { name: 'run', mountPath: '/var/run' },
    ];
    const volumes = ['cache', 'run'].map((name) => ({ name, emptyDir: {} }));
    await create('thawed', { containers: [{ ...web, volumeMounts }], volumes });
    await bench.ok('wait --for=condition=Ready pod/thawed --timeout=30s');
  });

  it('is not the only thing that ends it: so does a user who may not write', async () => {
    const containers = [{ name: 'web', image: 'nginx:1.29', securityContext: { runAsUser: 101 } }];
    await create('guest', { containers, restartPolicy: 'Never' });
    expect(await end('guest')).toMatch(
      /\nnginx: \[emerg\] mkdir\(\) "\/var\/cache\/nginx\/client_temp" failed \(13: Permission denied\)$/,
    );
    expect(await bench.ok('logs guest')).toContain(
      'nginx: [warn] the "user" directive makes sense only if the master process runs with super-user privileges, ignored in /etc/nginx/nginx.conf:2\n',
    );
  });
});

contract('nslookup of busybox 1.28', (bench) => {
  onlySimulated('the DNS of another cluster has another address, and a name')(
    'searches for names with dots, and tells where addresses lead back to',
    async () => {
      await bench.ok('create service clusterip web --tcp=80');
      await bench.ok('run box --image=busybox:1.28 -- sleep 1h');
      await bench.ok('wait --for=condition=Ready pod/box --timeout=30s');
      const ip = await bench.ok('get service web -o jsonpath={.spec.clusterIP}');
      const name = `web.${bench.namespace}`;
      expect(await bench.ok(`exec box -- nslookup ${name}`)).toBe(
        `Server:    10.96.0.10\nAddress 1: 10.96.0.10\n\nName:      ${name}\nAddress 1: ${ip} ${name}.svc.cluster.local\n`,
      );
      const { stderr } = await bench.run('exec box -- nslookup nobody');
      expect(stderr).toBe("nslookup: can't resolve 'nobody'\ncommand terminated with exit code 1\n");
    },
  );
});

contract('the environment of a container', (bench) => {
  onlySimulated('container runtimes differ')(
    'begins with the image, goes on as the pod says, and ends at home',
    async () => {
      await bench.ok('create configmap more --from-literal=FROM=map');
      await bench.ok('create -f -', {
        input: JSON.stringify({
          apiVersion: 'v1',
          kind: 'Pod',
          metadata: { name: 'box' },
          spec: {
            enableServiceLinks: false,
            containers: [
              {
                name: 'box',
                image: 'nginx:1.29',
                env: [{ name: 'OWN', value: '1' }],
                envFrom: [{ configMapRef: { name: 'more' } }],
              },
            ],
          },
        }),
      });
      await bench.ok('wait --for=condition=Ready pod/box --timeout=30s');
      const names = (await bench.ok('exec box -- env')).split('\n').map((line) => line.split('=')[0] ?? '');
      const known = ['PATH', 'HOSTNAME', 'NGINX_VERSION', 'FROM', 'OWN', 'KUBERNETES_SERVICE_HOST', 'HOME'];
      expect(names.filter((name) => known.includes(name))).toEqual(known);
    },
  );
});
