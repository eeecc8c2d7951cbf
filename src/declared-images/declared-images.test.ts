import { expect, it } from 'vitest';
import { declaredImages } from '.';

const shop = { repository: 'registry.example.com/shop', tags: ['1.0'], from: 'nginx:1.29' };

it('fills in what is left out', () => {
  expect(declaredImages.parse([shop])).toEqual([{ ...shop, files: {}, env: {}, requires: [] }]);
});

it.each([
  ['a tag in the name', [{ ...shop, repository: 'shop:1.0' }], "must be an image's name without a tag"],
  ['upper case', [{ ...shop, repository: 'Shop' }], 'in lower case'],
  ['a number for a tag', [{ ...shop, tags: [1.1] }], 'expected string'],
  ['a relative file', [{ ...shop, files: { 'etc/app.conf': '' } }], 'Invalid key in record'],
  [
    'a variable that is no name',
    [{ ...shop, requires: [{ env: 'A-B' }] }],
    'must be the name of an environment variable',
  ],
  ['a server without answers', [{ ...shop, http: { port: 80, answers: [] } }], 'expected array to have >=1'],
  ['half of the credentials', [{ ...shop, private: { username: 'ci' } }], 'expected string'],
  ['an unknown field', [{ ...shop, ports: [80] }], 'Unrecognized key'],
  [
    'one tag for two images',
    [shop, { ...shop, tags: ['1.1', '1.0'] }],
    'registry.example.com/shop:1.0 is there twice; a tag means one image',
  ],
])('refuses %s', (_name, images, problem) => {
  expect(JSON.stringify(declaredImages.safeParse(images).error?.issues)).toContain(problem);
});
