import type { ContentError } from '@/content/errors';

/** A content file's problem, for its author: where, and what. */
export function ContentProblem({ error }: { readonly error: ContentError }) {
  return (
    <div role="alert" className="rounded-xl border border-bad/40 bg-bad-wash px-5 py-4">
      <p className="font-semibold text-bad">This part of the course has a problem.</p>
      <p className="mt-2 text-sm text-ink">{error.problem}</p>
      <p className="mt-2 break-all font-mono text-xs text-ink-soft">
        {error.file}
        {error.line === undefined ? '' : `, line ${error.line}`}
      </p>
    </div>
  );
}
