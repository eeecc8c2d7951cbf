/**
 * Limit ranges and resource quotas, by what kubectl makes and shows of them. Texts: plugin/pkg/admission/limitranger
 * admission.go, apiserver/pkg/admission/plugin/resourcequota/controller.go, pkg/quota/v1/evaluator/core/pods.go.
 */
import { describe, expect, it } from 'vitest';
import { until } from './support/bench';
import { contract } from './support/cluster';

const json = (object: object) => JSON.stringify(object);
const podWith = (name: string, resources: object, spec: object = {}) => ({
  input: json({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name },
    spec: {
      containers: [{ name: 'main', image: 'nginx', resources }],
      terminationGracePeriodSeconds: 0,
      ...spec,
    },
  }),
});
const claimOf = (name: string, storage: string, className: string) => ({
  input: json({
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name },
    spec: {
      accessModes: ['ReadWriteOnce'],
      storageClassName: className,
      resources: { requests: { storage } },
    },
  }),
});
const CREATE = 'create -f -';
const REFUSED = 'Error from server (Forbidden): error when creating "STDIN": ';

contract('limit ranges', (bench) => {
  const limits = (name: string, ...items: object[]) =>
    bench.ok(CREATE, {
      input: json({ apiVersion: 'v1', kind: 'LimitRange', metadata: { name }, spec: { limits: items } }),
    });

  it('come without a warning that they limit nothing', async () => {
    const item = {
      type: 'Container',
      default: { cpu: '500m', memory: '256Mi' },
      defaultRequest: { cpu: '100m' },
      min: { cpu: '50m' },
      max: { cpu: '1' },
    };
    const input = json({
      apiVersion: 'v1',
      kind: 'LimitRange',
      metadata: { name: 'sizes' },
      spec: { limits: [item] },
    });
    expect(await bench.run(CREATE, { input })).toMatchObject({ stderr: '' });
    const shown = await bench.ok('describe limits sizes');
    expect(shown).toMatch(/^Container +cpu +50m +1 +100m +500m +-\s*$/m);
    expect(shown).toMatch(/^Container +memory +- +- +256Mi +256Mi +-\s*$/m);
  });
  it('give containers what they leave out', async () => {
    await bench.ok(CREATE, podWith('plain', {}));
    expect(JSON.parse(await bench.ok('get pod plain -o jsonpath={.spec.containers[0].resources}'))).toEqual({
      limits: { cpu: '500m', memory: '256Mi' },
      requests: { cpu: '100m', memory: '256Mi' },
    });
    expect(
      await bench.ok('get pod plain -o jsonpath={.metadata.annotations.kubernetes\\.io/limit-ranger}'),
    ).toBe(
      'LimitRanger plugin set: cpu, memory request for container main; cpu, memory limit for container main',
    );
    expect(await bench.ok('get pod plain -o jsonpath={.status.qosClass}')).toBe('Burstable');
  });
  it('refuse what is too large or too small', async () => {
    expect(await bench.fail(CREATE, podWith('large', { limits: { cpu: '2' } }))).toBe(
      `${REFUSED}pods "large" is forbidden: maximum cpu usage per Container is 1, but limit is 2`,
    );
    expect(await bench.fail(CREATE, podWith('small', { requests: { cpu: '10m' } }))).toBe(
      `${REFUSED}pods "small" is forbidden: minimum cpu usage per Container is 50m, but request is 10m`,
    );
  });
  it('bind pods as a whole, and ratios, all told at once', async () => {
    await limits('whole', { type: 'Pod', max: { cpu: '800m' }, maxLimitRequestRatio: { cpu: '2' } });
    expect(
      await bench.fail(CREATE, podWith('whole', { requests: { cpu: '100m' }, limits: { cpu: '1' } })),
    ).toBe(
      `${REFUSED}pods "whole" is forbidden: [maximum cpu usage per Pod is 800m, but limit is 1, cpu max limit to request ratio per Pod is 2, but provided ratio is 10.000000]`,
    );
  });
  it('bind claims', async () => {
    await limits('storage', {
      type: 'PersistentVolumeClaim',
      min: { storage: '1Gi' },
      max: { storage: '2Gi' },
    });
    expect(await bench.fail(CREATE, claimOf('large', '3Gi', 'none'))).toBe(
      `${REFUSED}persistentvolumeclaims "large" is forbidden: maximum storage usage per PersistentVolumeClaim is 2Gi, but request is 3Gi`,
    );
  });
  it('are told of with their namespace', async () => {
    expect(await bench.ok(`describe namespace ${bench.namespace}`)).toMatch(
      /^ PersistentVolumeClaim +storage +1Gi +2Gi +- +- +-\s*$/m,
    );
  });
  it('let a workload say why it has no pods', async () => {
    await bench.ok('create deployment big --image=nginx');
    await bench.ok('set resources deployment big --limits=cpu=900m');
    let events = '';
    await until(async () => {
      events = await bench.ok('get events -o jsonpath={.items[*].message}');
      return events.includes('maximum cpu usage per Pod');
    });
    expect(events).toMatch(
      /Error creating: pods "big-\w+-\w{5}" is forbidden: \[?maximum cpu usage per Pod is 800m, but limit is 900m/,
    );
  });
});

contract('resource quotas', (bench) => {
  const used = async (name: string): Promise<Record<string, string>> =>
    JSON.parse((await bench.ok(`get quota ${name} -o jsonpath={.status.used}`)) || '{}');
  const quota = async (command: string) => {
    const [name = ''] = command.split(' ');
    await bench.ok(`create quota ${command}`);
    await until(async () => Object.keys(await used(name)).length > 0);
  };
  const gone = async (name: string) => {
    await bench.ok(`delete quota ${name}`);
    await bench.ok('delete pod --all --now');
  };

  it('are shown with what is used of them', async () => {
    expect((await bench.run('create quota shown --hard=cpu=2,limits.cpu=4,pods=3')).stderr).toBe('');
    await until(async () => Object.keys(await used('shown')).length > 0);
    await bench.ok(CREATE, podWith('one', { requests: { cpu: '500m' }, limits: { cpu: '1' } }));
    expect(await bench.ok('get quota shown')).toMatch(
      /^shown +cpu: 500m\/2, pods: 1\/3 +limits\.cpu: 1\/4 +\d+s$/m,
    );
    expect(await bench.ok('describe quota shown')).toMatch(
      /^Resource +Used +Hard\n-+ +-+ +-+\ncpu +500m +2\nlimits\.cpu +1 +4\npods +1 +3$/m,
    );
    expect(await bench.ok(`describe namespace ${bench.namespace}`)).toMatch(/^ {2}pods +1 +3$/m);
    await gone('shown');
  });
  it('are not exceeded, whoever asks first', async () => {
    await quota('few --hard=pods=2');
    const tries = await Promise.all(['a', 'b', 'c', 'd'].map((name) => bench.run(CREATE, podWith(name, {}))));
    expect(tries.filter(({ code }) => code === 0)).toHaveLength(2);
    expect(await bench.fail(CREATE, podWith('e', {}))).toBe(
      `${REFUSED}pods "e" is forbidden: exceeded quota: few, requested: pods=1, used: pods=2, limited: pods=2`,
    );
    await bench.ok('delete pod --all --now');
    await until(async () => (await used('few')).pods === '0');
    await gone('few');
  });
  it('of compute make every container say what it needs', async () => {
    await quota('compute --hard=requests.cpu=1,limits.memory=1Gi');
    expect(await bench.fail(CREATE, podWith('silent', {}))).toBe(
      `${REFUSED}pods "silent" is forbidden: failed quota: compute: must specify limits.memory for: main; requests.cpu for: main`,
    );
    const greedy = { requests: { cpu: '2' }, limits: { cpu: '2', memory: '2Gi' } };
    expect(await bench.fail(CREATE, podWith('greedy', greedy))).toBe(
      `${REFUSED}pods "greedy" is forbidden: exceeded quota: compute, requested: limits.memory=2Gi,requests.cpu=2, used: limits.memory=0,requests.cpu=0, limited: limits.memory=1Gi,requests.cpu=1`,
    );
    await gone('compute');
  });
  it('count extended resources', async () => {
    await quota('gpus --hard=requests.nvidia.com/gpu=1');
    const gpus = { limits: { 'nvidia.com/gpu': '2' } };
    expect(await bench.fail(CREATE, podWith('training', gpus))).toBe(
      `${REFUSED}pods "training" is forbidden: exceeded quota: gpus, requested: requests.nvidia.com/gpu=2, used: requests.nvidia.com/gpu=0, limited: requests.nvidia.com/gpu=1`,
    );
    await gone('gpus');
  });
  it('count objects of any kind', async () => {
    await quota('objects --hard=count/deployments.apps=1,secrets=1,services.nodeports=1');
    await bench.ok('create deployment one --image=nginx --replicas=0');
    expect(await bench.fail('create deployment two --image=nginx')).toBe(
      'error: failed to create deployment: deployments.apps "two" is forbidden: exceeded quota: objects, requested: count/deployments.apps=1, used: count/deployments.apps=1, limited: count/deployments.apps=1',
    );
    await bench.ok('create secret generic one');
    expect(await bench.fail('create secret generic two')).toContain(
      'secrets "two" is forbidden: exceeded quota: objects, requested: secrets=1, used: secrets=1, limited: secrets=1',
    );
    expect(await bench.fail('create service nodeport two --tcp=80,443')).toContain(
      'services "two" is forbidden: exceeded quota: objects, requested: services.nodeports=2, used: services.nodeports=0, limited: services.nodeports=1',
    );
    await bench.ok('delete deployment,secret one');
    await until(async () => (await used('objects')).secrets === '0');
    await gone('objects');
  });
  it('count storage, also by class', async () => {
    await quota('storage --hard=requests.storage=3Gi,gold.storageclass.storage.k8s.io/requests.storage=1Gi');
    await bench.ok(CREATE, claimOf('silver', '2Gi', 'silver'));
    expect(await bench.fail(CREATE, claimOf('gold', '2Gi', 'gold'))).toBe(
      `${REFUSED}persistentvolumeclaims "gold" is forbidden: exceeded quota: storage, requested: gold.storageclass.storage.k8s.io/requests.storage=2Gi,requests.storage=2Gi, used: gold.storageclass.storage.k8s.io/requests.storage=0,requests.storage=2Gi, limited: gold.storageclass.storage.k8s.io/requests.storage=1Gi,requests.storage=3Gi`,
    );
    await bench.ok('delete pvc silver');
    await gone('storage');
  });
  describe('with scopes', () => {
    it('limit only the pods in them', async () => {
      await quota('tasks --hard=pods=0 --scopes=Terminating');
      await bench.ok(CREATE, podWith('server', {}));
      expect(await bench.fail(CREATE, podWith('task', {}, { activeDeadlineSeconds: 60 }))).toContain(
        'pods "task" is forbidden: exceeded quota: tasks, requested: pods=1, used: pods=0, limited: pods=0',
      );
      await gone('tasks');
    });
    it('select by priority class', async () => {
      const input = json({
        apiVersion: 'v1',
        kind: 'ResourceQuota',
        metadata: { name: 'urgent' },
        spec: {
          hard: { pods: '0' },
          scopeSelector: {
            matchExpressions: [
              { scopeName: 'PriorityClass', operator: 'In', values: ['system-node-critical'] },
            ],
          },
        },
      });
      await bench.ok(CREATE, { input });
      await until(async () => (await used('urgent')).pods === '0');
      await bench.ok(CREATE, podWith('calm', {}));
      expect(
        await bench.fail(CREATE, podWith('hurry', {}, { priorityClassName: 'system-node-critical' })),
      ).toContain('pods "hurry" is forbidden: exceeded quota: urgent');
      await gone('urgent');
    });
  });
  it('hold up a Deployment, which says so', async () => {
    await quota('small --hard=pods=1');
    await bench.ok('create deployment held --image=nginx --replicas=3');
    let message = '';
    await until(async () => {
      message = await bench.ok([
        ...['get', 'deployment', 'held', '-o'],
        'jsonpath={.status.conditions[?(@.type=="ReplicaFailure")].message}',
      ]);
      return message !== '';
    });
    expect(message).toMatch(
      /^pods "held-\w+-\w{5}" is forbidden: exceeded quota: small, requested: pods=1, used: pods=1, limited: pods=1$/,
    );
    expect(await bench.ok('describe deployment held')).toMatch(/^ {2}ReplicaFailure +True +FailedCreate$/m);
    expect(await bench.ok('describe replicaset -l app=held')).toMatch(
      /Warning +FailedCreate .* Error creating: pods "held-\w+-\w{5}" is forbidden: exceeded quota: small,/,
    );
    await bench.ok('delete deployment held');
    await gone('small');
  });
});
