'use client';

import { useEffect, useRef } from 'react';
import { recordLesson } from '../workspace/api';

const KEEP_MS = 400;
/** Nearer to the beginning or the end than this there is nothing to come back to. */
const EDGE = 0.03;

/**
 * Keeps how far a lesson was read, in this browser, and comes back to it. `known`: the visitor has an account or is a
 * guest already, so that having opened the lesson is noted for "continue where I left".
 */
export function ReadingPosition({ lesson, known }: { readonly lesson: string; readonly known: boolean }) {
  const mark = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    if (known) void recordLesson(lesson, {}).catch(() => {});
  }, [lesson, known]);
  useEffect(() => {
    const frame = mark.current?.closest('[role=tabpanel], main');
    if (!(frame instanceof HTMLElement)) return;
    const key = `sealegs-position:${lesson}`;
    const length = () => frame.scrollHeight - frame.clientHeight;
    const kept = Number(localStorage.getItem(key));
    if (window.location.hash === '' && kept > EDGE && kept < 1 - EDGE) frame.scrollTop = kept * length();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const onScroll = () => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        // A pane that is not on screen has no length, and its position is not the reader's.
        if (length() > 0) localStorage.setItem(key, (frame.scrollTop / length()).toFixed(3));
      }, KEEP_MS);
    };
    frame.addEventListener('scroll', onScroll, { passive: true });
    return () => {
      clearTimeout(timer);
      frame.removeEventListener('scroll', onScroll);
    };
  }, [lesson]);
  return <span ref={mark} hidden />;
}
