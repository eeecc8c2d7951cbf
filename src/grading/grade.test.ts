import { expect, it } from 'vitest';
import { failure, notFound, type Unstructured } from '@/apimachinery';
import type { ApiRequest, Transport } from '@/kube';
import { type CheckSpec, checkSpec } from './check-schema';
import type { GradedCluster } from './cluster-reader';
import { grade } from './grade';

const OWN = { name: 'grader', groups: ['system:masters'] };

/** A cluster that holds these objects and counts what it is asked. */
function clusterOf(objects: readonly Unstructured[], answer: () => Response = () => new Response('hello')) {
  const asked: string[] = [];
  const served = (request: ApiRequest) =>
    objects.filter(
      (object) =>
        `${object.kind.toLowerCase()}s` === request.resource &&
        (request.namespace === undefined || object.metadata.namespace === request.namespace),
    );
  const transport: Transport = {
    call: async (request) => {
      asked.push(`${request.verb} ${request.resource} ${request.name ?? ''}`);
      if (request.resource === 'secrets') throw failure(500, 'InternalError', 'the store is on fire');
      const found = served(request);
      if (request.verb === 'list') return { code: 200, warnings: [], object: { items: found } as never };
      const one = found.find((object) => object.metadata.name === request.name);
      if (!one) throw notFound({ group: '', resource: request.resource }, request.name ?? '');
      return { code: 200, warnings: [], object: one };
    },
    watch: () => ({ stop: () => {} }),
  };
  const cluster: GradedCluster = {
    name: 'lab',
    admin: () => ({ transport, user: OWN }),
    fetch: async () => answer(),
    exec: async ({ command }) => {
      asked.push(`exec ${command.join(' ')}`);
      const [word = '', ...rest] = command;
      return { exitCode: word === 'false' ? 1 : 0, stdout: rest.join(' '), stderr: '' };
    },
  };
  return { cluster, asked };
}

const object = (kind: string, name: string, rest: object = {}, namespace = 'default'): Unstructured => ({
  apiVersion: kind === 'Deployment' ? 'apps/v1' : 'v1',
  kind,
  metadata: { name, namespace },
  ...rest,
});

const check = (id: string, condition: object, rest: object = {}): CheckSpec =>
  checkSpec.parse({ id, title: `Check ${id}`, ...condition, ...rest });
const isPod = (name: string, rest: object = {}) => ({
  object: { apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: 'default' }, ...rest },
});

async function verdictOf(
  objects: readonly Unstructured[],
  checks: readonly CheckSpec[],
  answer?: () => Response,
) {
  const { cluster } = clusterOf(objects, answer);
  return grade({
    lab: { id: 'l', revision: 'r', tasks: [{ id: 't', title: 'T', weight: 10, checks }] },
    clusters: [cluster],
  });
}
const first = async (...args: Parameters<typeof verdictOf>) => (await verdictOf(...args)).tasks[0]?.checks[0];

it('gives full points when all is there', async () => {
  const verdict = await verdictOf([object('Pod', 'web')], [check('a', isPod('web'))]);
  expect(verdict).toMatchObject({
    score: 100,
    tasks: [{ passed: true, score: 1, checks: [{ state: 'passed' }] }],
  });
});

it('names the right object in the wrong namespace', async () => {
  expect(await first([object('Pod', 'web', {}, 'team-a')], [check('a', isPod('web'))])).toMatchObject({
    state: 'failed',
    expected: 'a Pod named web',
    found: 'Pod web is in namespace team-a; the task asks for default',
    where: 'Pod web in namespace default',
  });
});

it('says what is there instead of the object', async () => {
  expect(await first([object('Pod', 'wep')], [check('a', isPod('web'))])).toMatchObject({
    found: 'only wep',
  });
  expect(await first([], [check('a', isPod('web'))])).toMatchObject({
    found: 'no Pod at all',
    next: 'Look at `kubectl get pods -A`.',
  });
});

it('says which field differs', async () => {
  const found = await first(
    [object('Pod', 'web', { status: { phase: 'Pending' } })],
    [check('a', isPod('web', { status: { phase: 'Running' } }))],
  );
  expect(found).toMatchObject({ expected: 'status.phase is Running', found: 'status.phase is Pending' });
});

it('does not reach a check whose need did not pass', async () => {
  const verdict = await verdictOf([], [check('a', isPod('web')), check('b', isPod('web'), { needs: ['a'] })]);
  expect(verdict.tasks[0]?.checks.map(({ state }) => state)).toEqual(['failed', 'not-reached']);
});

const replicas = {
  cel: {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    name: 'hello',
    expression: 'object.spec.replicas == 3 && object.status.readyReplicas == 3',
    expected: '3 ready',
    found: 'string(object.spec.replicas) + " wanted"',
  },
};

