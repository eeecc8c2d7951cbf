import { Info, Lightbulb, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';

const KINDS = {
  note: { Icon: Info, title: 'Note', frame: 'border-accent/40 bg-accent-wash', icon: 'text-accent' },
  tip: { Icon: Lightbulb, title: 'Tip', frame: 'border-good/40 bg-good-wash', icon: 'text-good' },
  warning: { Icon: TriangleAlert, title: 'Careful', frame: 'border-warn/40 bg-warn-wash', icon: 'text-warn' },
} as const;

/** `<Callout kind="note|tip|warning" title="…">`: something beside the main line of thought. */
export function Callout(props: {
  readonly kind?: keyof typeof KINDS;
  readonly title?: string;
  readonly children?: ReactNode;
}) {
  const kind = KINDS[props.kind ?? 'note'];
  const { Icon } = kind;
  return (
    <div role="note" className={`flex gap-3 rounded-xl border px-4 py-3.5 ${kind.frame}`}>
      <Icon size={18} className={`mt-1 shrink-0 ${kind.icon}`} aria-hidden />
      <div className="prose compact min-w-0">
        <p className="font-semibold">{props.title ?? kind.title}</p>
        {props.children}
      </div>
    </div>
  );
}
