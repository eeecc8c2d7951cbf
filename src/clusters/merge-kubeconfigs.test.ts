import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { mergeKubeconfigs } from './merge-kubeconfigs';

const of = (context: string) => `
apiVersion: v1
kind: Config
clusters: [{name: ${context}, cluster: {server: https://${context}}}]
users: [{name: student, user: {token: ${context}-token}}]
contexts: [{name: ${context}, context: {cluster: ${context}, user: student, namespace: team-a}}]
current-context: ${context}
`;

it('leaves a single kubeconfig as it is', () => {
  expect(parse(mergeKubeconfigs([of('a')]))).toEqual(parse(of('a')));
});

it('keeps apart users of the same name and begins in the first context', () => {
  const merged = parse(mergeKubeconfigs([of('a'), of('b')]));
  expect(merged['current-context']).toBe('a');
  expect(merged.users.map(({ name }: { name: string }) => name)).toEqual(['student@a', 'student@b']);
  expect(merged.contexts[1]).toEqual({
    name: 'b',
    context: { cluster: 'b', user: 'student@b', namespace: 'team-a' },
  });
});

it('refuses what is no kubeconfig', () => {
  expect(() => mergeKubeconfigs(['kind: Pod'])).toThrow();
});
