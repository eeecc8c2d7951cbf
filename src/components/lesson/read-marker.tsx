'use client';

import { useEffect, useRef } from 'react';
import { recordLesson } from '../workspace/api';

/** Stands at the end of a lesson: once it has been seen, the lesson counts as read. */
export function ReadMarker({ lesson }: { readonly lesson: string }) {
  const end = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!end.current) return;
    const observer = new IntersectionObserver((entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      observer.disconnect();
      // Reading on is what matters; a mark that could not be stored is made on the next visit.
      void recordLesson(lesson, { read: true }).catch(() => {});
    });
    observer.observe(end.current);
    return () => observer.disconnect();
  }, [lesson]);
  return <div ref={end} className="h-px" />;
}
