/**
 * `npm run bench`: the figures that Sealegs holds itself to, measured in one run. With names, only these
 * (`npm run bench -- boot kubectl`); with `--json FILE`, also one flat JSON object of numbers.
 */
import { writeFile } from 'node:fs/promises';
import { benchBoot } from './boot';
import { benchClassroom } from './classroom';
import { benchGrade } from './grade';
import { benchHostile } from './hostile';
import { benchIdle, HOLD, holdClusters } from './idle';
import { benchKubectl } from './kubectl';
import { benchPrompt } from './prompt';
import { benchReplicas } from './replicas';
import { benchRequests, SERVE, serveForRequests } from './requests';
import { benchSandbox } from './sandbox';
import { benchScale, GROW, growCluster } from './scale';

const BENCHES = {
  boot: benchBoot,
  kubectl: benchKubectl,
  sandbox: benchSandbox,
  replicas: benchReplicas,
  scale: benchScale,
  grade: benchGrade,
  requests: benchRequests,
  hostile: benchHostile,
  prompt: benchPrompt,
  classroom: benchClassroom,
  idle: benchIdle,
} as const;

/** What a figure may be at most; docs and issues name these. */
const BARS: Record<string, number> = {
  clusterBootMsP50: 25,
  idleClusterMiB: 4,
  kubectlGetRatio: 1.25,
  kubectlGetInSandboxRatio: 1.45,
  replicas1000Ms: 5_000,
  scaleCostRatio: 1.5,
  grade10Ms: 150,
  hostileP95Ratio: 1.2,
  sessionPromptMsP50: 700,
};

async function main(words: readonly string[]): Promise<void> {
  const json = words.includes('--json') ? words[words.indexOf('--json') + 1] : undefined;
  const names = words.filter((word): word is keyof typeof BENCHES => word in BENCHES);
  const figures: Record<string, number> = {};
  console.log(`${'figure'.padEnd(28)}${'measured'.padStart(12)}${'bar'.padStart(12)}`);
  for (const name of names.length > 0 ? names : (Object.keys(BENCHES) as (keyof typeof BENCHES)[])) {
    const measured = await BENCHES[name]();
    for (const [figure, value] of Object.entries(measured)) console.log(line(figure, value));
    Object.assign(figures, measured);
  }
  if (json) await writeFile(json, `${JSON.stringify(figures, null, 2)}\n`);
}

function line(figure: string, value: number): string {
  const bar = BARS[figure];
  const verdict = bar === undefined ? '' : value <= bar ? '  met' : '  MISSED';
  return `${figure.padEnd(28)}${value.toFixed(2).padStart(12)}${(bar === undefined ? '' : `<= ${bar}`).padStart(12)}${verdict}`;
}

const [, , first, second] = process.argv;
if (first === HOLD) await holdClusters(Number(second));
else if (first === SERVE) await serveForRequests(second ?? '');
else if (first === GROW) await growCluster(Number(second));
else {
  await main(process.argv.slice(2));
  process.exit(0);
}
