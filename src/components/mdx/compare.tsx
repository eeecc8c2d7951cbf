import type { ReactNode } from 'react';

/** `<Compare>` of two `<Side title="…">`: side by side where there is room, one below the other where there is not. */
export function Compare({ children }: { readonly children?: ReactNode }) {
  return (
    <div className="@container">
      <div className="grid gap-px overflow-hidden rounded-xl border border-line bg-line @lg:grid-cols-2">
        {children}
      </div>
    </div>
  );
}

export function Side(props: { readonly title: string; readonly children?: ReactNode }) {
  return (
    <section aria-label={props.title} className="min-w-0 bg-canvas">
      <p className="border-b border-line bg-surface px-4 py-2 text-sm font-semibold">{props.title}</p>
      <div className="prose compact px-4 py-3.5">{props.children}</div>
    </section>
  );
}
