/** Each rule of .dependency-cruiser.cjs is seen to fail: a violation is planted in a tree of its own. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { cruise, type ICruiseResult, type IFlattenedRuleSet } from 'dependency-cruiser';
import { expect, it } from 'vitest';

const config = createRequire(import.meta.url)('../../.dependency-cruiser.cjs') as IFlattenedRuleSet;
const rules = config.forbidden ?? [];

/** Rule -> the file with the violation and what it imports. */
const planted: Record<string, [from: string, imports: string]> = {
  'seam-1-graders-know-only-the-api': ['src/grading/a.ts', '../sim/index'],
  'seam-2-the-simulator-knows-no-course': ['src/sim/a.ts', '../labs/index'],
  'seam-2-only-the-lab-host-starts-the-simulator': ['src/labhost/a.ts', '../sim/index'],
  'seam-2-providers-are-opened-by-the-lab-host': [
    'src/terminal/server/a.ts',
    '../../clusters/simulator/index',
  ],
  'seam-3-everything-goes-through-the-api': ['src/sim/controllers/a.ts', '../apiserver/index'],
  'seam-3-only-the-api-server-touches-the-store': ['src/sim/node/a.ts', '../store/index'],
  'seam-4-components-import-no-server-code': ['src/components/a.tsx', '../server/index'],
  'seam-4-routes-call-operations': ['src/app/page.tsx', '../server/db/index'],
  'the-core-is-portable': ['src/sim/store/a.ts', 'node:fs'],
  'the-core-does-not-import-its-adapters': ['src/sim/apiserver/a.ts', '../node/index'],
  'apimachinery-is-a-leaf': ['src/apimachinery/a.ts', '../kube/index'],
  'kube-knows-no-server': ['src/kube/a.ts', '../labs/index'],
  'only-web-opens-the-database': ['src/labhost/a.ts', '../server/db/index'],
  'no-cycles': ['src/labs/a.ts', './index'],
  'no-test-code-in-the-product': ['src/labs/a.ts', './b.test'],
};

async function violationsOf(from: string, imports: string): Promise<readonly string[]> {
  const root = await mkdtemp(path.join(tmpdir(), 'sealegs-boundaries-'));
  try {
    const target = path.posix.join(path.posix.dirname(from), `${imports}.ts`);
    await put(root, from, `import { x } from '${imports}';\nexport const y = x;\n`);
    if (imports.startsWith('.')) {
      const back = `./${path.posix.relative(path.posix.dirname(target), from.replace(/\.tsx?$/, ''))}`;
      await put(
        root,
        target,
        imports === './index'
          ? `import { y } from '${back}';\nexport const x = y;\n`
          : 'export const x = 1;\n',
      );
    }
    await put(root, 'tsconfig.json', '{"compilerOptions":{"moduleResolution":"bundler","module":"esnext"}}');
    const { output } = await cruise(['src'], {
      ruleSet: config,
      validate: true,
      baseDir: root,
      tsPreCompilationDeps: true,
    });
    return (output as ICruiseResult).summary.violations.map(({ rule }) => rule.name);
  } finally {
    await rm(root, { recursive: true });
  }
}

async function put(root: string, file: string, text: string): Promise<void> {
  await mkdir(path.dirname(path.join(root, file)), { recursive: true });
  await writeFile(path.join(root, file), text);
}

it('has a planted violation for every rule, and a reason in every rule', () => {
  expect(Object.keys(planted).sort()).toEqual(rules.map(({ name }) => name).sort());
  expect(rules.filter(({ comment = '' }) => comment.length < 20)).toEqual([]);
});

it.each(Object.entries(planted))('%s fails the build', async (rule, [from, imports]) => {
  expect(await violationsOf(from, imports)).toContain(rule);
});

it('lets what is allowed pass', async () => {
  expect(await violationsOf('src/sim/store/a.ts', '../../apimachinery/index')).toEqual([]);
});
