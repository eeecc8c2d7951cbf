import type { ReactNode } from 'react';

/** `<Term means="…">word</Term>`: a word with its meaning at hand. */
export function Term(props: { readonly means: string; readonly children?: ReactNode }) {
  return (
    <abbr title={props.means} className="cursor-help underline decoration-dotted underline-offset-4">
      {props.children}
    </abbr>
  );
}
