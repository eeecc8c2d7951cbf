'use client';

/**
 * What can be done from the keyboard and the palette. Whoever offers something registers it while it is on the page;
 * the newest of a key wins.
 */
import { useEffect, useRef } from 'react';

export interface Command {
  /** Also its name in the palette. */
  readonly title: string;
  /** A binding of ./shortcuts; absent: in the palette only. */
  readonly keys?: string;
  run(): void;
}

const offered: { readonly commands: () => readonly Command[] }[] = [];

/** All that is offered on the page now, newest first. */
export const allCommands = (): readonly Command[] =>
  [...offered].reverse().flatMap(({ commands }) => commands());

/** Offers these commands while the component is on the page. */
export function useCommands(commands: readonly Command[]): void {
  const latest = useRef(commands);
  latest.current = commands;
  useEffect(() => {
    const entry = { commands: () => latest.current };
    offered.push(entry);
    return () => {
      offered.splice(offered.indexOf(entry), 1);
    };
  }, []);
}
