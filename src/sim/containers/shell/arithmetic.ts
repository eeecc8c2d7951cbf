/** Shell arithmetic: C's integer expressions over shell variables. */

export class ArithmeticError extends Error {}

export interface ArithmeticScope {
  get(name: string): string;
  set(name: string, value: string): void;
}

const TOKEN =
  /\s*(?:(0[xX][0-9a-fA-F]+|\d+#[0-9a-zA-Z]+|\d+)|([A-Za-z_]\w*(?:\[[^\]]*\])?)|(<<=|>>=|\*\*|\+\+|--|&&|\|\||<=|>=|==|!=|<<|>>|[-+*/%&|^]=|[-+*/%&|^~!<>=?:(),]))/y;
const ASSIGNMENTS = new Set(['=', '+=', '-=', '*=', '/=', '%=', '<<=', '>>=', '&=', '|=', '^=']);
const PRECEDENCE: readonly (readonly string[])[] = [
  ['||'],
  ['&&'],
  ['|'],
  ['^'],
  ['&'],
  ['==', '!='],
  ['<', '<=', '>', '>='],
  ['<<', '>>'],
  ['+', '-'],
  ['*', '/', '%'],
  ['**'],
];
const MAX_DEPTH = 100;

/** The value of an expression; an empty one is 0. */
export function evaluate(expression: string, scope: ArithmeticScope, depth = 0): number {
  if (depth > MAX_DEPTH) throw new ArithmeticError('expression recursion loop detected');
  return new Evaluator(tokenize(expression), scope, depth).run();
}

function tokenize(expression: string): string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < expression.length) {
    const from = TOKEN.lastIndex;
    const match = TOKEN.exec(expression);
    if (!match) {
      if (expression.slice(from).trim() === '') break;
      throw new ArithmeticError('arithmetic syntax error');
    }
    tokens.push(match[1] ?? match[2] ?? match[3] ?? '');
  }
  return tokens;
}

class Evaluator {
  #at = 0;
  /** Above 0 in the branch of ?:, && or || that isn't taken: no assignments, no division errors. */
  #skipping = 0;
  #nesting = 0;

  constructor(
    private readonly tokens: readonly string[],
    private readonly scope: ArithmeticScope,
    private readonly depth: number,
  ) {}

