import { ChevronRight, KeyRound, Lightbulb } from 'lucide-react';
import type { ReactNode } from 'react';

/** `<Hint>`: a nudge that the reader opens. */
export function Hint(props: { readonly title?: string; readonly children?: ReactNode }) {
  return (
    <Folded title={props.title ?? 'A hint'} icon={<Lightbulb size={16} className="text-warn" aria-hidden />}>
      {props.children}
    </Folded>
  );
}

/** `<Solution>`: how it is done, for who has tried. */
export function Solution(props: { readonly title?: string; readonly children?: ReactNode }) {
  return (
    <Folded
      title={props.title ?? 'Solution'}
      icon={<KeyRound size={16} className="text-accent" aria-hidden />}
    >
      {props.children}
    </Folded>
  );
}

function Folded(props: { readonly title: string; readonly icon: ReactNode; readonly children?: ReactNode }) {
  return (
    <details className="group rounded-xl border border-line bg-surface">
      <summary className="flex min-h-11 cursor-pointer list-none items-center gap-2.5 px-4 text-sm font-medium marker:hidden">
        {props.icon}
        {props.title}
        <ChevronRight
          size={16}
          className="ml-auto text-ink-faint transition-transform group-open:rotate-90"
          aria-hidden
        />
      </summary>
      <div className="prose compact border-t border-line px-4 py-3.5">{props.children}</div>
    </details>
  );
}
