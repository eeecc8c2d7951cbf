/** The pod addresses of one node, given out in turn as the host-local CNI plug-in does. */
export class AddressPool {
  readonly #used = new Set<string>();
  #next = FIRST;

  /** `prefix` "10.244.1." or "10.128."; the first address is the node's own. */
  constructor(
    private readonly prefix: string,
    private readonly size: number,
  ) {}

  /** Undefined when every address is taken. */
  take(): string | undefined {
    for (let tries = 0; tries < this.size; tries++) {
      const address = this.#address(this.#next);
      this.#next = this.#next >= this.size ? FIRST : this.#next + 1;
      if (this.#used.has(address)) continue;
      this.#used.add(address);
      return address;
    }
    return undefined;
  }

  /** An address that a pod had before the cluster was closed. */
  keep(address: string): void {
    this.#used.add(address);
  }

  release(address: string): void {
    this.#used.delete(address);
  }

  #address(n: number): string {
    const isWide = this.prefix.split('.').length === 3;
    return isWide ? `${this.prefix}${Math.floor(n / 256)}.${n % 256}` : `${this.prefix}${n}`;
  }
}

const FIRST = 2;
