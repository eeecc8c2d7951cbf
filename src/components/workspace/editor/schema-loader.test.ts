import { beforeEach, expect, it, vi } from 'vitest';
import { SchemaLoader } from './schema-loader';

const POD = {
  components: {
    schemas: { pod: { 'x-kubernetes-group-version-kind': [{ group: '', version: 'v1', kind: 'Pod' }] } },
  },
};
let versions: { apiVersion: string; kinds: string[]; path?: string; hash?: string }[];
let now: number;
const index = vi.fn(async () => ({ versions }));
const document = vi.fn(async () => POD);
let loader: SchemaLoader;

beforeEach(() => {
  vi.clearAllMocks();
  now = 0;
  versions = [
    { apiVersion: 'v1', kinds: ['Pod'], path: 'api/v1', hash: 'A' },
    { apiVersion: 'apps/v1', kinds: ['Deployment'], path: 'apis/apps/v1', hash: 'B' },
  ];
  loader = new SchemaLoader({ index, document }, () => now);
});

it('loads what a file names, once', async () => {
  const schemas = await loader.load(['v1', 'nope/v1']);
  expect(schemas.apiVersions).toEqual(['v1', 'apps/v1']);
  expect(schemas.shapeOf('v1', 'Pod')).toBeDefined();
  expect(schemas.shapeOf('apps/v1', 'Deployment')).toBeUndefined();
  await Promise.all([loader.load(['v1']), loader.load(['v1'])]);
  expect(document.mock.calls).toEqual([['api/v1', 'A']]);
  expect(index).toHaveBeenCalledTimes(1);
});

it('notices kinds that the cluster has gained, by their hash', async () => {
  await loader.load(['v1']);
  versions = [{ apiVersion: 'v1', kinds: ['Pod', 'Cactus'], path: 'api/v1', hash: 'C' }];
  expect((await loader.load(['v1'])).kinds('v1')).toEqual(['Pod']);
  now += 30_001;
  expect((await loader.load(['v1'])).kinds('v1')).toEqual(['Pod', 'Cactus']);
  expect(document.mock.calls).toEqual([
    ['api/v1', 'A'],
    ['api/v1', 'C'],
  ]);
});

it('asks again after a failure', async () => {
  index.mockRejectedValueOnce(new Error('offline'));
  await expect(loader.load([])).rejects.toThrow('offline');
  document.mockRejectedValueOnce(new Error('offline'));
  await expect(loader.load(['v1'])).rejects.toThrow('offline');
  expect((await loader.load(['v1'])).shapeOf('v1', 'Pod')).toBeDefined();
});
