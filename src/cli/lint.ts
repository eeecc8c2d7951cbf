/** `sealegs lint [paths] [--json]`: reads lessons and labs and says what is wrong with them. */
import path from 'node:path';
import { parseArgs } from 'node:util';
import { type Finding, lint as lintSite } from '@/authoring';
import type { Command } from './command';

export const lint: Command = {
  name: ['lint'],
  summary: 'reads lessons and labs and says what is wrong; [paths] [--json]',
  run: async (words) => {
    const { values, positionals } = parseArgs({
      args: [...words],
      options: { json: { type: 'boolean', default: false } },
      allowPositionals: true,
    });
    const root = process.cwd();
    const paths = positionals.map((each) => path.relative(root, path.resolve(each)));
    const findings = await lintSite(root, paths);
    console.log(values.json ? JSON.stringify(findings, undefined, 2) : report(findings));
    return findings.length === 0 ? 0 : 1;
  },
};

function report(findings: readonly Finding[]): string {
  const lines = findings.map(
    ({ file, line, code, message, fix }) => `${file}:${line}  ${code}  ${message}\n    ${fix}`,
  );
  const count = findings.length === 1 ? '1 thing' : `${findings.length} things`;
  return [
    ...lines,
    findings.length === 0 ? 'Nothing to mend.' : `\n${count} to mend; docs/lint-codes.md says why.`,
  ].join('\n');
}
