/**
 * MDX text -> code that renders it, by mdx-bundler. The text is untrusted: remark-untrusted goes first. Highlighting
 * (shiki) happens here as well, so that no highlighter reaches the browser. Code is evaluated on the server only.
 */
import { createHash } from 'node:crypto';
import rehypeShiki from '@shikijs/rehype';
import { bundleMDX } from 'mdx-bundler';
import rehypeSlug from 'rehype-slug';
import remarkGfm from 'remark-gfm';
import { ContentError, placeApart } from './errors';
import { remarkParts } from './remark-parts';
import { remarkRunBlocks } from './remark-run-blocks';
import { type ComponentRule, remarkUntrusted } from './remark-untrusted';

/** What authors may use in a lesson; each has a component of this name in components/mdx. */
export const LESSON_COMPONENTS: Readonly<Record<string, ComponentRule>> = {
  Callout: { attributes: { kind: ['note', 'tip', 'warning'], title: 'text' } },
  Diagram: { attributes: { name: 'text', caption: 'text' }, needs: ['name'] },
  Quiz: { attributes: { title: 'text' } },
  Question: {
    attributes: { id: 'text', prompt: 'text', kind: ['single', 'multiple', 'order'] },
    needs: ['id', 'prompt'],
  },
  // `correct` stands alone: correct="false" would read as its opposite.
  Answer: { attributes: { id: 'text', correct: 'alone' }, needs: ['id'] },
  Why: { attributes: {} },
  Tabs: { attributes: {} },
  Tab: { attributes: { title: 'text' }, needs: ['title'] },
  Compare: { attributes: {} },
  Side: { attributes: { title: 'text' }, needs: ['title'] },
  Hint: { attributes: { title: 'text' } },
  Solution: { attributes: { title: 'text' } },
  Task: { attributes: { id: 'text' }, needs: ['id'] },
  Check: { attributes: { id: 'text' }, needs: ['id'] },
  Copy: { attributes: { text: 'text' }, needs: ['text'] },
  ApiField: { attributes: { path: 'text' }, needs: ['path'] },
  ClusterMap: { attributes: { namespace: 'text' } },
  Trace: { attributes: {} },
  Term: { attributes: { means: 'text' }, needs: ['means'] },
};

const THEMES = { light: 'github-light-high-contrast', dark: 'github-dark' } as const;
const MAX_SOURCE_BYTES = 512 * 1024;

export interface MdxSource {
  readonly text: string;
  /** As the author knows it, for errors. */
  readonly file: string;
  /** The file's line on which `text` begins. */
  readonly firstLine?: number;
  readonly components: Readonly<Record<string, ComponentRule>>;
}

const compiled = new Map<string, Promise<string>>();
const MAX_CACHED = 500;

/**
 * @returns the bundled code, kept by the hash of its text
 * @throws ContentError with file and line
 */
export function compileMdx(source: MdxSource): Promise<string> {
  const key = createHash('sha256')
    .update(`${Object.keys(source.components).join()}\0${source.file}\0${source.text}`)
    .digest('hex');
  const known = compiled.get(key);
  if (known) return known;
  const made = bundle(source);
  compiled.set(key, made);
  if (compiled.size > MAX_CACHED) compiled.delete(compiled.keys().next().value ?? '');
  return made;
}

async function bundle(source: MdxSource): Promise<string> {
  if (source.text.length > MAX_SOURCE_BYTES) {
    throw new ContentError(
      source.file,
      undefined,
      `longer than ${MAX_SOURCE_BYTES / 1024} KiB; split the lesson`,
    );
  }
  try {
    const result = await bundleMDX({
      // The line break keeps mdx-bundler's front-matter reader (gray-matter) away: it evaluates "---js" blocks.
      source: `\n${source.text}`,
      mdxOptions: (options) => {
        options.remarkPlugins = [
          // First of all: mdx-bundler's own steps add an export (the front matter's), which is not the author's.
          [remarkUntrusted, { components: source.components }],
          ...(options.remarkPlugins ?? []),
          remarkGfm,
          remarkParts,
          remarkRunBlocks,
        ];
        options.rehypePlugins = [
          ...(options.rehypePlugins ?? []),
          rehypeSlug,
          [
            rehypeShiki,
            { themes: THEMES, defaultColor: false, langs: [], lazy: true, fallbackLanguage: 'text' },
          ],
        ];
        return options;
      },
      esbuildOptions: (options) => {
        options.logLevel = 'silent';
        options.minify = false;
        return options;
      },
    });
    return result.code;
  } catch (error) {
    throw asContentError(error, source);
  }
}

interface EsbuildMessage {
  readonly text: string;
  readonly detail?: { readonly cause?: { readonly line?: number; readonly reason?: string } };
}

/** esbuild wraps what remark and MDX say; the author sees the reason and their own line. */
function asContentError(error: unknown, source: MdxSource): ContentError {
  const first = (error as { errors?: readonly EsbuildMessage[] }).errors?.[0];
  const cause = first?.detail?.cause;
  const said = cause?.reason ?? first?.text ?? (error instanceof Error ? error.message : String(error));
  const { text, line: named } = placeApart(said);
  const line = cause?.line ?? named;
  // One less for the line break that `bundle` puts in front.
  const own = line === undefined ? undefined : line - 1 + (source.firstLine ?? 1) - 1;
  return new ContentError(source.file, own, text);
}
