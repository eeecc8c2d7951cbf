'use client';

import { useRouter } from 'next/navigation';
import { useCommands } from '../palette/commands';

interface Target {
  readonly title: string;
  readonly href: string;
}

/** n and p go to the next and previous lesson. */
export function LessonKeys(props: {
  readonly previous?: Target | undefined;
  readonly next?: Target | undefined;
}) {
  const router = useRouter();
  const { previous, next } = props;
  useCommands([
    ...(next ? [{ title: `Next lesson: ${next.title}`, keys: 'n', run: () => router.push(next.href) }] : []),
    ...(previous
      ? [{ title: `Previous lesson: ${previous.title}`, keys: 'p', run: () => router.push(previous.href) }]
      : []),
  ]);
  return null;
}
