/** Signal numbers as Linux has them on amd64. */
export const SIGNALS = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGILL: 4,
  SIGTRAP: 5,
  SIGABRT: 6,
  SIGBUS: 7,
  SIGFPE: 8,
  SIGKILL: 9,
  SIGUSR1: 10,
  SIGSEGV: 11,
  SIGUSR2: 12,
  SIGPIPE: 13,
  SIGALRM: 14,
  SIGTERM: 15,
  SIGCHLD: 17,
  SIGCONT: 18,
  SIGSTOP: 19,
  SIGTSTP: 20,
  SIGTTIN: 21,
  SIGTTOU: 22,
  SIGURG: 23,
  SIGWINCH: 28,
} as const;

export type SignalName = keyof typeof SIGNALS;

/** Signals whose default action does nothing. Stopping is not simulated: those are ignored too. */
export const IGNORED_BY_DEFAULT: ReadonlySet<SignalName> = new Set<SignalName>([
  'SIGCHLD',
  'SIGCONT',
  'SIGSTOP',
  'SIGTSTP',
  'SIGTTIN',
  'SIGTTOU',
  'SIGURG',
  'SIGWINCH',
]);

const byNumber = new Map<number, SignalName>(
  Object.entries(SIGNALS).map(([name, number]) => [number, name as SignalName]),
);

export const signalNumber = (name: SignalName): number => SIGNALS[name];

/** A signal as people write it: "TERM", "SIGTERM", "15". */
export function parseSignal(text: string): SignalName | undefined {
  if (/^\d+$/.test(text)) return byNumber.get(Number(text));
  const name = `SIG${text.toUpperCase().replace(/^SIG/, '')}`;
  return Object.hasOwn(SIGNALS, name) ? (name as SignalName) : undefined;
}

/** What a shell says of a child that died so; nothing for the everyday ones. */
export const SIGNAL_TEXTS: Partial<Record<SignalName, string>> = {
  SIGKILL: 'Killed',
  SIGTERM: 'Terminated',
  SIGHUP: 'Hangup',
  SIGQUIT: 'Quit',
  SIGABRT: 'Aborted',
  SIGSEGV: 'Segmentation fault',
  SIGUSR1: 'User defined signal 1',
  SIGUSR2: 'User defined signal 2',
  SIGALRM: 'Alarm clock',
};
