/** Jobs through kubectl: how they run, fail, stop and end, and what they say of it. */
// upstream: pkg/controller/job/job_controller.go, https://kubernetes.io/docs/concepts/workloads/controllers/job/
import { expect, it } from 'vitest';
import { until } from './support/bench';
import { contract } from './support/cluster';

const PATIENCE_MS = 60_000;

interface JobSpec {
  readonly script: string;
  readonly spec?: object;
  readonly pod?: object;
}

contract(
  'jobs',
  (bench) => {
    const make = async (name: string, { script, spec, pod }: JobSpec) => {
      const template = {
        spec: {
          restartPolicy: 'Never',
          terminationGracePeriodSeconds: 0,
          containers: [{ name: 'main', image: 'busybox:1.36', command: ['sh', '-c', script] }],
          ...pod,
        },
      };
      const job = { apiVersion: 'batch/v1', kind: 'Job', metadata: { name }, spec: { ...spec, template } };
      await bench.ok('create -f -', { input: JSON.stringify(job) });
    };
    const read = (name: string, path: string) => bench.ok(['get', 'job', name, '-o', `jsonpath=${path}`]);
    const wait = (name: string, condition: string) =>
      bench.ok(`wait --for=condition=${condition} job/${name} --timeout=60s`);
    const reads = (name: string, path: string, expected: string) =>
      until(
        async () => (await read(name, path)) === expected,
        () => `${path} of ${name} to be ${expected}`,
        PATIENCE_MS,
      );
    const eventsOf = async (name: string) =>
      (
        await bench.ok([
          'get',
          'events',
          `--field-selector=involvedObject.kind=Job,involvedObject.name=${name}`,
          '-o',
          'jsonpath={range .items[*]}{.type} {.reason} {.message}{"\\n"}{end}',
        ])
      ).replace(/(?<=pod: \S+)-[a-z0-9]{5}$/gm, '-XXXXX');

    it('run as many pods to success as they are asked', async () => {
      await bench.ok('create job once --image=busybox:1.36 -- echo hello');
      await wait('once', 'Complete');
      expect(await bench.ok('logs job/once')).toBe('hello\n');
      expect(await bench.ok('get job once --no-headers')).toMatch(/^once +Complete +1\/1 +\d+s +\d+s\n$/);
      expect(await read('once', '{.status.conditions[*].type}')).toBe('SuccessCriteriaMet Complete');
      expect(await read('once', '{.status.conditions[*].message}')).toBe(
        'Reached expected number of succeeded pods Reached expected number of succeeded pods',
      );
      expect(await read('once', '{.status.conditions[0].reason}')).toBe('CompletionsReached');
      const { succeeded, ready, terminating, uncountedTerminatedPods } = JSON.parse(
        await read('once', '{.status}'),
      );
      expect({ succeeded, ready, terminating, uncountedTerminatedPods }).toEqual({
        succeeded: 1,
        ready: 0,
        terminating: 0,
        uncountedTerminatedPods: {},
      });
      expect(await eventsOf('once')).toBe(
        'Normal SuccessfulCreate Created pod: once-XXXXX\nNormal Completed Job completed\n',
      );
      // Counted pods are held no longer.
      expect(await bench.ok('get pods -l job-name=once -o jsonpath={.items[*].metadata.finalizers}')).toBe(
        '',
      );
    });

    it('keep to their parallelism', async () => {
      await make('many', { script: 'sleep 1', spec: { completions: 5, parallelism: 2 } });
      await reads('many', '{.status.active}', '2');
      await wait('many', 'Complete');
      expect(await read('many', '{.status.succeeded}')).toBe('5');
    });

    it('end a work queue with the first success and the last pod', async () => {
      await make('queue', { script: 'sleep 1', spec: { parallelism: 3 } });
      await wait('queue', 'Complete');
      expect(await read('queue', '{.status.succeeded}')).toBe('3');
      expect(await bench.ok('get job queue --no-headers')).toMatch(/^queue +Complete +3\/1 of 3 /);
    });

    it('give each pod its index', async () => {
      const script = 'echo "index $JOB_COMPLETION_INDEX on $(hostname)"';
      await make('indexed', { script, spec: { completions: 3, parallelism: 3, completionMode: 'Indexed' } });
      await wait('indexed', 'Complete');
      expect(await read('indexed', '{.status.completedIndexes}')).toBe('0-2');
      const label = 'batch.kubernetes.io/job-completion-index=1';
      expect(await bench.ok(`logs -l job-name=indexed,${label}`)).toBe('index 1 on indexed-1\n');
      const name = await bench.ok(
        `get pods -l job-name=indexed,${label} -o jsonpath={.items[0].metadata.name}`,
      );
      expect(name).toMatch(/^indexed-1-[a-z0-9]{5}$/);
    });

    it('give up after their last retry', async () => {
      await make('broken', { script: 'exit 3', spec: { backoffLimit: 0 } });
      await wait('broken', 'Failed');
      expect(await read('broken', '{.status.conditions[*].type}')).toBe('FailureTarget Failed');
      expect(await read('broken', '{.status.conditions[1].message}')).toBe(
        'Job has reached the specified backoff limit',
      );
      expect(await read('broken', '{.status.failed}')).toBe('1');
      expect(await eventsOf('broken')).toContain(
        'Warning BackoffLimitExceeded Job has reached the specified backoff limit\n',
      );
      expect(await bench.ok('get job broken --no-headers')).toMatch(/^broken +Failed +0\/1 /);
    });

    it('count the restarts of a container where it is restarted in its pod', async () => {
      await make('restarts', {
        script: 'exit 1',
        spec: { backoffLimit: 1 },
        pod: { restartPolicy: 'OnFailure' },
      });
      await wait('restarts', 'Failed');
      expect(await read('restarts', '{.status.conditions[1].reason}')).toBe('BackoffLimitExceeded');
    });

    it('stop at their deadline', async () => {
      await make('slow', { script: 'sleep 1000', spec: { activeDeadlineSeconds: 2 } });
      await wait('slow', 'Failed');
      expect(await read('slow', '{.status.conditions[1].reason}: {.status.conditions[1].message}')).toBe(
        'DeadlineExceeded: Job was active longer than specified deadline',
      );
      await until(async () => (await bench.ok('get pods -l job-name=slow -o name')) === '');
      expect(await eventsOf('slow')).toMatch(/Normal SuccessfulDelete Deleted pod: slow-XXXXX\n/);
    });

    it('fail, ignore or count as their podFailurePolicy says', async () => {
      const rule = (action: string, values: number[]) => ({
        action,
        onExitCodes: { containerName: 'main', operator: 'In', values },
      });
      const podFailurePolicy = { rules: [rule('Ignore', [7]), rule('FailJob', [42])] };
      await make('policy', { script: 'exit 42', spec: { backoffLimit: 6, podFailurePolicy } });
      await wait('policy', 'Failed');
      expect(await read('policy', '{.status.conditions[1].reason}')).toBe('PodFailurePolicy');
      const pod = await bench.ok('get pods -l job-name=policy -o jsonpath={.items[0].metadata.name}');
      expect(await read('policy', '{.status.conditions[1].message}')).toBe(
        `Container main for pod ${bench.namespace}/${pod} failed with exit code 42 matching FailJob rule at index 1`,
      );
    });

    it('fail each index for itself', async () => {
      const spec = {
        completions: 3,
        parallelism: 3,
        completionMode: 'Indexed',
        backoffLimitPerIndex: 0,
      };
      await make('perindex', { script: '[ $JOB_COMPLETION_INDEX != 1 ]', spec });
      await wait('perindex', 'Failed');
      expect(await read('perindex', '{.status.completedIndexes} {.status.failedIndexes}')).toBe('0,2 1');
      expect(await read('perindex', '{.status.conditions[1].message}')).toBe('Job has failed indexes');
    });

    it('succeed early as their successPolicy says', async () => {
      const spec = {
        completions: 3,
        parallelism: 3,
        completionMode: 'Indexed',
        successPolicy: { rules: [{ succeededIndexes: '0' }] },
      };
      await make('leader', { script: '[ $JOB_COMPLETION_INDEX = 0 ] || sleep 1000', spec });
      await wait('leader', 'Complete');
      expect(await read('leader', '{.status.conditions[0].reason}: {.status.conditions[0].message}')).toBe(
        'SuccessPolicy: Matched rules at index 0',
      );
      expect(await read('leader', '{.status.succeeded} {.status.failed}')).toBe('1 ');
    });

    it('rest while they are suspended', async () => {
      await make('paused', { script: 'sleep 2', spec: { suspend: true } });
      await reads('paused', '{.status.conditions[0].type}={.status.conditions[0].status}', 'Suspended=True');
      expect(await read('paused', '{.status.startTime}')).toBe('');
      expect(await bench.ok('get job paused --no-headers')).toMatch(/^paused +Suspended +0\/1 /);
      await bench.ok(['patch', 'job', 'paused', '-p', '{"spec":{"suspend":false}}']);
      await reads('paused', '{.status.active}', '1');
      await bench.ok(['patch', 'job', 'paused', '-p', '{"spec":{"suspend":true}}']);
      await until(async () => (await bench.ok('get pods -l job-name=paused -o name')) === '');
      // What was stopped has not failed.
      expect(await read('paused', '{.status.failed}')).toBe('');
      await bench.ok(['patch', 'job', 'paused', '-p', '{"spec":{"suspend":false}}']);
      await wait('paused', 'Complete');
      const told = await eventsOf('paused');
      expect(told).toContain('Normal Suspended Job suspended\n');
      expect(told).toContain('Normal Resumed Job resumed\n');
    });

    it('replace a pod that somebody deletes, and take their pods with them', async () => {
      await make('steady', { script: 'sleep 1000', spec: { backoffLimit: 3 } });
      await reads('steady', '{.status.ready}', '1');
      await bench.ok('delete pods -l job-name=steady');
      await reads('steady', '{.status.failed} {.status.active}', '1 1');
      await bench.ok('delete job steady');
      await until(async () => (await bench.ok('get pods -l job-name=steady -o name')) === '');
    });

    it('go some time after their end, with their pods', async () => {
      await make('brief', { script: 'sleep 1', spec: { ttlSecondsAfterFinished: 2 } });
      await wait('brief', 'Complete');
      await until(async () => (await bench.run('get job brief')).code !== 0);
      await until(async () => (await bench.ok('get pods -l job-name=brief -o name')) === '');
    });

    it('leave their pods behind where they are asked to', async () => {
      await make('orphan', { script: 'sleep 1000' });
      await reads('orphan', '{.status.ready}', '1');
      await bench.ok('delete job orphan --cascade=orphan');
      const finalizers = () =>
        bench.ok('get pods -l job-name=orphan -o jsonpath={.items[*].metadata.finalizers}');
      await until(async () => (await finalizers()) === '');
      await bench.ok('delete pods -l job-name=orphan');
    });
  },
  { kubectls: 'newest' },
);
