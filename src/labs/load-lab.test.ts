import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { loadLab } from './load-lab';

const FIRST_POD = path.resolve(import.meta.dirname, '../../labs/first-pod');
let folder: string;
beforeEach(async () => {
  folder = path.join(await mkdtemp(path.join(tmpdir(), 'sealegs-labs-')), 'first-pod');
  await cp(FIRST_POD, folder, { recursive: true });
});
afterEach(() => rm(path.dirname(folder), { recursive: true }));

async function editFile(name: string, change: (text: string) => string): Promise<void> {
  const file = path.join(folder, name);
  await writeFile(file, change(await readFile(file, 'utf8')));
}
const edit = (change: (text: string) => string) => editFile('lab.yaml', change);
const editWrong = (change: (text: string) => string) => editFile('wrong.yaml', change);

it('reads a lab with its right ways, its wrong answers and a cluster of three nodes', async () => {
  const lab = await loadLab(folder);
  expect(lab).toMatchObject({
    id: 'first-pod',
    tasks: [{ id: 'pod' }, { id: 'deployment' }, { id: 'service' }],
  });
  expect(lab.clusters[0]?.nodes.map(({ name }) => name)).toEqual(['controlplane', 'node01', 'node02']);
  expect(lab.solutions).toHaveLength(2);
});

it('has another revision as soon as anything in its folder differs', async () => {
  const before = (await loadLab(folder)).revision;
  await writeFile(path.join(folder, 'solutions', '2-manifests.sh'), '# changed');
  expect((await loadLab(folder)).revision).not.toBe(before);
});

const broken: [name: string, change: (text: string) => string, problem: string][] = [
  ['broken YAML', (text) => text.replace('minutes: 15', 'minutes: [15'), 'lab.yaml:5: not valid YAML'],
  ['a missing field', (text) => text.replace('minutes: 15\n', ''), 'minutes: '],
  ['a wrong type', (text) => text.replace('weight: 30', 'weight: lots'), 'lab.yaml:11: tasks[0].weight'],
  ['an unknown field', (text) => text.replace('minutes: 15', 'minutes: 15\ncolour: red'), 'colour'],
  [
    'an expression that is not CEL',
    (text) => text.replace('replicas == 3', 'replicas === 3'),
    'that is not CEL',
  ],
  [
    'a check of no kind',
    (text) => text.replace('        http:', '        htpp:'),
    'exactly one of object, cel, http, exec, gone, can-i and file',
  ],
  [
    'a check that needs no earlier one',
    (text) => text.replace('[pod-exists]', '[pod-runs]'),
    'needs "pod-runs"',
  ],
  [
    'images of its own for any provider',
    (text) =>
      text.replace('minutes: 15', 'minutes: 15\nimages: [{repository: shop, tags: ["1"], from: nginx}]'),
    'has images of its own, which only the simulator can make; say provider: simulator',
  ],
  [
    'an image without tags',
    (text) => text.replace('minutes: 15', 'minutes: 15\nimages: [{repository: shop, tags: [], from: nginx}]'),
    'images[0].tags',
  ],
  [
    'two checks of one id',
    (text) => text.replace('id: pod-image', 'id: pod-exists'),
    'check "pod-exists" is there twice',
  ],
];
it.each(broken)('refuses %s, naming file and place', async (_name, change, problem) => {
  await edit(change);
  const error = await loadLab(folder).catch((e: Error) => e);
  expect(error).toMatchObject({ name: 'LabError' });
  expect((error as Error).message).toContain('labs/first-pod/lab.yaml');
  expect((error as Error).message).toContain(problem);
});

it('refuses a lab that does not prove itself', async () => {
  await editWrong((text) => text.replace(/- fails: pod-image[\s\S]*?\n\n/, ''));
  await expect(loadLab(folder)).rejects.toThrow('labs/first-pod/wrong.yaml: no wrong answer fails pod-image');
  await rm(path.join(folder, 'wrong.yaml'));
  await expect(loadLab(folder)).rejects.toThrow('no wrong answer fails pod-exists, pod-image');
  await rm(path.join(folder, 'solutions'), { recursive: true });
  await writeFile(path.join(folder, 'wrong.yaml'), '[]');
  await expect(loadLab(folder)).rejects.toThrow('has no *.sh; a lab proves itself');
});

it('refuses a wrong answer to a check that the lab does not have', async () => {
  await editWrong((text) => text.replace('- fails: pod-image', '- fails: image'));
  await expect(loadLab(folder)).rejects.toThrow(
    /labs\/first-pod\/wrong.yaml:\d+: fails "image", which is no check of this lab/,
  );
});

it('reads time lines of scripts in a lab that says that it needs time', async () => {
  await writeFile(path.join(folder, 'solutions', '1-commands.sh'), 'set -e\ntrue\n# time: +6m\n');
  await expect(loadLab(folder)).rejects.toThrow(
    'labs/first-pod/solutions/1-commands.sh: moves time; lab.yaml has to say `needs: [time]`',
  );
  await edit((text) => text.replace('minutes: 15', 'minutes: 15\nneeds: [time]'));
  expect((await loadLab(folder)).solutions[0]?.steps).toEqual([
    { commands: 'set -e\ntrue' },
    { jumpSeconds: 360 },
  ]);
  await editWrong((text) => `${text}\n- { fails: pod-image, why: Too late., run: "# time: 6m" }\n`);
  await expect(loadLab(folder)).rejects.toThrow(
    /labs\/first-pod\/wrong.yaml, pod-image-\d:1: "6m" is no span of time/,
  );
});
