/** How `break`, `continue`, `return` and `exit` leave what they are in. Thrown, and caught where they end. */
export class LeaveLoop {
  constructor(
    readonly kind: 'break' | 'continue',
    public levels: number,
  ) {}
}
export class LeaveFunction {
  constructor(readonly status: number) {}
}
/** Ctrl-C at a prompt: ends the command, not the shell. */
export class Interrupted {
  readonly status = 130;
}
export class LeaveShell {
  constructor(readonly status: number) {}
}

/** A redirection that failed: the command isn't run, the shell goes on. */
export class RedirectionFailure extends Error {}

/** Already worded for the shell that met it. */
export class SyntaxFailure extends Error {}
