import type { ReactNode } from 'react';

/** What the lesson names and nobody has: seen by its author, on the page and in the linter. */
export function ContentGap({ children }: { readonly children: ReactNode }) {
  return (
    <p role="alert" className="rounded-lg bg-bad-wash px-4 py-3 text-bad">
      {children}
    </p>
  );
}
