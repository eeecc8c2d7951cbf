import { expect, it } from 'vitest';
import { describeField } from './describe-field';

it('finds a field of a kind, in its newest stable version', async () => {
  expect(await describeField('deployment.spec.replicas')).toMatchObject({
    kind: 'Deployment',
    package: 'apps.v1',
    path: 'spec.replicas',
    type: '<integer>',
    required: false,
    documentation: expect.stringContaining('Number of desired pods'),
  });
  expect((await describeField('HorizontalPodAutoscaler.spec.metrics'))?.package).toBe('autoscaling.v2');
});

const types: [path: string, type: string, required: boolean][] = [
  ['pod.spec.containers', '<[]Container>', true],
  ['pod.spec.containers.resources.limits', '<map[string]Quantity>', false],
  ['deployment.spec.strategy.rollingUpdate.maxSurge', '<IntOrString>', false],
  ['service.spec.selector', '<map[string]string>', false],
];
it.each(types)('%s is %s as kubectl explain writes it', async (path, type, required) => {
  expect(await describeField(path)).toMatchObject({ type, required });
});

it.each(['pod', 'pod.spec.colour', 'unicorn.spec', 'pod.spec.nodeName.more', 'pod.constructor'])(
  'knows no %s',
  async (path) => {
    expect(await describeField(path)).toBeUndefined();
  },
);
