/** A file of the session's home: that it is there, what it holds, or what it looks like as YAML. */
import { parse } from 'yaml';
import type { FileCondition } from '../check-schema';
import type { GradedHome } from '../graded-home';
import { type Outcome, PASSED } from '../outcome';
import { mismatches, show } from '../partial-match';

const MAX_SHOWN = 120;
const MAX_NAMED = 3;

export async function checkFile(condition: FileCondition, home: GradedHome | undefined): Promise<Outcome> {
  if (!home) throw new Error('this session has no home folder');
  const { path, contains, yaml } = condition;
  const where = `~/${path}`;
  const fail = (expected: string, found: string, next = `cat ${where}`): Outcome => ({
    passed: false,
    expected,
    found,
    where,
    next,
  });
  const file = await home.read(path);
  if ('problem' in file) return fail('a file that can be read', file.problem, `ls -l ${where}`);
  if (contains !== undefined && !file.text.includes(contains)) {
    const shown = file.text.slice(0, MAX_SHOWN).trim();
    return fail(`a file that contains "${contains}"`, shown === '' ? 'an empty file' : `"${shown}"`);
  }
  if (!yaml) return PASSED;
  const value = parsed(file.text);
  if (value === undefined) return fail('a file in YAML', 'something that is not YAML');
  const differences = mismatches(yaml, value).slice(0, MAX_NAMED);
  if (differences.length === 0) return PASSED;
  const say = (side: 'expected' | 'found') =>
    differences.map((one) => `${one.path || 'the file'} is ${show(one[side])}`).join('; ');
  return fail(say('expected'), say('found'));
}

function parsed(text: string): unknown {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}
