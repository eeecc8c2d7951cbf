import { describe, expect, it } from 'vitest';
import type { Pod, PodSpec } from '@/kube';
import type { ContainerFacts, ContainerInstance, PodFacts } from '../facts';
import { decideActions } from './actions';
import { decideConditions } from './conditions';
import { containerStatus } from './container-status';
import { decidePhase } from './phase';

const NOW = '2026-01-01T00:01:00Z';
const ID = 'a'.repeat(64);
const instance: ContainerInstance = {
  id: ID,
  restartCount: 0,
  image: undefined,
  imageName: 'img',
  imageId: 'id',
  startedAt: 1_000,
};
const exited = (exitCode: number, more: Partial<ContainerInstance> = {}): ContainerInstance => ({
  ...instance,
  ...more,
  exit: { exitCode, reason: exitCode === 0 ? 'Completed' : 'Error', finishedAt: 2_000 },
});

/** Short words for what a container does. */
const STATES = {
  none: { probes: {} },
  running: { current: instance, probes: {} },
  starting: { current: { ...instance, starting: true }, probes: {} },
  ok: { current: exited(0), probes: {} },
  failed: { current: exited(1), probes: {} },
  unstarted: { current: instance, probes: { startup: 'unknown' } },
  unready: { current: instance, probes: { readiness: 'failure' } },
  sick: { current: instance, probes: { liveness: 'failure' } },
  replaced: { current: exited(0), replaced: true, probes: {} },
  outdated: { current: { ...instance, image: 'before' }, probes: {} },
  stuck: { current: instance, probes: { startup: 'failure' } },
} as const satisfies Record<string, ContainerFacts>;
type State = keyof typeof STATES;

interface Case {
  readonly what: string;
  readonly policy?: 'Always' | 'OnFailure' | 'Never';
  /** Sidecars are written "name*". */
  readonly init?: Readonly<Record<string, State>>;
  readonly main: Readonly<Record<string, State>>;
  readonly deleting?: boolean;
}

function podOf({ policy = 'Always', init = {}, main, deleting }: Case): { pod: Pod; facts: PodFacts } {
  const bare = (name: string) => name.replace('*', '');
  const spec: PodSpec = {
    restartPolicy: policy,
    initContainers: Object.keys(init).map((name) => ({
      name: bare(name),
      ...(name.endsWith('*') ? { restartPolicy: 'Always' } : {}),
    })),
    containers: Object.keys(main).map((name) => ({ name })),
  };
  const pod: Pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: 'p',
      namespace: 'n',
      uid: 'u',
      generation: 1,
      ...(deleting ? { deletionTimestamp: NOW } : {}),
    },
    spec,
  };
  const containers = new Map<string, ContainerFacts>(
    Object.entries({ ...init, ...main }).map(([name, state]) => [bare(name), STATES[state]]),
  );
  return { pod, facts: { containers, sandboxReady: true, podIP: '10.244.0.2' } };
}

