/** CronJobs as kubectl sees them, on a cluster whose time is moved: nobody waits for a schedule. */
// upstream: pkg/controller/cronjob/cronjob_controllerv2.go
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OpenCluster, openCluster } from '@/sim/node';
import { type Bench, createBench, until } from './support/bench';
import { findKubectls } from './support/binaries';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describe('cron jobs', () => {
  const folder = mkdtempSync(join(tmpdir(), 'contract-cronjobs-'));
  const kubeconfig = join(folder, 'kubeconfig.yaml');
  const kubectl = findKubectls().at(-1);
  let open: OpenCluster;
  let bench: Bench;

  beforeAll(async () => {
    open = await openCluster({
      nodes: [{ name: 'node01', role: 'worker' }],
      listen: [{ port: 0 }],
      latency: { pullFactor: 0 },
    });
    const server = `https://127.0.0.1:${open.port}`;
    writeFileSync(kubeconfig, open.kubeconfig({ server, context: 'contract' }));
    if (!kubectl) throw new Error('no kubectl');
    bench = createBench(kubectl, { kubeconfig, folder, namespace: 'default' });
  });
  afterAll(async () => {
    await open.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const jump = (ms: number) => open.cluster.time.jump(ms);
  /** The clock of the cluster, which is ahead of this machine's. */
  const clusterNow = () => Date.now() + open.cluster.time.offsetMs;
  const make = async (name: string, spec: object, script = 'echo done') => {
    const container = { name: 'main', image: 'busybox:1.36', command: ['sh', '-c', script] };
    const pod = { restartPolicy: 'Never', terminationGracePeriodSeconds: 0, containers: [container] };
    const jobTemplate = { spec: { template: { spec: pod } } };
    const body = {
      apiVersion: 'batch/v1',
      kind: 'CronJob',
      metadata: { name },
      spec: { jobTemplate, ...spec },
    };
    await bench.ok('create -f -', { input: JSON.stringify(body) });
  };
  const jobsOf = async (name: string) =>
    (await bench.ok('get jobs -o name')).split('\n').filter((job) => job.startsWith(`job.batch/${name}-`));
  const read = (name: string, path: string) => bench.ok(['get', 'cronjob', name, '-o', `jsonpath=${path}`]);
  const eventsOf = (name: string) =>
    bench.ok([
      'get',
      'events',
      `--field-selector=involvedObject.kind=CronJob,involvedObject.name=${name}`,
      '-o',
      'jsonpath={range .items[*]}{.type} {.reason} {.message}{"\\n"}{end}',
    ]);
  const remove = (name: string) => bench.ok(`delete cronjob ${name}`);

  it('make a job at each of their times, named after it, and keep the last three', async () => {
    await bench.ok([
      'create',
      'cronjob',
      'tick',
      '--image=busybox:1.36',
      '--schedule=* * * * *',
      '--',
      'date',
    ]);
    expect(await bench.ok('get cronjob tick --no-headers')).toMatch(
      /^tick +\* \* \* \* \* +<none> +False +0 +<none> +\d+s\n$/,
    );
    await jump(MINUTE);
    await until(async () => (await jobsOf('tick')).length === 1);
    const name = `tick-${Math.floor(clusterNow() / MINUTE)}`;
    expect(await jobsOf('tick')).toEqual([`job.batch/${name}`]);
    await bench.ok(`wait --for=condition=Complete job/${name}`);
    const told = await eventsOf('tick');
    expect(told).toContain(`Normal SuccessfulCreate Created job ${name}\n`);
    await until(async () => (await read('tick', '{.status.active}')) === '');
    expect(await eventsOf('tick')).toContain(
      `Normal SawCompletedJob Saw completed job: ${name}, condition: Complete\n`,
    );
    expect(await read('tick', '{.status.lastSuccessfulTime}')).not.toBe('');
    const at = 'jsonpath={.metadata.annotations.batch\\.kubernetes\\.io/cronjob-scheduled-timestamp}';
    expect(await bench.ok(['get', 'job', name, '-o', at])).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:00Z$/);
    await jump(10 * MINUTE);
    expect(await jobsOf('tick')).toHaveLength(3);
    expect(await eventsOf('tick')).toContain(`Normal SuccessfulDelete Deleted job ${name}\n`);
    expect(await bench.ok('get pods --no-headers -l job-name')).toMatch(
      /^(tick-\S+ +0\/1 +Completed .*\n){3}$/,
    );
    await remove('tick');
    await until(async () => (await jobsOf('tick')).length === 0);
  });

  it.each([
    ['Allow', 3],
    ['Forbid', 1],
    ['Replace', 1],
  ])('that run long: %s', async (concurrencyPolicy, running) => {
    await make('long', { schedule: '* * * * *', concurrencyPolicy }, 'sleep 100000');
    await jump(3 * MINUTE);
    const jobs = await jobsOf('long');
    expect(jobs).toHaveLength(running);
    expect((await read('long', '{.status.active[*].name}')).split(' ')).toHaveLength(running);
    const first = `Normal SuccessfulCreate Created job ${jobs.at(-1)?.split('/')[1]}\n`;
    const told = await eventsOf('long');
    expect(told).toContain(first);
    if (concurrencyPolicy === 'Forbid')
      expect(told).toContain(
        'Normal JobAlreadyActive Not starting job because prior execution is running and concurrency policy is Forbid\n',
      );
    if (concurrencyPolicy === 'Replace') expect(told).toContain('Normal SuccessfulDelete Deleted job long-');
    await remove('long');
    await until(async () => (await jobsOf('long')).length === 0);
  });

  it('that are suspended miss their times; of those only the last is made up for', async () => {
    await make('rest', { schedule: '* * * * *', suspend: true });
    await jump(3 * HOUR);
    expect(await jobsOf('rest')).toEqual([]);
    await bench.ok(['patch', 'cronjob', 'rest', '-p', '{"spec":{"suspend":false}}']);
    await until(async () => (await jobsOf('rest')).length === 1);
    expect(await eventsOf('rest')).toContain(
      'Warning TooManyMissedTimes too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew\n',
    );
    await remove('rest');
  });

  it('don’t start what is too late by their deadline', async () => {
    // Half an hour after the next full hour nothing is younger than a minute.
    await make('late', { schedule: '0 * * * *', suspend: true, startingDeadlineSeconds: 60 });
    await jump(HOUR - (clusterNow() % HOUR) + HOUR / 2);
    await bench.ok(['patch', 'cronjob', 'late', '-p', '{"spec":{"suspend":false}}']);
    await jump(MINUTE);
    expect(await jobsOf('late')).toEqual([]);
    await jump(HOUR);
    expect(await jobsOf('late')).toHaveLength(1);
    await remove('late');
  });

  it('keep to a time zone', async () => {
    await make('zone', { schedule: '0 6 * * *', timeZone: 'Asia/Tokyo' });
    await jump(DAY);
    const [job] = await jobsOf('zone');
    const minutes = Number(job?.split('-').at(-1));
    expect((minutes % (24 * 60)) / 60).toBe(21);
    const at = 'jsonpath={.metadata.annotations.batch\\.kubernetes\\.io/cronjob-scheduled-timestamp}';
    expect(await bench.ok(['get', job ?? '', '-o', at])).toMatch(/T06:00:00\+09:00$/);
    await remove('zone');
  });

  it('lend their template to a job that somebody wants now', async () => {
    await make('template', { schedule: '0 0 1 1 *' }, 'echo by hand');
    await bench.ok('create job now --from=cronjob/template');
    await bench.ok('wait --for=condition=Complete job/now');
    expect(await bench.ok('logs job/now')).toBe('by hand\n');
    await remove('template');
  });

  it('lose a job that somebody deletes while it runs', async () => {
    await make('lost', { schedule: '0 * * * *' }, 'sleep 100000');
    await jump(HOUR);
    const [job = ''] = await jobsOf('lost');
    await bench.ok(`delete ${job}`);
    await until(async () => (await read('lost', '{.status.active}')) === '');
    expect(await eventsOf('lost')).toContain(
      `Normal MissingJob Active job went missing: ${job.split('/')[1]}\n`,
    );
    await remove('lost');
  });

  it('live through six months in less than a minute', async () => {
    await make('sync', { schedule: '0 */6 * * *' });
    await make('nightly', { schedule: '30 2 * * *', timeZone: 'Europe/Berlin' });
    await make('weekly', { schedule: '@weekly', successfulJobsHistoryLimit: 100 });
    await make('broken', { schedule: '0 0 1 * *' }, 'exit 1');
    const began = performance.now();
    await jump(182 * DAY);
    const tookMs = performance.now() - began;
    expect(tookMs).toBeLessThan(60_000);
    for (const name of ['sync', 'nightly']) expect(await jobsOf(name)).toHaveLength(3);
    expect(await jobsOf('weekly')).toHaveLength(26);
    expect(await jobsOf('broken')).toHaveLength(1);
    const last = Number((await jobsOf('sync')).sort().at(-1)?.split('-').at(-1));
    expect(clusterNow() / MINUTE - last).toBeLessThan(6 * 60 + 1);
  }, 120_000);
});