it('judges an object by CEL and says in the author’s words what is there', async () => {
  const deployment = (count: number, ready?: number) =>
    object('Deployment', 'hello', {
      spec: { replicas: count },
      status: ready === undefined ? {} : { readyReplicas: ready },
    });
  expect((await first([deployment(3, 3)], [check('a', replicas)]))?.state).toBe('passed');
  expect(await first([deployment(2, 2)], [check('a', replicas)])).toMatchObject({
    expected: '3 ready',
    found: '2 wanted',
  });
  expect((await first([deployment(3)], [check('a', replicas)]))?.state).toBe('failed');
  expect(await first([], [check('a', replicas)])).toMatchObject({ found: 'no Deployment named hello' });
});

const http = { http: { service: 'hello', port: 80, contains: 'works' } };
const statusOf = (message: string) => () =>
  Response.json(
    { kind: 'Status', message },
    { status: 503, headers: { 'content-type': 'application/json' } },
  );

it('asks a Service and tells its answer', async () => {
  expect((await first([], [check('a', http)], () => new Response('It works!')))?.state).toBe('passed');
  expect(await first([], [check('a', http)], () => new Response('nope'))).toMatchObject({ found: '"nope"' });
  expect(await first([], [check('a', http)], () => new Response('', { status: 404 }))).toMatchObject({
    found: 'status 404',
  });
  expect(
    await first([], [check('a', http)], statusOf('no endpoints available for service "hello"')),
  ).toMatchObject({
    found: 'no endpoints available for service "hello"',
    where: 'http://hello.default.svc:80/',
  });
});

it('loses the task with its guard, and a guard alone gives no points', async () => {
  const guard = check('g', isPod('keep'), { guard: true });
  const work = check('w', isPod('web'));
  const keep = object('Pod', 'keep');
  expect((await verdictOf([keep], [guard, work])).score).toBe(0);
  expect((await verdictOf([object('Pod', 'web')], [guard, work])).score).toBe(0);
  expect((await verdictOf([keep, object('Pod', 'web')], [guard, work])).score).toBe(100);
});

it('says that a check could not be carried out, and goes on', async () => {
  const broken = check('a', {
    object: { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's', namespace: 'default' } },
  });
  const verdict = await verdictOf([object('Pod', 'web')], [broken, check('b', isPod('web'))]);
  expect(verdict.tasks[0]?.checks).toMatchObject([
    { state: 'error', found: 'the store is on fire' },
    { state: 'passed' },
  ]);
  expect(verdict.score).toBe(50);
});

it('reads an object once, however many checks look at it', async () => {
  const { cluster, asked } = clusterOf([object('Pod', 'web')]);
  const checks = ['a', 'b', 'c'].map((id) => check(id, isPod('web')));
  await grade({
    lab: { id: 'l', revision: 'r', tasks: [{ id: 't', title: 'T', weight: 1, checks }] },
    clusters: [cluster],
  });
  expect(asked).toEqual(['get pods web']);
});

const running = { status: { phase: 'Running' } };
const execCheck = (command: string[], rest: object = {}) =>
  check('a', { exec: { pod: 'web', command, expected: 'it says hello', ...rest } });

it('runs a command in a pod and judges its exit code and output', async () => {
  const pods = [object('Pod', 'web', running)];
  expect(await first(pods, [execCheck(['echo', 'hello'], { contains: 'hello' })])).toMatchObject({
    state: 'passed',
  });
  expect(await first(pods, [execCheck(['false'], { ends: 'badly' })])).toMatchObject({ state: 'passed' });
  expect(await first(pods, [execCheck(['echo', 'hello'], { ends: 'badly' })])).toMatchObject({
    found: 'the command ends well and says "hello"',
  });
  expect(await first(pods, [execCheck(['false', "it's"])])).toMatchObject({
    expected: 'it says hello',
    found: 'the command ends with exit code 1 and says "it\'s"',
    where: "Pod web in namespace default: false it's",
    next: `Look at \`kubectl exec web -- false 'it'\\''s'\`.`,
  });
});

it('runs no command where no pod runs', async () => {
  expect(await first([object('Pod', 'web')], [execCheck(['true'])])).toMatchObject({
    found: 'no running pod web',
  });
});

it('takes a pod by its labels', async () => {
  const byLabel = check('a', { exec: { selector: 'app=web', command: ['true'], expected: 'it ends well' } });
  expect(await first([object('Pod', 'web', running)], [byLabel])).toMatchObject({ state: 'passed' });
  expect(await first([], [byLabel])).toMatchObject({ found: 'no running pod with app=web' });
});

it('wants an object gone', async () => {
  const gone = check('a', { gone: { apiVersion: 'v1', kind: 'Pod', name: 'web' } });
  expect(await first([], [gone])).toMatchObject({ state: 'passed' });
  expect(await first([object('Pod', 'web')], [gone])).toMatchObject({
    expected: 'no Pod named web',
    found: 'it is there',
    where: 'Pod web in namespace default',
  });
});
