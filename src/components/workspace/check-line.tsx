import { Check, CircleDashed, ShieldCheck, X } from 'lucide-react';
import type { CheckResult } from '@/grading/verdict';
import { InlineCode } from '../ui/inline-code';

/** A check's sentence with its state, and why it failed. */
export function CheckLine(props: {
  readonly title: string;
  readonly guard: boolean;
  readonly result: CheckResult | undefined;
}) {
  const { title, guard, result } = props;
  const state = result?.state ?? 'not-reached';
  return (
    <li className="flex gap-2.5 text-sm leading-relaxed" data-check={result?.id} data-state={state}>
      <CheckIcon state={state} guard={guard} />
      <div className="min-w-0">
        <span className={state === 'passed' ? 'text-ink' : 'text-ink-soft'}>{title}</span>
        {(state === 'failed' || state === 'error') && result && <Why result={result} />}
      </div>
    </li>
  );
}

function CheckIcon({ state, guard }: { readonly state: CheckResult['state']; readonly guard: boolean }) {
  const shape = 'mt-[3px] shrink-0';
  if (state === 'passed' && guard)
    return <ShieldCheck size={16} className={`${shape} text-good`} aria-label="kept" />;
  if (state === 'passed') return <Check size={16} className={`${shape} text-good`} aria-label="passed" />;
  if (state === 'failed' || state === 'error')
    return <X size={16} className={`${shape} text-bad`} aria-label="failed" />;
  return <CircleDashed size={16} className={`${shape} text-ink-faint`} aria-label="not yet" />;
}

/** Expected, found, where, and the next thing to look at. */
function Why({ result }: { readonly result: CheckResult }) {
  const rows = [
    ['Expected', result.expected],
    ['Found', result.found],
    ['Where', result.where],
  ] as const;
  return (
    <div className="mt-2 rounded-lg bg-bad-wash px-3.5 py-2.5 text-ink">
      <dl className="grid grid-cols-[auto_1fr] gap-x-3 gap-y-1">
        {rows.map(
          ([name, text]) =>
            text && (
              <div key={name} className="contents">
                <dt className="font-medium text-bad">{name}</dt>
                <dd className="min-w-0 break-words">{text}</dd>
              </div>
            ),
        )}
      </dl>
      {result.next && (
        <p className="mt-2 text-ink-soft">
          <InlineCode text={result.next} />
        </p>
      )}
    </div>
  );
}
