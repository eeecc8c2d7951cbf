/**
 * `npm test [-- part …]`: from a fresh clone to a verdict. Installs what tests need, builds, runs every part, and ends
 * with "N passed, N failed". `npm run check` is the quick half (no browser, no sandbox, nothing built but the clients).
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { checkNode, installDependencies } from './lib/bootstrap.mjs';
import { openPreparer } from './lib/prepare.mjs';
import { step } from './lib/steps.mjs';

const ROOT = path.resolve(import.meta.dirname, '..');
const REPORTS = path.join(ROOT, 'test-results');
const TEST_PACKAGES = {
  chromium: '/usr/bin/chromium',
  postgresql: '/usr/lib/postgresql',
  'python3-kubernetes': '/usr/lib/python3/dist-packages/kubernetes',
};

/** Two at least: most files wait more than they work, and vitest would leave one of two cores idle. */
const WORKERS = Math.max(2, availableParallelism());

const tool = (name, file, ...args) => ({ name, command: [bin(file), ...args] });
/** One vitest project; its JSON report is counted. */
const project = (name, workers = WORKERS) => ({
  name,
  report: vitestCounts,
  command: [
    bin('vitest/vitest.mjs'),
    ...['run', '--project', name, '--passWithNoTests', '--reporter=default', '--reporter=json'],
    `--maxWorkers=${workers}`,
    `--outputFile=${reportOf(name)}`,
  ],
});

const PARTS = [
  tool('lint', '@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '.'),
  tool('types', 'typescript/bin/tsc', '--noEmit', '-p', '.'),
  tool('boundaries', 'dependency-cruiser/bin/dependency-cruise.mjs', 'src', 'scripts'),
  tool('unused', 'knip/bin/knip.js'),
  tool('diagrams', 'tsx/dist/cli.mjs', 'scripts/gen-architecture.ts', '--check'),
  project('unit'),
  project('architecture'),
  // kubectl waits in there, not we.
  project('contract', WORKERS + 1),
  project('fuzz'),
  project('golden'),
  project('sandbox'),
  project('labs'),
  project('fault'),
  {
    name: 'e2e',
    report: playwrightCounts,
    environment: { PLAYWRIGHT_JSON_OUTPUT_NAME: reportOf('e2e') },
    command: [bin('@playwright/test/cli.js'), 'test', '--reporter=list,json'],
  },
];
const QUICK = ['lint', 'types', 'boundaries', 'unused', 'diagrams', 'unit', 'architecture'];

function bin(file) {
  return path.join(ROOT, 'node_modules', file);
}

function reportOf(name) {
  return path.join(REPORTS, `${name}.json`);
}

async function vitestCounts(file) {
  const { numPassedTests, numFailedTests, numFailedTestSuites } = JSON.parse(await readFile(file, 'utf8'));
  // A file that could not be read has no failed test of its own.
  return { passed: numPassedTests, failed: numFailedTests || numFailedTestSuites };
}

async function playwrightCounts(file) {
  const { stats } = JSON.parse(await readFile(file, 'utf8'));
  return { passed: stats.expected + stats.flaky, failed: stats.unexpected };
}

async function run({ name, command, environment, report }) {
  console.log(`\n── ${name}`);
  const code = await new Promise((resolve, reject) => {
    const child = spawn(process.execPath, command, {
      cwd: ROOT,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, ...environment },
    });
    child.once('error', reject);
    child.once('exit', (exitCode) => resolve(exitCode ?? 1));
  });
  const counted = report ? await report(reportOf(name)).catch(() => undefined) : undefined;
  const counts = counted ?? { passed: code === 0 ? 1 : 0, failed: 0 };
  // A part that ends badly has failed, whatever it counted.
  return code === 0 ? counts : { ...counts, failed: Math.max(1, counts.failed) };
}

/** Debian packages that tests need beyond those of `npm start`; without them the suites concerned say why they skip. */
async function prepareMachine() {
  const prepare = openPreparer(ROOT);
  const tools = await prepare.ask('tools');
  const needed = Object.keys(TEST_PACKAGES).filter((name) => !existsSync(TEST_PACKAGES[name]));
  const missing = [...new Set([...tools.missing, ...needed])];
  const command = `apt-get install -y ${missing.join(' ')}`;
  if (missing.length > 0 && !tools.canInstall)
    console.log(`  ! Some tests will be skipped. Install what they need: sudo ${command}`);
  else if (missing.length > 0)
    await step(`Installing ${missing.join(', ')}`, () => prepare.ask('install', missing)).catch((error) => {
      console.log(`  ! Could not: ${(error.stderr ?? error.message).trim().split('\n').at(-1)} (${command})`);
    });
  prepare.close();
}

function chosen(words) {
  const names = words.flatMap((word) => (word === 'check' ? QUICK : [word]));
  const unknown = names.filter((name) => !PARTS.some((part) => part.name === name));
  if (unknown.length > 0) {
    console.error(
      `There is no part "${unknown[0]}". Parts: check, ${PARTS.map(({ name }) => name).join(', ')}`,
    );
    process.exit(2);
  }
  return names.length === 0 ? PARTS : PARTS.filter(({ name }) => names.includes(name));
}

async function main() {
  process.chdir(ROOT);
  const parts = chosen(process.argv.slice(2).filter((word) => !word.startsWith('-')));
  checkNode();
  await installDependencies(ROOT);
  const { build } = await import('./build.mjs');
  const quick = parts.every(({ name }) => QUICK.includes(name));
  await build(quick ? { programs: false, pages: false } : {});
  if (!quick) await prepareMachine();
  await rm(REPORTS, { recursive: true, force: true });
  await mkdir(REPORTS, { recursive: true });

  const results = [];
  for (const part of parts) results.push({ name: part.name, ...(await run(part)) });
  console.log('');
  for (const { name, passed, failed } of results)
    console.log(
      `  ${failed === 0 ? '✓' : '✗'} ${name.padEnd(12)} ${passed} passed${failed ? `, ${failed} failed` : ''}`,
    );
  const total = (key) => results.reduce((sum, result) => sum + result[key], 0);
  console.log(`\n${total('passed')} passed, ${total('failed')} failed`);
  process.exitCode = total('failed') === 0 ? 0 : 1;
}

main().catch((error) => {
  console.error(error.name === 'StartError' ? error.message : error);
  console.log('\n0 passed, 1 failed');
  process.exitCode = 1;
});