describe('actions', () => {
  const start = (...names: string[]) => ({ killPod: false, kill: [], start: names });
  const cases: readonly (readonly [Case, object])[] = [
    [{ what: 'a new pod starts all its containers', main: { a: 'none', b: 'none' } }, start('a', 'b')],
    [{ what: 'running containers are left alone', main: { a: 'running', b: 'starting' } }, start()],
    [
      { what: 'a container whose image was changed is restarted', main: { a: 'outdated', b: 'running' } },
      {
        killPod: false,
        kill: [
          { container: 'a', message: 'Container a definition changed, will be restarted', restarts: true },
        ],
        start: [],
      },
    ],
    [
      { what: 'so it is under Never', policy: 'Never', main: { a: 'outdated' } },
      {
        killPod: false,
        kill: [
          { container: 'a', message: 'Container a definition changed, will be restarted', restarts: true },
        ],
        start: [],
      },
    ],
    [{ what: 'and starts again', policy: 'Never', main: { a: 'replaced' } }, start('a')],
    [{ what: 'a container that ended starts again', main: { a: 'ok', b: 'running' } }, start('a')],
    [{ what: 'OnFailure leaves successes', policy: 'OnFailure', main: { a: 'ok', b: 'failed' } }, start('b')],
    [{ what: 'Never leaves failures', policy: 'Never', main: { a: 'failed', b: 'running' } }, start()],
    [
      { what: 'nothing left to run ends the pod', policy: 'Never', main: { a: 'failed', b: 'ok' } },
      { killPod: true },
    ],
    [
      { what: 'the first init container goes first', init: { i: 'none', j: 'none' }, main: { a: 'none' } },
      start('i'),
    ],
    [
      {
        what: 'a running init container is waited for',
        init: { i: 'running', j: 'none' },
        main: { a: 'none' },
      },
      start(),
    ],
    [
      { what: 'the next init container follows', init: { i: 'ok', j: 'none' }, main: { a: 'none' } },
      start('j'),
    ],
    [
      { what: 'a failed init container is tried again', init: { i: 'failed' }, main: { a: 'none' } },
      start('i'),
    ],
    [
      {
        what: 'a failed init container ends a pod that never restarts',
        policy: 'Never',
        init: { i: 'failed' },
        main: { a: 'none' },
      },
      { killPod: true },
    ],
    [
      { what: 'main containers follow the init containers', init: { i: 'ok' }, main: { a: 'none' } },
      start('a'),
    ],
    [{ what: 'init containers do not run again later', init: { i: 'none' }, main: { a: 'ok' } }, start('a')],
    [
      { what: 'a sidecar starts in its place', init: { 's*': 'none', i: 'none' }, main: { a: 'none' } },
      start('s'),
    ],
    [
      {
        what: 'what follows a sidecar waits until it has started',
        init: { 's*': 'unstarted', i: 'none' },
        main: { a: 'none' },
      },
      start(),
    ],
    [
      {
        what: 'a started sidecar lets the next go on',
        init: { 's*': 'running', i: 'none' },
        main: { a: 'none' },
      },
      start('i'),
    ],
    [
      {
        what: 'a sidecar that ended restarts whatever the policy',
        policy: 'Never',
        init: { 's*': 'ok' },
        main: { a: 'running' },
      },
      start('s'),
    ],
    [
      {
        what: 'sidecars do not keep a pod alive',
        policy: 'Never',
        init: { 's*': 'running' },
        main: { a: 'ok' },
      },
      { killPod: true },
    ],
    [
      { what: 'a failed liveness probe restarts the container', main: { a: 'sick' } },
      {
        killPod: false,
        kill: [
          { container: 'a', message: 'Container a failed liveness probe, will be restarted', restarts: true },
        ],
        start: [],
      },
    ],
    [
      { what: 'a failed startup probe ends it for good under Never', policy: 'Never', main: { a: 'stuck' } },
      {
        killPod: false,
        kill: [{ container: 'a', message: 'Container a failed startup probe', restarts: false }],
        start: [],
      },
    ],
  ];
  it.each(cases.map(([c, expected]) => [c.what, c, expected] as const))('%s', (_what, input, expected) => {
    const { pod, facts } = podOf(input);
    const actions = decideActions(pod, facts);
    expect({ ...actions, start: actions.start.map((c) => c.name) }).toMatchObject(expected);
  });
});

describe('phase', () => {
  const cases: readonly (readonly [Case, string])[] = [
    [{ what: 'a container not yet started', main: { a: 'running', b: 'none' } }, 'Pending'],
    [{ what: 'all running', main: { a: 'running', b: 'running' } }, 'Running'],
    [{ what: 'one running, one ended', policy: 'Never', main: { a: 'running', b: 'ok' } }, 'Running'],
    [{ what: 'all ended but restarting', main: { a: 'failed' } }, 'Running'],
    [{ what: 'all succeeded', policy: 'OnFailure', main: { a: 'ok', b: 'ok' } }, 'Succeeded'],
    [{ what: 'one failed under Never', policy: 'Never', main: { a: 'ok', b: 'failed' } }, 'Failed'],
    [{ what: 'one that makes room for its next run', policy: 'Never', main: { a: 'replaced' } }, 'Running'],
    [{ what: 'one failed under OnFailure', policy: 'OnFailure', main: { a: 'failed' } }, 'Running'],
    [{ what: 'init containers under way', init: { i: 'running' }, main: { a: 'none' } }, 'Pending'],
    [
      { what: 'a failed init container that is tried again', init: { i: 'failed' }, main: { a: 'none' } },
      'Pending',
    ],
    [
      {
        what: 'a failed init container under Never',
        policy: 'Never',
        init: { i: 'failed' },
        main: { a: 'none' },
      },
      'Failed',
    ],
    [
      {
        what: 'a sidecar that outlives its work',
        policy: 'Never',
        init: { 's*': 'running' },
        main: { a: 'ok' },
      },
      'Running',
    ],
    [{ what: 'ended because it was deleted', deleting: true, main: { a: 'failed' } }, 'Failed'],
    [{ what: 'ended well because it was deleted', deleting: true, main: { a: 'ok' } }, 'Succeeded'],
  ];
  it.each(cases.map(([c, phase]) => [c.what, c, phase] as const))('of %s is right', (_what, input, phase) => {
    const { pod, facts } = podOf(input);
    expect(decidePhase(pod, facts)).toBe(phase);
  });
});

