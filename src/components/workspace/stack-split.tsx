'use client';

import { type CSSProperties, type KeyboardEvent, type PointerEvent, type ReactNode, useRef } from 'react';
import { classes } from '../ui/classes';
import { useTabMemory } from './tab-memory';

const [LEAST, MOST, BEGIN, STEP] = [20, 85, 55, 3];
const clamp = (share: number): number => Math.round(Math.min(MOST, Math.max(LEAST, share)));
const isShare = (kept: unknown): kept is number => typeof kept === 'number' && clamp(kept) === kept;

/**
 * One above the other with a divider to drag or move by arrow keys; without `top` the other has it all. Below 900 px
 * there is room for one: `top`, while it is there. The height is remembered. Nothing of `bottom` is ever taken out of the page.
 */
export function StackSplit({ top, bottom }: { readonly top: ReactNode; readonly bottom: ReactNode }) {
  const [share, setShare] = useTabMemory('panel-height', BEGIN, isShare);
  const frame = useRef<HTMLDivElement>(null);
  const onPointerMove = (event: PointerEvent<HTMLDivElement>) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId) || !frame.current) return;
    const box = frame.current.getBoundingClientRect();
    setShare(clamp(((event.clientY - box.top) / box.height) * 100));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowUp: -STEP, ArrowDown: STEP }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    setShare(clamp(share + step));
  };
  return (
    <div
      ref={frame}
      className={classes(
        'grid min-h-0 flex-1 grid-cols-1',
        top
          ? 'grid-rows-1 min-[900px]:grid-rows-[minmax(0,var(--top))_5px_minmax(0,var(--bottom))]'
          : 'grid-rows-1',
      )}
      style={{ '--top': `${share}fr`, '--bottom': `${100 - share}fr` } as CSSProperties}
    >
      {top && <div className="flex min-h-0 min-w-0 flex-col">{top}</div>}
      {top && (
        // biome-ignore lint/a11y/useSemanticElements: an <hr> cannot be moved
        <div
          role="separator"
          tabIndex={0}
          aria-label="Height of the panel"
          aria-orientation="horizontal"
          aria-valuenow={share}
          aria-valuemin={LEAST}
          aria-valuemax={MOST}
          className="hidden cursor-row-resize touch-none bg-line transition-colors hover:bg-accent focus-visible:bg-accent min-[900px]:block"
          onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
          onPointerMove={onPointerMove}
          onKeyDown={onKeyDown}
          onDoubleClick={() => setShare(BEGIN)}
        />
      )}
      <div className={classes('min-h-0 min-w-0 flex-col min-[900px]:flex', top ? 'hidden' : 'flex')}>
        {bottom}
      </div>
    </div>
  );
}
