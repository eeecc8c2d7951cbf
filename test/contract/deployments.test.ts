/**
 * Rollouts through kubectl: what a Deployment says while it moves, stands still or is held. Texts:
 * pkg/controller/deployment sync.go, progress.go, util/deployment_util.go; kubectl rollout.
 */
import { expect, it } from 'vitest';
import { until } from './support/bench';
import { contract } from './support/cluster';

contract(
  'deployments',
  (bench) => {
    const deployment = (name: string, spec: object = {}, image = 'nginx:1.27') =>
      JSON.stringify({
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name },
        spec: {
          replicas: 2,
          selector: { matchLabels: { app: name } },
          template: {
            metadata: { labels: { app: name } },
            spec: { terminationGracePeriodSeconds: 1, containers: [{ name: 'web', image }] },
          },
          ...spec,
        },
      });
    const start = async (name: string, spec: object = {}) => {
      await bench.ok('create -f -', { input: deployment(name, spec) });
      await bench.ok(`rollout status deployment/${name} --timeout=30s`);
    };
    const conditionOf = async (name: string, type: string) =>
      JSON.parse(
        (await bench.ok([
          'get',
          'deployment',
          name,
          '-o',
          `jsonpath={.status.conditions[?(@.type=="${type}")]}`,
        ])) || '{}',
      );
    const events = async (name: string) =>
      (
        await bench.ok([
          'get',
          'events',
          `--field-selector=involvedObject.name=${name},reason=ScalingReplicaSet`,
          '-o',
          'jsonpath={range .items[*]}{.message}{"\\n"}{end}',
        ])
      )
        .trim()
        .split('\n')
        .map((line) => line.replace(/replica set \S+/, 'replica set <rs>'));

    it('a rollout that makes no progress says so when its deadline has passed', async () => {
      await start('stuck', { progressDeadlineSeconds: 3, minReadySeconds: 0 });
      await bench.ok('set image deployment/stuck web=nginx:no-such-tag');
      expect(await bench.fail('rollout status deployment/stuck --timeout=30s')).toBe(
        'error: deployment "stuck" exceeded its progress deadline',
      );
      expect(await conditionOf('stuck', 'Progressing')).toMatchObject({
        status: 'False',
        reason: 'ProgressDeadlineExceeded',
        message: expect.stringMatching(/^ReplicaSet "stuck-\w+" has timed out progressing\.$/),
      });
      expect(await conditionOf('stuck', 'Available')).toMatchObject({
        status: 'True',
        reason: 'MinimumReplicasAvailable',
        message: 'Deployment has minimum availability.',
      });
      await bench.ok('rollout undo deployment/stuck');
      await bench.ok('rollout status deployment/stuck --timeout=30s');
      expect(await conditionOf('stuck', 'Progressing')).toMatchObject({
        status: 'True',
        reason: 'NewReplicaSetAvailable',
      });
    });

    it('one that is paused takes changes and makes nothing of them until it is resumed', async () => {
      await start('held');
      expect(await bench.ok('rollout pause deployment/held')).toBe('deployment.apps/held paused\n');
      await until(async () => (await conditionOf('held', 'Progressing')).reason === 'DeploymentPaused');
      expect(await conditionOf('held', 'Progressing')).toMatchObject({
        status: 'Unknown',
        message: 'Deployment is paused',
      });
      await bench.ok('set image deployment/held web=nginx:1.29');
      await bench.ok('scale deployment/held --replicas=3');
      await until(
        async () => (await bench.ok('get deployment held -o jsonpath={.status.readyReplicas}')) === '3',
      );
      expect((await bench.ok('get rs -l app=held -o name')).trim().split('\n')).toHaveLength(1);
      expect(await bench.fail('rollout undo deployment/held --to-revision=1')).toContain(
        "you cannot rollback a paused deployment; resume it first with 'kubectl rollout resume'",
      );
      expect(await bench.ok('rollout resume deployment/held')).toBe('deployment.apps/held resumed\n');
      await bench.ok('rollout status deployment/held --timeout=30s');
      expect((await bench.ok('get rs -l app=held -o name')).trim().split('\n')).toHaveLength(2);
    });

    it('Recreate takes everything down first', async () => {
      await start('fresh', { strategy: { type: 'Recreate' } });
      await bench.ok('set image deployment/fresh web=nginx:1.29');
      await bench.ok('rollout status deployment/fresh --timeout=30s');
      expect(await events('fresh')).toEqual([
        'Scaled up replica set <rs> from 0 to 2',
        'Scaled down replica set <rs> from 2 to 0',
        'Scaled up replica set <rs> from 0 to 2',
      ]);
    });

    it('history keeps as many revisions as it may, with their causes, and leads back to each', async () => {
      await start('past', { revisionHistoryLimit: 2, replicas: 1 });
      for (const tag of ['1.28', '1.29', '1.26']) {
        await bench.ok(`set image deployment/past web=nginx:${tag}`);
        await bench.ok(`annotate deployment/past kubernetes.io/change-cause=to-${tag} --overwrite`);
        await bench.ok('rollout status deployment/past --timeout=30s');
      }
      const history = () => bench.ok('rollout history deployment/past');
      await until(async () => !/^1 /m.test(await history()));
      expect(await history()).toMatch(
        /^deployment\.apps\/past \nREVISION +CHANGE-CAUSE\n2 +to-1\.28\n3 +to-1\.29\n4 +to-1\.26\n/,
      );
      expect(await bench.fail('rollout undo deployment/past --to-revision=1')).toBe(
        'error: unable to find specified revision 1 in history',
      );
      expect(await bench.ok('rollout undo deployment/past --to-revision=2')).toBe(
        'deployment.apps/past rolled back\n',
      );
      await bench.ok('rollout status deployment/past --timeout=30s');
      await until(async () => /^5 +to-1\.28$/m.test(await history()));
      expect(await history()).not.toMatch(/^2 /m);
    });

    it('scaling in the middle of a rollout keeps the proportion', async () => {
      const strategy = { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 1 } };
      await start('wide', { replicas: 4, strategy });
      await bench.ok('set image deployment/wide web=nginx:no-such-tag');
      const sizes = async () =>
        (
          await bench.ok([
            'get',
            'rs',
            '-l',
            'app=wide',
            '--sort-by=.metadata.annotations.deployment\\.kubernetes\\.io/revision',
            '-o',
            'jsonpath={.items[*].spec.replicas}',
          ])
        ).split(' ');
      await until(async () => (await sizes()).join() === '3,2');
      await bench.ok('scale deployment/wide --replicas=9');
      await until(async () => (await sizes()).reduce((sum, size) => sum + Number(size), 0) === 10);
      expect(await sizes()).toEqual(['6', '4']);
    });

    it('what cannot be created is told by the deployment', async () => {
      await bench.ok('create quota none --hard=pods=0');
      await bench.ok('create -f -', { input: deployment('barred') });
      await until(async () => (await conditionOf('barred', 'ReplicaFailure')).reason === 'FailedCreate');
      expect(await conditionOf('barred', 'ReplicaFailure')).toMatchObject({
        status: 'True',
        message: expect.stringMatching(
          /^pods "barred-\w+-\w+" is forbidden: exceeded quota: none, requested: pods=1, used: pods=\d+, limited: pods=0$/,
        ),
      });
      expect(await conditionOf('barred', 'Available')).toMatchObject({
        status: 'False',
        reason: 'MinimumReplicasUnavailable',
        message: 'Deployment does not have minimum availability.',
      });
    });
  },
  { nodes: 2 },
);
