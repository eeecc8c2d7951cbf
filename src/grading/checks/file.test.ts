import { expect, it } from 'vitest';
import { checkSpec } from '../check-schema';
import type { GradedHome } from '../graded-home';
import { checkFile } from './file';

const conditionOf = (condition: object) => {
  const check = checkSpec.parse({ id: 'a', title: 'A file is there', file: condition });
  if (!('file' in check)) throw new Error('parsed as something else');
  return check.file;
};

const homeOf = (files: Readonly<Record<string, string>>): GradedHome => ({
  read: async (file) => {
    const text = new Map(Object.entries(files)).get(file);
    return text === undefined ? { problem: 'there is no such file' } : { text };
  },
  watch: () => () => {},
});

const judged = (condition: object, files: Readonly<Record<string, string>>) =>
  checkFile(conditionOf(condition), homeOf(files));

it('wants a file to be there', async () => {
  expect(await judged({ path: 'ana.key' }, { 'ana.key': '' })).toEqual({ passed: true });
  expect(await judged({ path: 'ana.key' }, {})).toEqual({
    passed: false,
    expected: 'a file that can be read',
    found: 'there is no such file',
    where: '~/ana.key',
    next: 'ls -l ~/ana.key',
  });
});

it('wants a text in it', async () => {
  const condition = { path: 'ana.csr', contains: 'BEGIN CERTIFICATE REQUEST' };
  expect(await judged(condition, { 'ana.csr': '-----BEGIN CERTIFICATE REQUEST-----' })).toEqual({
    passed: true,
  });
  expect(await judged(condition, { 'ana.csr': 'hello\n' })).toEqual({
    passed: false,
    expected: 'a file that contains "BEGIN CERTIFICATE REQUEST"',
    found: '"hello"',
    where: '~/ana.csr',
    next: 'cat ~/ana.csr',
  });
  expect(await judged(condition, { 'ana.csr': '' })).toMatchObject({ found: 'an empty file' });
});

const context = {
  path: '.kube/config',
  yaml: { 'current-context': 'lab', contexts: [{ name: 'ana', context: { user: 'ana' } }] },
};
const kubeconfig = (user: string) => `
current-context: lab
contexts:
  - {name: lab, context: {cluster: lab, user: student}}
  - {name: ana, context: {cluster: lab, user: ${user}}}
`;

it('compares YAML and JSON with a partial object', async () => {
  expect(await judged(context, { '.kube/config': kubeconfig('ana') })).toEqual({ passed: true });
  expect(await judged({ path: 'a.json', yaml: { a: 1 } }, { 'a.json': '{"a": 1, "b": 2}' })).toEqual({
    passed: true,
  });
  expect(await judged(context, { '.kube/config': kubeconfig('bob') })).toMatchObject({
    expected: 'contexts[1].context.user is ana',
    found: 'contexts[1].context.user is bob',
  });
});

it('says that a file is not YAML, or no object', async () => {
  expect(await judged(context, { '.kube/config': 'a: [' })).toMatchObject({
    found: 'something that is not YAML',
  });
  expect(await judged(context, { '.kube/config': 'hello' })).toMatchObject({ found: 'the file is hello' });
});

it.each(['/etc/passwd', '../x', 'a/../x', 'a//x', './x', 'a/', ''])('refuses the path %j', (path) => {
  expect(() => conditionOf({ path })).toThrow();
});
it.each(['.kube/config', 'a.b/c..d', '...'])('takes the path %j', (path) => {
  expect(conditionOf({ path }).path).toBe(path);
});

it('can not look where there is no home', async () => {
  await expect(checkFile(conditionOf({ path: 'a' }), undefined)).rejects.toThrow('no home folder');
});
