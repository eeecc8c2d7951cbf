/** Variables that a declared image insists on. */
import type { DeclaredImage } from '@/declared-images';
import type { NativeProgram } from '../../contracts';

type Requirement = DeclaredImage['requires'][number];

export const missingVariable = (
  requires: readonly Requirement[],
  env: Readonly<Record<string, string>>,
): Requirement | undefined => requires.find(({ env: name }) => !env[name]);

/** Says which variable is missing and ends as the author wants it. */
export const refusingProgram =
  (requires: readonly Requirement[]): NativeProgram =>
  async (context) => {
    const missing = missingVariable(requires, context.env);
    if (!missing) return 0;
    context.stderr(`${missing.message ?? `${missing.env} is not set`}\n`);
    return missing.exitCode;
  };
