/** Images at work: what they serve, print and refuse, and the texts of what cannot be pulled. */
import { expect, it } from 'vitest';
import { until } from './support/bench';
import { contract } from './support/cluster';

contract(
  'images',
  (bench) => {
    const waiting = (pod: string) =>
      bench.ok(
        `get pod ${pod} -o jsonpath={.status.containerStatuses[0].state.waiting.reason}:{.status.containerStatuses[0].state.waiting.message}`,
      );

    it('servers answer through a service', async () => {
      await bench.ok('create deployment web --image=gcr.io/google-samples/hello-app:1.0 --port=8080');
      await bench.ok('expose deployment web --port=80 --target-port=8080');
      await bench.ok('rollout status deployment/web --timeout=30s');
      const page = await bench.ok(
        'run ask --image=curlimages/curl --restart=Never --rm -i -q -- -s http://web',
      );
      expect(page).toMatch(/^Hello, world!\nVersion: 1\.0\.0\nHostname: web-[\w-]+\n/);
      await bench.ok('set image deployment/web hello-app=gcr.io/google-samples/hello-app:2.0');
      await bench.ok('rollout status deployment/web --timeout=30s');
      const next = await bench.ok(
        'run ask --image=curlimages/curl --restart=Never --rm -i -q -- -s http://web',
      );
      expect(next).toMatch(/^Hello, world!\nVersion: 2\.0\.0\n/);
    });

    it('an image without a shell has none', async () => {
      await bench.ok('run echo --image=hashicorp/http-echo -- -text=hi');
      await bench.ok('wait --for=condition=Ready pod/echo --timeout=30s');
      expect(await bench.fail('exec echo -- sh')).toContain(
        'exec: "sh": executable file not found in $PATH: unknown',
      );
    });

    it('perl computes pi', async () => {
      const command = ['perl', '-Mbignum=bpi', '-wle', 'print bpi(100)'];
      await bench.ok(['run', 'pi', '--image=perl:5.34.0', '--restart=Never', '--', ...command]);
      await until(async () => (await bench.ok('get pod pi')).includes('Completed'));
      expect(await bench.ok('logs pi')).toMatch(/^3\.1415926535\d{80}34211706\d\n$/);
    });

    it('mysql insists on a password', async () => {
      await bench.ok('run db --image=mysql:8.4 --restart=Never');
      await until(async () => /Error/.test(await bench.ok('get pod db')));
      expect(await bench.ok('logs db')).toContain(
        '[ERROR] [Entrypoint]: Database is uninitialized and password option is not specified\n    You need to specify one of the following as an environment variable:\n',
      );
      expect(
        await bench.ok('get pod db -o jsonpath={.status.containerStatuses[0].state.terminated.exitCode}'),
      ).toBe('1');
    });

    it('postgres is ready when pg_isready says so', async () => {
      await bench.ok('run pg --image=postgres:16 --env=POSTGRES_PASSWORD=x');
      await bench.ok('wait --for=condition=Ready pod/pg --timeout=30s');
      await until(async () => (await bench.run('exec pg -- pg_isready')).code === 0);
      expect(await bench.ok('exec pg -- cat /var/lib/postgresql/data/PG_VERSION')).toBe('16\n');
    });

    it('a tag that is not there', async () => {
      await bench.ok('run typo --image=nginx:1.161');
      await until(async () => /^(ErrImagePull|ImagePullBackOff):/.test(await waiting('typo')));
      expect(await waiting('typo')).toContain(
        'rpc error: code = NotFound desc = failed to pull and unpack image "docker.io/library/nginx:1.161": failed to resolve reference "docker.io/library/nginx:1.161": docker.io/library/nginx:1.161: not found',
      );
    });

    it('an image that must be there and is not', async () => {
      await bench.ok('run never --image=ubuntu --image-pull-policy=Never');
      await until(async () => (await waiting('never')).startsWith('ErrImageNeverPull:'));
      expect(await waiting('never')).toBe(
        'ErrImageNeverPull:Container image "ubuntu" is not present with pull policy of Never',
      );
    });
  },
  { kubectls: 'newest' },
);
