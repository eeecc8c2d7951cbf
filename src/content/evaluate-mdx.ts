/**
 * Compiled MDX -> a component. Only ever on the server, only what compileMdx made: evaluating is `new Function`, which
 * the pages' CSP forbids in the browser on purpose.
 */
import { getMDXComponent } from 'mdx-bundler/client';
import type { ComponentType, ReactElement } from 'react';

// biome-ignore lint/suspicious/noExplicitAny: each component declares its own literal attributes
export type MdxComponents = Readonly<Record<string, ComponentType<any>>>;

export const evaluateMdx = (code: string): ((props: { components: MdxComponents }) => ReactElement) =>
  getMDXComponent(code) as (props: { components: MdxComponents }) => ReactElement;
