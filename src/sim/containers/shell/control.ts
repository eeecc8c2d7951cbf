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
