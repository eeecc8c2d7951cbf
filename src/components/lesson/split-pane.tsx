'use client';

import {
  type CSSProperties,
  type KeyboardEvent,
  type PointerEvent,
  type ReactNode,
  useRef,
  useState,
} from 'react';
import { classes } from '../ui/classes';
import { clampSplit, SPLIT_COOKIE, SPLIT_STEP } from './split';

const YEAR_S = 365 * 24 * 3600;

/**
 * Two panes side by side with a divider to drag or move by arrow keys; the share is kept in a cookie. Below 900 px
 * there is room for one: `shown` says which.
 */
export function SplitPane(props: {
  readonly initial: number;
  readonly shown: 'left' | 'right';
  readonly left: ReactNode;
  readonly right: ReactNode;
}) {
  const [share, setShare] = useState(props.initial);
  const frame = useRef<HTMLDivElement>(null);
  const change = (next: number) => {
    const clamped = clampSplit(next);
    setShare(clamped);
    // biome-ignore lint/suspicious/noDocumentCookie: the server reads it, so that the first paint has the right width
    document.cookie = `${SPLIT_COOKIE}=${clamped}; path=/; max-age=${YEAR_S}; samesite=lax`;
  };
  const onPointerMove = (event: PointerEvent<HTMLDivElement>) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId) || !frame.current) return;
    const { left, width } = frame.current.getBoundingClientRect();
    change(((event.clientX - left) / width) * 100);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowLeft: -SPLIT_STEP, ArrowRight: SPLIT_STEP }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    change(share + step);
  };
  return (
    <div
      ref={frame}
      className="grid min-h-0 flex-1 grid-cols-1 grid-rows-1 print:block min-[900px]:grid-cols-[minmax(0,var(--left))_5px_minmax(0,var(--right))]"
      style={{ '--left': `${share}fr`, '--right': `${100 - share}fr` } as CSSProperties}
    >
      <div
        className={classes(
          'min-h-0 min-w-0 flex-col min-[900px]:flex',
          props.shown === 'left' ? 'flex' : 'hidden',
        )}
      >
        {props.left}
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: an <hr> cannot be moved */}
      <div
        role="separator"
        tabIndex={0}
        aria-label="Width of the lesson"
        aria-orientation="vertical"
        aria-valuenow={Math.round(share)}
        aria-valuemin={25}
        aria-valuemax={75}
        className="no-print hidden cursor-col-resize touch-none min-[900px]:block bg-line transition-colors hover:bg-accent focus-visible:bg-accent"
        onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
        onPointerMove={onPointerMove}
        onKeyDown={onKeyDown}
        onDoubleClick={() => change(50)}
      />
      <div
        className={classes(
          'no-print min-h-0 min-w-0 flex-col min-[900px]:flex',
          props.shown === 'right' ? 'flex' : 'hidden',
        )}
      >
        {props.right}
      </div>
    </div>
  );
}
