'use client';

import { createContext, type ReactNode, useContext } from 'react';
import { recordLesson } from '../workspace/api';

interface LessonAnswers {
  readonly answers: Readonly<Record<string, string>>;
  answer(question: string, choice: string): void;
}

const Context = createContext<LessonAnswers>({ answers: {}, answer: () => {} });

/** Quiz choices of one lesson, as they were kept; new ones are sent as they are made. */
export function LessonAnswersProvider(props: {
  readonly lesson: string;
  readonly answers: Readonly<Record<string, string>>;
  readonly children: ReactNode;
}) {
  const answer = (question: string, choice: string) => {
    // A choice that could not be stored is only a lost mark in a self-test: the page stays as it is.
    void recordLesson(props.lesson, { answers: { [question]: choice } }).catch(() => {});
  };
  return <Context value={{ answers: props.answers, answer }}>{props.children}</Context>;
}

export const useLessonAnswers = (): LessonAnswers => useContext(Context);
