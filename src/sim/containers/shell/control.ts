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
export class LeaveShell {
  constructor(readonly status: number) {}
}
