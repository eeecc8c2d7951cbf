/** Private images: who may pull them, and what containerd and the kubelet say to others. */
import { beforeAll, describe, expect, it } from 'vitest';
import { declaredImages } from '@/declared-images';
import { until } from './support/bench';
import { contract, SIMULATED } from './support/cluster';

const HOST = 'registry.acme.example';
const IMAGE = `${HOST}/shop:1.0`;
const images = declaredImages.parse([
  {
    repository: `${HOST}/shop`,
    tags: ['1.0'],
    from: 'busybox:1.37',
    cmd: ['sleep', 'infinity'],
    private: { username: 'ci', password: 'harbour' },
  },
]);
const failed = `failed to pull and unpack image "${IMAGE}": failed to resolve reference "${IMAGE}"`;
const anonymous = `${failed}: pull access denied, repository does not exist or may require authorization: authorization failed: no basic auth credentials`;

describe.runIf(SIMULATED)('only the simulator has private images of our choice', () =>
  contract(
    'private images',
    (bench) => {
      const withSecrets = (...names: string[]) => [
        `--image=${IMAGE}`,
        `--overrides=${JSON.stringify({ spec: { imagePullSecrets: names.map((name) => ({ name })) } })}`,
      ];
      const reason = '{.status.containerStatuses[0].state.waiting.reason}';
      const waits = async (pod: string, pattern: RegExp) => {
        await until(async () => pattern.test(await bench.ok(`get pod ${pod} -o jsonpath=${reason}`)));
        return bench.ok(`describe pod ${pod}`);
      };
      const secret = (name: string, password: string) =>
        bench.ok(
          `create secret docker-registry ${name} --docker-server=${HOST} --docker-username=ci --docker-password=${password}`,
        );

      beforeAll(async () => {
        await secret('right', 'harbour');
        await secret('wrong', 'guess');
      });

      it('are refused to a pod without credentials, again and again', async () => {
        await bench.ok(`run anonymous --image=${IMAGE}`);
        const told = await waits('anonymous', /ImagePullBackOff/);
        expect(told).toContain(`Failed to pull image "${IMAGE}": ${anonymous}`);
        expect(told).toContain('Error: ErrImagePull');
        expect(told).toContain(`Back-off pulling image "${IMAGE}"`);
        expect(
          await bench.ok(
            'get pod anonymous -o jsonpath={.status.containerStatuses[0].state.waiting.message}',
          ),
        ).toBe(`Back-off pulling image "${IMAGE}": ErrImagePull: ${anonymous}`);
      });

      it('are refused to a pod with wrong ones', async () => {
        await bench.ok(['run', 'guessing', ...withSecrets('wrong')]);
        expect(await waits('guessing', /ErrImagePull|ImagePullBackOff/)).toContain(
          `Failed to pull image "${IMAGE}": ${failed}: unexpected status from HEAD request to https://${HOST}/v2/shop/manifests/1.0: 401 Unauthorized`,
        );
      });

      it('are pulled with the right ones, whichever else are tried, and without a warning', async () => {
        const { stdout, stderr } = await bench.run(['run', 'known', ...withSecrets('wrong', 'right')]);
        expect([stdout, stderr]).toEqual(['pod/known created\n', '']);
        await bench.ok('wait --for=condition=Ready pod/known --timeout=30s');
        expect(await bench.ok('describe pod known')).toContain(`Successfully pulled image "${IMAGE}" in `);
      });

      it('stay closed to a pod without credentials on a node that has them', async () => {
        await bench.ok(`run second --image=${IMAGE}`);
        expect(await waits('second', /ErrImagePull|ImagePullBackOff/)).toContain(anonymous);
        await bench.ok(`run never --image=${IMAGE} --image-pull-policy=Never`);
        expect(await waits('never', /ErrImageNeverPull/)).toContain(
          `Container image "${IMAGE}" is not present with pull policy of Never`,
        );
        await bench.ok(['run', 'third', ...withSecrets('right')]);
        await bench.ok('wait --for=condition=Ready pod/third --timeout=30s');
        expect(await bench.ok('describe pod third')).toContain(
          `Container image "${IMAGE}" already present on machine and can be accessed by the pod`,
        );
      });

      it('are pulled with the secrets of the service account', async () => {
        await bench.ok('create serviceaccount puller');
        await bench.ok([
          'patch',
          'serviceaccount',
          'puller',
          '-p',
          '{"imagePullSecrets":[{"name":"right"}]}',
        ]);
        await bench.ok([
          'run',
          'account',
          `--image=${IMAGE}`,
          '--overrides={"spec":{"serviceAccountName":"puller"}}',
        ]);
        await bench.ok('wait --for=condition=Ready pod/account --timeout=30s');
        expect(await bench.ok('get pod account -o jsonpath={.spec.imagePullSecrets[0].name}')).toBe('right');
      });

      it('tell of secrets that are not there, and are pulled once they are', async () => {
        await bench.ok(['run', 'late', ...withSecrets('later', 'never')]);
        expect(await waits('late', /ErrImagePull|ImagePullBackOff/)).toMatch(
          /Warning +FailedToRetrieveImagePullSecret .* Unable to retrieve some image pull secrets \(later, never\); attempting to pull the image may not succeed\./,
        );
        await secret('later', 'harbour');
        await bench.ok('wait --for=condition=Ready pod/late --timeout=30s');
      });

      it('tell of a secret that nobody can read', async () => {
        const file = JSON.stringify({ auths: { [HOST]: { auth: btoa('ci') } } });
        await bench.ok([
          'create',
          'secret',
          'generic',
          'garbled',
          '--type=kubernetes.io/dockerconfigjson',
          `--from-literal=.dockerconfigjson=${file}`,
        ]);
        await bench.ok(['run', 'garbled', ...withSecrets('garbled')]);
        expect(await waits('garbled', /ErrImagePull|ImagePullBackOff/)).toContain(
          `Failed to pull image "${IMAGE}": unable to parse auth field, must be formatted as base64(username:password)`,
        );
      });
    },
    { kubectls: 'newest', images },
  ),
);
