/** Autoscalers as kubectl shows them. Texts: pkg/controller/podautoscaler/horizontal.go, replica_calculator.go. */
import { describe, expect, it } from 'vitest';
import { until } from './support/bench';
import { contract, SIMULATED } from './support/cluster';

const BUSY = 'while :; do :; done';
const deployment = (name: string, command: string) =>
  JSON.stringify({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name },
    spec: {
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name } },
        spec: {
          terminationGracePeriodSeconds: 0,
          containers: [
            {
              name: 'main',
              image: 'busybox',
              command: ['sh', '-c', command],
              resources: { requests: { cpu: '100m' }, limits: { cpu: '200m' } },
            },
          ],
        },
      },
    },
  });

describe.runIf(SIMULATED)('only the simulator is opened with add-ons of our choice', () => {
  contract(
    'autoscalers',
    (bench) => {
      it('come without a warning', async () => {
        await bench.ok('create -f -', { input: deployment('busy', BUSY) });
        const made = await bench.run('autoscale deployment busy --cpu-percent=50 --min=1 --max=3');
        expect(made.code).toBe(0);
        expect(made.stderr).not.toContain('not simulated');
      });
      it('say what they know before they have metrics, and whom they cannot find', async () => {
        expect(await bench.ok('get hpa busy --no-headers')).toMatch(
          /^busy +Deployment\/busy +cpu: <unknown>\/50% +1 +3 +[01] +\d+s\n$/,
        );
        await bench.ok('create -f -', { input: deployment('gone', 'sleep 1000') });
        await bench.ok('autoscale deployment gone --cpu-percent=50 --max=3');
        await bench.ok('delete deployment gone');
        await until(async () => (await bench.ok('describe hpa gone')).includes('FailedGetScale'));
        expect(await bench.ok('describe hpa gone')).toMatch(
          /AbleToScale +False +FailedGetScale +the HPA controller was unable to get the target's current scale: deployments\/scale\.apps "gone" not found/,
        );
      });
      it('scale what is busy, and tell why', async () => {
        const isRescaled = async () => (await bench.ok('describe hpa busy')).includes('SuccessfulRescale');
        await until(isRescaled, () => 'a rescale', 100_000);
        const shown = await bench.ok('describe hpa busy');
        expect(shown).toMatch(
          /Normal +SuccessfulRescale +\S+ +horizontal-pod-autoscaler +New size: [23]; reason: cpu resource utilization \(percentage of request\) above target/,
        );
        expect(shown).toMatch(
          /ScalingActive +True +ValidMetricFound +the HPA was able to successfully calculate a replica count from cpu resource utilization \(percentage of request\)/,
        );
        expect(await bench.ok('get hpa busy --no-headers')).toMatch(/ cpu: \d+%\/50% /);
      }, 120_000);
    },
    { addons: ['metrics-server'], kubectls: 'newest' },
  );
});