  run(): number {
    if (this.tokens.length === 0) return 0;
    const value = this.#comma();
    if (this.#at < this.tokens.length) throw new ArithmeticError('arithmetic syntax error');
    return value;
  }

  #comma(): number {
    let value = this.#assignment();
    while (this.#accept(',')) value = this.#assignment();
    return value;
  }

  #assignment(): number {
    if (++this.#nesting > MAX_DEPTH) throw new ArithmeticError('expression recursion loop detected');
    try {
      const name = this.tokens[this.#at] ?? '';
      const op = this.tokens[this.#at + 1] ?? '';
      if (!isName(name) || !ASSIGNMENTS.has(op)) return this.#ternary();
      this.#at += 2;
      const right = this.#assignment();
      return this.#store(name, op === '=' ? right : this.#apply(op.slice(0, -1), this.#load(name), right));
    } finally {
      this.#nesting--;
    }
  }

  #ternary(): number {
    const test = this.#binary(0);
    if (!this.#accept('?')) return test;
    const yes = this.#branch(test !== 0, () => this.#assignment());
    if (!this.#accept(':')) throw new ArithmeticError('malformed ?: operator');
    const no = this.#branch(test === 0, () => this.#assignment());
    return test !== 0 ? yes : no;
  }

  #branch(taken: boolean, read: () => number): number {
    if (!taken) this.#skipping++;
    const value = read();
    if (!taken) this.#skipping--;
    return value;
  }

  #binary(level: number): number {
    const operators = PRECEDENCE[level];
    if (!operators) return this.#unary();
    let left = this.#binary(level + 1);
    for (;;) {
      const op = this.tokens[this.#at] ?? '';
      if (!operators.includes(op)) return left;
      this.#at++;
      if (op === '&&' || op === '||') {
        const right = this.#branch((left !== 0) === (op === '&&'), () => this.#binary(level + 1));
        left = (op === '&&' ? left !== 0 && right !== 0 : left !== 0 || right !== 0) ? 1 : 0;
      } else left = this.#apply(op, left, this.#binary(op === '**' ? level : level + 1));
    }
  }

  #unary(): number {
    if (++this.#nesting > MAX_DEPTH) throw new ArithmeticError('expression recursion loop detected');
    try {
      const op = this.tokens[this.#at] ?? '';
      if (op === '++' || op === '--') {
        this.#at++;
        const name = this.tokens[this.#at++] ?? '';
        if (!isName(name)) throw new ArithmeticError('arithmetic syntax error');
        return this.#store(name, this.#load(name) + (op === '++' ? 1 : -1));
      }
      if (op !== '-' && op !== '+' && op !== '!' && op !== '~') return this.#primary();
      this.#at++;
      const value = this.#unary();
      return op === '-' ? -value : op === '!' ? Number(value === 0) : op === '~' ? -value - 1 : value;
    } finally {
      this.#nesting--;
    }
  }

  #primary(): number {
    const token = this.tokens[this.#at++];
    if (token === undefined) throw new ArithmeticError('arithmetic syntax error');
    if (token === '(') {
      const value = this.#comma();
      if (!this.#accept(')')) throw new ArithmeticError('arithmetic syntax error');
      return value;
    }
    if (/^\d/.test(token)) return number(token);
    if (!isName(token)) throw new ArithmeticError('arithmetic syntax error');
    const value = this.#load(token);
    const step = this.tokens[this.#at];
    if (step === '++' || step === '--') {
      this.#at++;
      this.#store(token, value + (step === '++' ? 1 : -1));
    }
    return value;
  }

  #load(name: string): number {
    const text = this.scope.get(name).trim();
    if (/^-?\d+$/.test(text) && !/^-?0\d/.test(text)) return Number(text);
    return text === '' ? 0 : evaluate(text, this.scope, this.depth + 1);
  }

  #store(name: string, value: number): number {
    if (this.#skipping === 0) this.scope.set(name, String(value));
    return value;
  }

  #apply(op: string, a: number, b: number): number {
    if ((op === '/' || op === '%') && b === 0) {
      if (this.#skipping > 0) return 0;
      throw new ArithmeticError('divide by zero');
    }
    return integer(OPERATORS[op]?.(a, b) ?? 0);
  }

  #accept(token: string): boolean {
    if (this.tokens[this.#at] !== token) return false;
    this.#at++;
    return true;
  }
}

const bits = (f: (a: bigint, b: bigint) => bigint) => (a: number, b: number) =>
  Number(BigInt.asIntN(64, f(BigInt(a), BigInt(b))));

const OPERATORS: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => Math.trunc(a / b),
  '%': (a, b) => a % b,
  '**': (a, b) => a ** b,
  '<<': bits((a, b) => a << (b & 63n)),
  '>>': bits((a, b) => a >> (b & 63n)),
  '&': bits((a, b) => a & b),
  '|': bits((a, b) => a | b),
  '^': bits((a, b) => a ^ b),
  '==': (a, b) => Number(a === b),
  '!=': (a, b) => Number(a !== b),
  '<': (a, b) => Number(a < b),
  '<=': (a, b) => Number(a <= b),
  '>': (a, b) => Number(a > b),
  '>=': (a, b) => Number(a >= b),
};

/** Wraps as 64-bit integers do; -0 is 0. */
function integer(value: number): number {
  if (Number.isSafeInteger(value)) return value + 0;
  return Number.isFinite(value) ? Number(BigInt.asIntN(64, BigInt(Math.trunc(value)))) : 0;
}

const isName = (token: string): boolean => /^[A-Za-z_]/.test(token);

function number(token: string): number {
  const based = /^(\d+)#(\w+)$/.exec(token);
  const value = based
    ? Number.parseInt(based[2] ?? '', Number(based[1]))
    : /^0[0-7]+$/.test(token)
      ? Number.parseInt(token, 8)
      : Number(token);
  if (Number.isNaN(value) || /^0\d*[89]/.test(token))
    throw new ArithmeticError(`${token}: value too great for base`);
  return value;
}
