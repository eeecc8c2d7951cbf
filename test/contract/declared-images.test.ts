/** Images that an author declares: they are pulled, run, insist and answer like those of the catalogue. */
import { describe, expect, it } from 'vitest';
import { declaredImages } from '@/declared-images';
import { until } from './support/bench';
import { contract, SIMULATED } from './support/cluster';

const REPOSITORY = 'registry.acme.example/shop';
const shop = (version: string) => ({
  repository: REPOSITORY,
  tags: [version],
  from: 'busybox:1.37',
  files: { '/etc/shop/version': `${version}\n` },
  requires: [{ env: 'DATABASE_URL', message: 'shop: DATABASE_URL is not set', exitCode: 3 }],
  http: { port: 8080, answers: [{ path: '/', body: `shop ${version}\n` }] },
});

const images = declaredImages.parse([shop('1.0'), shop('2.0')]);

describe.runIf(SIMULATED)('only the simulator can be given images of our choice', () =>
  contract(
    'declared images',
    (bench) => {
      it('answer through a service, version by version', async () => {
        await bench.ok(`create deployment shop --image=${REPOSITORY}:1.0 --port=8080`);
        await bench.ok('set env deployment/shop DATABASE_URL=db');
        await bench.ok('expose deployment shop');
        await bench.ok('rollout status deployment/shop --timeout=30s');
        const ask = 'exec deployment/shop -- wget -qO- http://shop:8080';
        expect(await bench.ok(ask)).toBe('shop 1.0\n');
        expect(await bench.ok('exec deployment/shop -- cat /etc/shop/version')).toBe('1.0\n');
        await bench.ok(`set image deployment/shop shop=${REPOSITORY}:2.0`);
        await bench.ok('rollout status deployment/shop --timeout=30s');
        expect(await bench.ok(ask)).toBe('shop 2.0\n');
        expect(await bench.ok('logs deployment/shop')).toMatch(/ listening on port 8080\n.* GET \/ 200\n$/);
      });

      it('end without the variable that they insist on, as long as their entrypoint stands', async () => {
        await bench.ok(`run bare --image=${REPOSITORY}:1.0 --restart=Never`);
        await until(async () => (await bench.ok('get pod bare')).includes('Error'));
        expect(await bench.ok('logs bare')).toBe('shop: DATABASE_URL is not set\n');
        const code = '{.status.containerStatuses[0].state.terminated.exitCode}';
        expect(await bench.ok(`get pod bare -o jsonpath=${code}`)).toBe('3');
        await bench.ok(
          `run other --image=${REPOSITORY}:1.0 --restart=Never --command -- cat /etc/shop/version`,
        );
        await until(async () => (await bench.ok('get pod other')).includes('Completed'));
        expect(await bench.ok('logs other')).toBe('1.0\n');
      });

      it('have no tags but their own', async () => {
        await bench.ok(`run typo --image=${REPOSITORY}:3.0`);
        await until(async () => /ErrImagePull|ImagePullBackOff/.test(await bench.ok('get pod typo')));
        expect(await bench.ok('describe pod typo')).toContain(
          `Failed to pull image "${REPOSITORY}:3.0": rpc error: code = NotFound desc = failed to pull and unpack image "${REPOSITORY}:3.0": failed to resolve reference "${REPOSITORY}:3.0": ${REPOSITORY}:3.0: not found`,
        );
      });
    },
    { kubectls: 'newest', images },
  ),
);
