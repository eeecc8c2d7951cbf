/**
 * Containers that do their worst meet a budget and say so in plain words, and the cluster goes on beside them. What
 * another cluster notices is a figure of `npm run bench -- hostile`; docs/simulator-limits.md lists the budgets. A full
 * disk takes a minute at the rate that containers may write: src/sim/containers/worker/worker.test.ts fills a small one.
 */
import { expect, it } from 'vitest';
import { until } from './support/bench';
import { contract, onlySimulated } from './support/cluster';

const ONLY_HERE = 'budgets are the simulator’s own, and a real node should be spared this';
const PATIENCE_MS = 60_000;

contract(
  'a hostile container',
  (bench) => {
    const start = (name: string, script: string) =>
      bench.ok(['run', name, '--image=busybox:1.36', '--restart=Never', '--', 'sh', '-c', script]);
    const logs = async (name: string) => (await bench.run(['logs', name])).stdout;
    const says = (name: string, text: string) =>
      until(
        async () => (await logs(name)).includes(text),
        () => `${name} to say ${text}`,
        PATIENCE_MS,
      );

    onlySimulated(ONLY_HERE)('that forks without end is refused more processes', async () => {
      await start('fork', 'f() { f | f & }; while :; do f; done');
      await says('fork', "can't fork: Resource temporarily unavailable");
      await bench.ok('delete pod fork --now');
    });

    onlySimulated(ONLY_HERE)('that prints without end keeps the last of it', async () => {
      await start('flood', 'i=0; while :; do i=$((i+1)); echo "line $i of a flood that never ends"; done');
      const begins = async () => /^line (\d+)/.exec(await logs('flood'))?.[1];
      await until(
        async () => Number((await begins()) ?? 1) > 1,
        () => 'the first lines to go',
        PATIENCE_MS,
      );
      expect((await logs('flood')).length).toBeLessThan(2 << 20);
      await bench.ok('delete pod flood --now');
    });

    it('that asks the worst of a pattern gets its answer', async () => {
      const text = "$(printf 'a%.0s' $(seq 2000))";
      await start('match', `printf '%s!\\n' ${text} | grep -E '^(a+)+$'; echo "grep ended with $?"`);
      await says('match', 'grep ended with 1');
    });

    it('that loops leaves others their turn', async () => {
      await start('loop', 'while :; do :; done');
      await start('other', 'echo done');
      await says('other', 'done');
      await bench.ok('delete pod loop --now');
    });
  },
  { kubectls: 'newest' },
);
