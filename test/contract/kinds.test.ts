/**
 * Kinds of batch, apps, autoscaling, policy and storage: what a server makes of an object and what it refuses. All by
 * server-side dry run or on objects that nothing acts on at once, so that it holds on any cluster.
 * Texts: kubernetes pkg/apis/{batch,apps,autoscaling,policy,core}/validation, pkg/printers/internalversion
 */
import { expect, it } from 'vitest';
import { contract } from './support/cluster';

const containers = [{ name: 'c', image: 'busybox' }];
const labels = { app: 'x' };
const endless = { metadata: { labels }, spec: { containers } };
const ending = { spec: { containers, restartPolicy: 'Never' } };
const selector = { matchLabels: labels };
const claim = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } };

contract('kinds', (bench) => {
  const object = (apiVersion: string, kind: string, more: object) =>
    JSON.stringify({ apiVersion, kind, metadata: { name: 'x' }, ...more });
  const made = async (...[apiVersion, kind, more]: [string, string, object]) =>
    JSON.parse(
      await bench.ok('create -f - --dry-run=server -o json', { input: object(apiVersion, kind, more) }),
    );

  it('jobs get a selector of their own and the defaults of jobs', async () => {
    const job = await made('batch/v1', 'Job', { spec: { template: ending } });
    const uid = job.metadata.uid;
    expect(job.spec).toMatchObject({
      backoffLimit: 6,
      completionMode: 'NonIndexed',
      completions: 1,
      parallelism: 1,
      podReplacementPolicy: 'TerminatingOrFailed',
      selector: { matchLabels: { 'batch.kubernetes.io/controller-uid': uid } },
      suspend: false,
      template: { metadata: { labels: { 'batch.kubernetes.io/job-name': 'x', 'job-name': 'x' } } },
    });
  });

  it('cron jobs, daemon sets, claims and autoscalers get theirs', async () => {
    const schedule = '*/5 * * * *';
    const cronJob = { spec: { schedule, jobTemplate: { spec: { template: ending } } } };
    expect((await made('batch/v1', 'CronJob', cronJob)).spec).toMatchObject({
      concurrencyPolicy: 'Allow',
      failedJobsHistoryLimit: 1,
      successfulJobsHistoryLimit: 3,
      suspend: false,
    });
    const daemonSet = await made('apps/v1', 'DaemonSet', { spec: { selector, template: endless } });
    expect(daemonSet).toMatchObject({
      metadata: { annotations: { 'deprecated.daemonset.template.generation': '1' }, generation: 1 },
      spec: { updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } } },
    });
    expect(await made('v1', 'PersistentVolumeClaim', { spec: claim })).toMatchObject({
      spec: { volumeMode: 'Filesystem' },
      status: { phase: 'Pending' },
    });
    const scaleTargetRef = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' };
    const autoscaler = { spec: { scaleTargetRef, maxReplicas: 3 } };
    expect((await made('autoscaling/v2', 'HorizontalPodAutoscaler', autoscaler)).spec).toMatchObject({
      minReplicas: 1,
      metrics: [{ resource: { name: 'cpu', target: { averageUtilization: 80 } } }],
    });
  });

  it.each<[string, string, string, object, string]>([
    [
      'a job that never ends',
      'batch/v1',
      'Job',
      { spec: { template: endless } },
      'spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never"',
    ],
    [
      'a schedule of four fields',
      'batch/v1',
      'CronJob',
      { spec: { schedule: '* * * *', jobTemplate: { spec: { template: ending } } } },
      'spec.schedule: Invalid value: "* * * *": expected exactly 5 fields, found 4: [* * * *]',
    ],
    [
      'a time zone that is nowhere',
      'batch/v1',
      'CronJob',
      { spec: { schedule: '@daily', timeZone: 'Mars/Base', jobTemplate: { spec: { template: ending } } } },
      'spec.timeZone: Invalid value: "Mars/Base": unknown time zone Mars/Base',
    ],
    [
      'a stateful set without a selector',
      'apps/v1',
      'StatefulSet',
      { spec: { selector: {}, template: endless } },
      'empty selector is invalid for statefulset',
    ],
    [
      'a daemon set that selects others',
      'apps/v1',
      'DaemonSet',
      { spec: { selector: { matchLabels: { app: 'y' } }, template: endless } },
      '`selector` does not match template `labels`',
    ],
    [
      'a claim of no size',
      'v1',
      'PersistentVolumeClaim',
      { spec: { accessModes: ['ReadWriteOnce'] } },
      'spec.resources[storage]: Required value',
    ],
    [
      'a quota of something unknown',
      'v1',
      'ResourceQuota',
      { spec: { hard: { gpus: '1' } } },
      'must be a standard resource for quota',
    ],
    [
      'a minimum above the maximum',
      'v1',
      'LimitRange',
      { spec: { limits: [{ type: 'Container', min: { cpu: '2' }, max: { cpu: '1' } }] } },
      'min value 2 is greater than max value 1',
    ],
    [
      'an autoscaler without room',
      'autoscaling/v1',
      'HorizontalPodAutoscaler',
      { spec: { scaleTargetRef: { kind: 'Deployment', name: 'web' }, minReplicas: 3, maxReplicas: 2 } },
      'spec.maxReplicas: Invalid value: 2: must be greater than or equal to `minReplicas`',
    ],
    [
      'a budget with two bounds',
      'policy/v1',
      'PodDisruptionBudget',
      { spec: { minAvailable: 1, maxUnavailable: 1, selector } },
      'minAvailable and maxUnavailable cannot be both set',
    ],
  ])('%s is refused', async (_, apiVersion, kind, more, text) => {
    const input = object(apiVersion, kind, more);
    expect(await bench.fail('create -f - --validate=false', { input })).toContain(text);
  });

  it('an autoscaler is one object in two versions', async () => {
    const spec = {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
      maxReplicas: 3,
      targetCPUUtilizationPercentage: 60,
    };
    await bench.ok('create -f -', { input: object('autoscaling/v1', 'HorizontalPodAutoscaler', { spec }) });
    const share = '{.spec.metrics[0].resource.target.averageUtilization}';
    expect(await bench.ok(`get hpa x -o jsonpath=${share}`)).toBe('60');
    const v1 = 'horizontalpodautoscalers.v1.autoscaling';
    expect(await bench.ok(`get ${v1} x -o jsonpath={.spec.targetCPUUtilizationPercentage}`)).toBe('60');
    expect(await bench.ok('get hpa x')).toMatch(
      /^NAME +REFERENCE +TARGETS +MINPODS +MAXPODS +REPLICAS +AGE\nx +Deployment\/web +cpu: <unknown>\/60% +1 +3 +0 +\d+s\n$/,
    );
  });

  it('what kubectl makes by itself arrives', async () => {
    expect(await bench.ok('create quota q --hard=pods=4')).toBe('resourcequota/q created\n');
    expect(await bench.ok('create pdb p --selector=app=x --min-available=50%')).toBe(
      'poddisruptionbudget.policy/p created\n',
    );
    expect(await bench.ok('get pdb p')).toMatch(/^p +50% +N\/A +0 +\d+s$/m);
    const command = 'create cronjob c --image=busybox --schedule=@yearly';
    expect(await bench.ok(command)).toBe('cronjob.batch/c created\n');
    expect(await bench.ok('get cj c')).toMatch(/^c +@yearly +<none> +False +0 +<none> +\d+s$/m);
  });
});
