import { describe, expect, it } from 'vitest';
import { underTest } from '../../testing';
import { replicationControllers } from '.';

const labels = { app: 'web' };
const template = { metadata: { labels }, spec: { containers: [{ name: 'c', image: 'nginx' }] } };
const kind = underTest(replicationControllers);
const controller = (spec: object = {}) => kind.create({ spec: { template, ...spec } });

describe('replication controllers', () => {
  it('take selector and labels from their template', () => {
    expect(controller()).toMatchObject({
      metadata: { labels },
      spec: { replicas: 1, selector: labels },
      status: { replicas: 0 },
    });
    expect(kind.errors(controller())).toEqual([]);
  });
  it.each<[string, object, string]>([
    ['no template', { template: undefined }, 'spec.template: Required value'],
    ['no selector', { template: { spec: template.spec } }, 'spec.selector: Required value'],
    [
      'another selector',
      { selector: { a: 'b' } },
      'spec.template.metadata.labels: Invalid value: {"app":"web"}: `selector` does not match template `labels`',
    ],
    [
      'pods that end',
      { template: { ...template, spec: { ...template.spec, restartPolicy: 'Never' } } },
      'spec.template.spec.restartPolicy: Unsupported value: "Never": supported values: "Always"',
    ],
  ])('are refused with %s', (_, spec, text) => expect(kind.errors(controller(spec))).toContain(text));
  it('have a row and a scale', () => {
    expect(kind.row(controller())).toEqual(['x', 1, 0, 0, '5m', 'c', 'nginx', 'app=web']);
    expect(replicationControllers.scale?.replicas(controller())).toEqual({
      spec: 1,
      status: 0,
      selector: 'app=web',
    });
  });
});
