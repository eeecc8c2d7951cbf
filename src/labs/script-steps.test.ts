import { describe, expect, it } from 'vitest';
import { scriptSteps } from './script-steps';

describe('scriptSteps', () => {
  it('leaves a script without time lines as it is', () => {
    const text = '# One way.\nset -e\nkubectl get pods\n';
    expect(scriptSteps(text, 'labs/x/solutions/1.sh')).toEqual([{ commands: text }]);
  });

  it('cuts where time moves; each part stops at its first failure', () => {
    expect(scriptSteps('a\n# time: +6m\nb\nc\n#time: +1h30m5s\n', 'f')).toEqual([
      { commands: 'a' },
      { jumpSeconds: 360 },
      { commands: 'set -e\nb\nc\n'.trimEnd() },
      { jumpSeconds: 5405 },
    ]);
  });

  it('moves time twice in a row, and before the first command', () => {
    expect(scriptSteps('# A wait.\nset -e\n# time: +50s\n\n# time: +50s\ntrue', 'f')).toEqual([
      { jumpSeconds: 50 },
      { jumpSeconds: 50 },
      { commands: 'set -e\ntrue' },
    ]);
  });

  it.each(['6m', '+', '+6', '+0s', '-6m', '+6 minutes', '+5m1h'])(
    'refuses the span %j with its line',
    (span) => {
      expect(() => scriptSteps(`true\n# time: ${span}\n`, 'labs/x/solutions/1.sh')).toThrow(
        `labs/x/solutions/1.sh:2: "${span}" is no span of time`,
      );
    },
  );
});
