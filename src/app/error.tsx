'use client';

import { Button } from '@/components/ui/button';

/** Shown when a page fails on the server: plain words, a way on, and the number to find it in the log. */
export default function ErrorPage({
  error,
  reset,
}: {
  readonly error: Error & { digest?: string };
  readonly reset: () => void;
}) {
  return (
    <main id="main" className="mx-auto max-w-3xl px-5 py-24 sm:px-8">
      <h1 className="text-3xl font-semibold tracking-tight">This page failed to load.</h1>
      <p className="mt-3 text-ink-soft">It is our fault, not yours. Your work in the lab is kept.</p>
      {error.digest && <p className="mt-2 font-mono text-sm text-ink-faint">Reference: {error.digest}</p>}
      <Button look="primary" className="mt-6" onClick={reset}>
        Try again
      </Button>
    </main>
  );
}
