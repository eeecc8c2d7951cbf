/** Runs compound commands: conditions, loops, `case`. */
import type { Compound, Word } from './ast';
import { holds } from './condition-eval';
import { LeaveLoop } from './control';
import { matches } from './pattern';
import type { Place, Shell } from './shell';

export async function runCompound(shell: Shell, compound: Compound, place: Place): Promise<number> {
  const inner = { tested: place.tested === true, tail: place.tail === true };
  const body = { tested: inner.tested };
  switch (compound.kind) {
    case 'group':
      return shell.runList(compound.body, inner);
    case 'subshell':
      return shell.runSubshell(compound.body, inner);
    case 'if':
      return runIf(shell, compound, inner);
    case 'loop': {
      const test = async () => {
        await shell.runList(compound.test, { tested: true });
        return (shell.state.status === 0) !== compound.until;
      };
      return loop(shell, test, () => shell.runList(compound.body, body));
    }
    case 'for':
      return runFor(shell, compound, body);
    case 'cfor':
      return runArithmeticFor(shell, compound, body);
    case 'case':
      return runCase(shell, compound, inner);
    case 'arithmetic':
      return (await shell.expander.arithmetic(compound.expression)) === 0 ? 1 : 0;
    case 'condition':
      return (await holds(shell, compound.expression)) ? 0 : 1;
  }
}

async function runIf(shell: Shell, compound: Compound & { kind: 'if' }, place: Place): Promise<number> {
  for (const { test, body } of compound.clauses) {
    await shell.runList(test, { tested: true });
    if (shell.state.status === 0) return shell.runList(body, place);
  }
  return compound.otherwise ? shell.runList(compound.otherwise, place) : 0;
}

async function loop(
  shell: Shell,
  test: () => Promise<boolean>,
  body: () => Promise<number>,
): Promise<number> {
  let status = 0;
  shell.loopDepth++;
  try {
    while (await test()) {
      try {
        status = await body();
      } catch (error) {
        if (!(error instanceof LeaveLoop)) throw error;
        if (--error.levels > 0) throw error;
        status = 0;
        if (error.kind === 'break') break;
      }
      if (shell.process.tick()) await shell.process.giveWay();
    }
  } finally {
    shell.loopDepth--;
  }
  return status;
}

async function runFor(shell: Shell, compound: Compound & { kind: 'for' }, place: Place): Promise<number> {
  const values = compound.words ? await shell.expander.fields(compound.words) : [...shell.state.positional];
  let at = 0;
  const more = async () => at < values.length;
  return loop(shell, more, () => {
    shell.state.set(compound.name, values[at++] ?? '');
    return shell.runList(compound.body, place);
  });
}

async function runArithmeticFor(
  shell: Shell,
  compound: Compound & { kind: 'cfor' },
  place: Place,
): Promise<number> {
  const [init, test, step] = compound.parts;
  await shell.expander.arithmetic(init);
  let first = true;
  const more = async () => {
    if (!first) await shell.expander.arithmetic(step);
    first = false;
    return test.length === 0 || (await shell.expander.arithmetic(test)) !== 0;
  };
  return loop(shell, more, () => shell.runList(compound.body, place));
}

async function runCase(shell: Shell, compound: Compound & { kind: 'case' }, place: Place): Promise<number> {
  const text = await shell.expander.text(compound.word);
  let fell = false;
  let status = 0;
  for (const item of compound.items) {
    if (!fell && !(await anyMatches(shell, item.patterns, text))) continue;
    status = item.body.length > 0 ? await shell.runList(item.body, place) : 0;
    if (!item.fallThrough) return status;
    fell = true;
  }
  return status;
}

async function anyMatches(shell: Shell, patterns: readonly Word[], text: string): Promise<boolean> {
  for (const pattern of patterns) if (matches(await shell.expander.pattern(pattern), text)) return true;
  return false;
}