describe('a container status', () => {
  const status = (facts: ContainerFacts, input: Partial<Case> = {}) => {
    const { pod } = podOf({ what: '', main: { a: 'none' }, ...input });
    return containerStatus(pod, { name: 'a', image: 'nginx' }, { facts, role: 'main' });
  };

  it('before the start waits in ContainerCreating, or PodInitializing behind init containers', () => {
    expect(status(STATES.none)).toMatchObject({
      state: { waiting: { reason: 'ContainerCreating' } },
      image: 'nginx',
      imageID: '',
      started: false,
    });
    expect(status(STATES.none, { init: { i: 'running' } }).state).toEqual({
      waiting: { reason: 'PodInitializing' },
    });
  });

  it('in back-off shows the reason now and the failure as its last state', () => {
    const waiting = { reason: 'CrashLoopBackOff', message: 'back-off' };
    expect(status({ ...STATES.failed, waiting })).toMatchObject({
      state: { waiting },
      lastState: { terminated: { exitCode: 1, reason: 'Error', containerID: `containerd://${ID}` } },
    });
  });

  it('that will not restart stays terminated', () => {
    const waiting = { reason: 'CrashLoopBackOff' };
    expect(status({ ...STATES.failed, waiting }, { policy: 'Never' }).state).toHaveProperty('terminated');
  });

  it('of one that makes room for its next run says that it still runs', () => {
    expect(status(STATES.replaced, { policy: 'Never' }).state).toEqual({
      running: { startedAt: '1970-01-01T00:00:01Z' },
    });
  });

  it('that was restarted remembers the run before', () => {
    const facts = { current: { ...instance, restartCount: 3 }, last: exited(137), probes: {} };
    expect(status(facts)).toMatchObject({
      restartCount: 3,
      state: { running: { startedAt: '1970-01-01T00:00:01Z' } },
      lastState: { terminated: { exitCode: 137 } },
    });
  });

  it.each<[State, boolean, boolean]>([
    ['running', true, true],
    ['unstarted', false, false],
    ['unready', true, false],
    ['starting', false, false],
  ])('of one that is %s: started %s, ready %s', (state, started, ready) => {
    expect(status(STATES[state])).toMatchObject({ started, ready });
  });
});

describe('conditions', () => {
  function conditions(input: Case, pod: Partial<Pod> = {}) {
    const made = podOf(input);
    const whole = { ...made.pod, ...pod, spec: { ...made.pod.spec, ...pod.spec } as PodSpec };
    const all = [...(whole.spec.initContainers ?? []), ...whole.spec.containers];
    const statuses = all.map((c) =>
      containerStatus(whole, c, { facts: made.facts.containers.get(c.name) ?? STATES.none, role: 'main' }),
    );
    return decideConditions({
      pod: whole,
      facts: made.facts,
      phase: decidePhase(whole, made.facts),
      statuses,
      now: NOW,
    });
  }
  const of = (list: ReturnType<typeof conditions>, type: string) => list.find((c) => c.type === type);

  it('name the containers that are not ready', () => {
    expect(of(conditions({ what: '', main: { a: 'none', b: 'running', c: 'unready' } }), 'Ready')).toEqual({
      type: 'Ready',
      observedGeneration: 1,
      status: 'False',
      lastProbeTime: null,
      lastTransitionTime: NOW,
      reason: 'ContainersNotReady',
      message: 'containers with unready status: [a c]',
    });
  });

  it('say that a pod which is over has completed', () => {
    const list = conditions({ what: '', policy: 'Never', main: { a: 'ok' } });
    expect(list.map((c) => [c.type, c.status, c.reason])).toEqual([
      ['PodReadyToStartContainers', 'False', undefined],
      ['Initialized', 'True', 'PodCompleted'],
      ['Ready', 'False', 'PodCompleted'],
      ['ContainersReady', 'False', 'PodCompleted'],
      ['PodScheduled', 'True', undefined],
    ]);
  });

  it('wait for readiness gates, and keep what others have set', () => {
    const gate = { type: 'example.com/gate', status: 'False' } as const;
    const spec = { readinessGates: [{ conditionType: 'example.com/gate' }] } as unknown as PodSpec;
    const without = conditions({ what: '', main: { a: 'running' } }, { spec });
    expect(of(without, 'Ready')).toMatchObject({
      reason: 'ReadinessGatesNotReady',
      message: 'corresponding condition of pod readiness gate "example.com/gate" does not exist.',
    });
    const withGate = conditions(
      { what: '', main: { a: 'running' } },
      { spec, status: { conditions: [gate] } },
    );
    expect(of(withGate, 'Ready')?.message).toBe(
      'the status of pod readiness gate "example.com/gate" is not "True", but False',
    );
    expect(withGate[0]).toBe(gate);
  });

  it('keep the time of what did not change', () => {
    const old = { type: 'Initialized', status: 'True', lastTransitionTime: '2026-01-01T00:00:00Z' } as const;
    const list = conditions({ what: '', main: { a: 'running' } }, { status: { conditions: [old] } });
    expect(of(list, 'Initialized')?.lastTransitionTime).toBe(old.lastTransitionTime);
    expect(of(list, 'Ready')?.lastTransitionTime).toBe(NOW);
  });
});
