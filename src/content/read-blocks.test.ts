import { expect, it } from 'vitest';
import { LESSON_COMPONENTS } from './compile-mdx';
import { parseMdx } from './parse-mdx';
import { readBlocks } from './read-blocks';

const LESSON = `Text.

\`\`\`bash run expect="web"
kubectl get pods
\`\`\`

<Callout kind="tip">

\`\`\`yaml file=pod.yaml
kind: Pod
\`\`\`

</Callout>

\`\`\`bash put
kubectl delete pod NAME
\`\`\`

\`\`\`bash run wrong
true
\`\`\`
`;

it('gives what is carried out in order, with the lines of the file, and tells what is wrong', () => {
  const { blocks, problems } = readBlocks(parseMdx(LESSON, LESSON_COMPONENTS), 10);
  expect(blocks).toMatchObject([
    { kind: 'run', line: 12, text: 'kubectl get pods', expect: 'web' },
    { kind: 'file', line: 18, name: 'pod.yaml', text: 'kind: Pod' },
  ]);
  expect(problems).toEqual([{ line: 28, problem: expect.stringContaining('"wrong"') }]);
});

it('refuses what a lesson may not hold, with its line', () => {
  expect(() => parseMdx('Text.\n\n<Unknown />', LESSON_COMPONENTS)).toThrow(
    expect.objectContaining({ line: 3, reason: expect.stringContaining('<Unknown> is not offered') }),
  );
});
