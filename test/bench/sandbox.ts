/** kubectlGetInSandboxRatio: the same two commands in a session's own shell, timed by bash inside, taking turns. */
import { simulatorProvider } from '@/clusters/simulator';
import { testHost } from '../support/lab-host';
import { median } from './measure';

const ROUNDS = 40;
const WARM_UP = 3;
/** Prints "version get" in microseconds, a line a round. */
const SCRIPT = `for i in $(seq ${ROUNDS + WARM_UP}); do a=\${EPOCHREALTIME/./}; kubectl version --client >/dev/null; b=\${EPOCHREALTIME/./}; kubectl get pods >/dev/null 2>&1; c=\${EPOCHREALTIME/./}; echo "t $((b-a)) $((c-b))"; done`;

export async function benchSandbox(): Promise<Record<string, number>> {
  const host = await testHost(simulatorProvider());
  try {
    await host.session('bench');
    const shell = await host.shell('bench');
    const { output } = await shell.run(SCRIPT, 120_000);
    const rounds = [...output.matchAll(/^t (\d+) (\d+)$/gm)]
      .slice(WARM_UP)
      .map((m) => [Number(m[1]), Number(m[2])] as const);
    if (rounds.length !== ROUNDS)
      throw new Error(`${rounds.length} of ${ROUNDS} rounds were seen:\n${output}`);
    const version = median(rounds.map(([time]) => time));
    const get = median(rounds.map(([, time]) => time));
    await shell.close();
    return { kubectlGetInSandboxMs: get / 1000, kubectlGetInSandboxRatio: get / version };
  } finally {
    await host.close();
  }
}
