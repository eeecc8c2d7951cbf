import { describe, expect, it } from 'vitest';
import { wrongScripts } from './wrong-answers';

const context = {
  file: 'labs/x/wrong.yaml',
  solutions: new Map([
    ['1-commands.sh', 'run web\nwait web\n'],
    ['2-manifest.sh', 'apply web\n'],
  ]),
};
const textsOf = (text: string) => wrongScripts(text, context).map((script) => script.text);

describe('a wrong answer', () => {
  it.each([
    ['changes the first solution', 'change: [{ from: run web, to: run wob }]', 'run wob\nwait web\n'],
    [
      'changes what it changed before',
      'change: [{ from: run, to: go }, { from: go web, to: go }]',
      'go\nwait web\n',
    ],
    ['leaves something out', 'change: [{ from: "wait web\\n" }]', 'run web\n'],
    [
      'names another solution',
      '{ solution: 2-manifest.sh, change: [{ from: web, to: wob }] }',
      'apply wob\n',
    ],
    ['goes on after a solution', 'add: delete web', 'run web\nwait web\ndelete web'],
    ['has commands of its own', 'run: sleep', 'sleep'],
  ])('%s', (_name, fields, expected) => {
    const text = fields.startsWith('{')
      ? `{ fails: a, why: So., ${fields.slice(1)}`
      : `{ fails: a, why: So., ${fields} }`;
    expect(textsOf(`- ${text}`)).toEqual([expected]);
  });

  it('is called by the check that it fails, with a number from the second on, and knows its line', () => {
    const text = ['b', 'a', 'b'].map((fails) => `- fails: ${fails}\n  why: So.\n  run: x\n`).join('');
    expect(wrongScripts(text, context).map(({ name, fails, line }) => [name, fails, line])).toEqual([
      ['b', 'b', 1],
      ['a', 'a', 4],
      ['b-2', 'b', 7],
    ]);
  });

  it.each([
    ['that differs in nothing', '', ':1: [0]: needs `change` or `add`'],
    ['that is both a change and a whole', 'run: x, add: x', ':1: [0]: needs `change` or `add`'],
    ['of a solution that is none', 'solution: 3.sh, add: x', ':1: there is no solutions/3.sh'],
    [
      'whose text is nowhere',
      'change: [{ from: fly }]',
      ':1: the text to change does not stand in solutions/1-commands.sh',
    ],
    ['whose text is in two places', 'change: [{ from: web }]', ':1: the text to change stands 2 times in'],
    ['with a field that is none', 'runs: x', ':1: [0].runs: there is no such field'],
  ])('%s is refused', (_name, fields, problem) => {
    expect(() => textsOf(`- { fails: a, why: So., ${fields} }`)).toThrow(`labs/x/wrong.yaml${problem}`);
  });
});
