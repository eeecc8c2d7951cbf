/** `sealegs lint [paths] [--json]`: reads lessons and labs and says what is wrong with them. */
import path from 'node:path';
import { type Finding, lint as lintSite } from '@/authoring';
import type { Command } from './command';
import { siteRoot } from './site-root';
import { UsageError } from './usage-error';

export const lint: Command = {
  name: ['lint'],
  summary: 'reads lessons and labs and says what is wrong; [paths] [--json]',
  run: async (words) => {
    const json = words.includes('--json');
    const stray = words.find((word) => word.startsWith('-') && word !== '--json');
    if (stray) throw new UsageError(`lint knows no ${stray}; it takes paths, and --json.`);
    const root = siteRoot();
    const paths = words
      .filter((word) => !word.startsWith('-'))
      .map((word) => path.relative(root, path.resolve(word)));
    const findings = await lintSite(root, paths);
    console.log(json ? JSON.stringify(findings, undefined, 2) : report(findings));
    return findings.length === 0 ? 0 : 1;
  },
};

function report(findings: readonly Finding[]): string {
  if (findings.length === 0) return 'Nothing to mend.';
  const lines = findings.map(
    ({ file, line, code, message, fix }) => `${file}:${line}  ${code}  ${message}\n    ${fix}`,
  );
  const count = findings.length === 1 ? '1 thing' : `${findings.length} things`;
  return `${lines.join('\n')}\n\n${count} to mend; docs/lint-codes.md says why.`;
}
