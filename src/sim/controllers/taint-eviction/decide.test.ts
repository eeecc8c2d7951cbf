import { expect, it } from 'vitest';
import type { Pod } from '@/kube';
import { staysMs } from './decide';

const TAINTS = [
  { key: 'a', effect: 'NoExecute' },
  { key: 'b', effect: 'NoExecute' },
  { key: 'c', effect: 'NoSchedule' },
];
const bears = (key: string, tolerationSeconds?: number) => ({
  key,
  operator: 'Exists',
  ...(tolerationSeconds === undefined ? {} : { tolerationSeconds }),
});
const pod = (...tolerations: object[]): Pod =>
  ({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec: { containers: [], tolerations } }) as Pod;

it.each([
  ['not at all without tolerations', pod(), 0],
  ['not at all while one taint is not borne', pod(bears('a')), 0],
  ['for ever where both are', pod(bears('a'), bears('b')), undefined],
  ['for the shortest of its times', pod(bears('a', 300), bears('b', 20)), 20_000],
  ['for the time of the one that has an end', pod(bears('a', 300), bears('b')), 300_000],
  ['not at all with a time below zero', pod(bears('a', -1), bears('b')), 0],
])('a pod stays %s', (_, given, expected) => {
  expect(staysMs(given, TAINTS)).toBe(expected);
});
