/**
 * Events under both of their APIs, and component statuses. upstream: pkg/apis/events/v1/conversion.go,
 * pkg/apis/core/validation/events.go, pkg/registry/core/componentstatus/rest.go
 */
import { expect, it } from 'vitest';
import { contract, SIMULATED } from './support/cluster';

contract('events', (bench) => {
  const { namespace } = bench;
  const event = (fields: object = {}) =>
    JSON.stringify({
      apiVersion: 'events.k8s.io/v1',
      kind: 'Event',
      metadata: { name: 'hello' },
      eventTime: '2026-01-01T00:00:00.000000Z',
      regarding: { apiVersion: 'v1', kind: 'Namespace', name: 'x', namespace },
      reportingController: 'example.com/tool',
      reportingInstance: 'tool-1',
      action: 'Greeting',
      reason: 'Hello',
      type: 'Normal',
      note: 'hello there',
      ...fields,
    });

  it('written as events.k8s.io/v1 are read as v1 under the old names', async () => {
    expect(await bench.ok('create -f -', { input: event() })).toBe('event.events.k8s.io/hello created\n');
    const old = JSON.parse(await bench.ok('get events.v1. hello -o json'));
    expect(old).toMatchObject({
      apiVersion: 'v1',
      message: 'hello there',
      involvedObject: { kind: 'Namespace', name: 'x' },
      reportingComponent: 'example.com/tool',
      action: 'Greeting',
    });
    expect(old.note).toBeUndefined();
  });

  it('written as v1 are read as events.k8s.io/v1 under the new names', async () => {
    await bench.ok('run web --image=nginx:1.29');
    await bench.ok('wait --for=condition=Ready pod/web');
    const started = JSON.parse(
      await bench.ok(
        'get events.v1.events.k8s.io --field-selector regarding.name=web,reason=Started -o json',
      ),
    ).items[0];
    expect(started).toMatchObject({
      apiVersion: 'events.k8s.io/v1',
      regarding: { kind: 'Pod', name: 'web' },
      deprecatedSource: { component: 'kubelet' },
      deprecatedCount: 1,
    });
    expect(started.note).toMatch(/^(Container started|Started container)/);
  });

  it('have one table', async () => {
    const columns = (text: string) => text.split('\n')[0]?.split(/ {2,}/);
    expect(columns(await bench.ok('get events.events.k8s.io'))).toEqual(
      columns(await bench.ok('get events.v1.')),
    );
  });

  it('are selected by the names of their own API', async () => {
    expect(await bench.fail('get events.events.k8s.io --field-selector involvedObject.name=web')).toContain(
      'field label not supported: involvedObject.name',
    );
  });

  it('must be written in the new form where they are written under the new names', async () => {
    const input = event({
      metadata: { name: 'wrong' },
      type: 'Other',
      eventTime: null,
      deprecatedCount: 3,
      series: { count: 1 },
    });
    const text = await bench.fail('create -f -', { input });
    for (const part of [
      'eventTime: Required value',
      'type: Invalid value: "": has invalid value: Other',
      'count: Invalid value: "": needs to be unset',
      'series.count: Invalid value: "": should be at least 2',
      'series.lastObservedTime: Required value',
    ])
      expect(text).toContain(part);
  });

  it('change in nothing but their series', async () => {
    const patch = JSON.stringify({ note: 'other' });
    expect(
      await bench.fail(['patch', 'events.v1.events.k8s.io', 'hello', '--type=merge', '-p', patch]),
    ).toContain('message: Invalid value: "other": field is immutable');
    const series = JSON.stringify({ series: { count: 2, lastObservedTime: '2026-01-01T00:01:00.000000Z' } });
    expect(await bench.ok(['patch', 'events.v1.events.k8s.io', 'hello', '--type=merge', '-p', series])).toBe(
      'event.events.k8s.io/hello patched\n',
    );
  });

  it.runIf(SIMULATED)('components say that they are well', async () => {
    const { stdout, stderr } = await bench.run('get componentstatuses');
    expect(stderr).toBe('Warning: v1 ComponentStatus is deprecated in v1.19+\n');
    expect(stdout).toMatch(/^NAME +STATUS +MESSAGE +ERROR *\ncontroller-manager +Healthy +ok/);
    expect(await bench.fail('delete cs scheduler')).toContain(
      'the server does not allow this method on the requested resource',
    );
  });
});
