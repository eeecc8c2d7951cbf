'use client';

import { createContext, type ReactNode, useContext } from 'react';
import type { LabView } from './lab-panel';

interface LabInLesson {
  readonly lab: LabView;
  /** Shows the lab, at one of its tasks. */
  open(taskId: string): void;
}
const LabContext = createContext<LabInLesson | undefined>(undefined);

/** The lesson's lab, for what a lesson shows of it. */
export function LabInLessonProvider(props: LabInLesson & { readonly children: ReactNode }) {
  return <LabContext value={props}>{props.children}</LabContext>;
}

/** undefined in a lesson without a lab. */
export const useLabInLesson = (): LabInLesson | undefined => useContext(LabContext);
