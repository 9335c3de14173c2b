import { didYouMean, nearestName } from "../../src/lib/nearest-name.ts";
import { NotInEnvironment } from "./errors.ts";

/** What an environment has of one kind, by name. */
export class Named<T> implements Iterable<readonly [name: string, value: T]> {
  constructor(
    private readonly what: { readonly environment: string; readonly kind: string },
    private readonly values: ReadonlyMap<string, T>,
  ) {}

  /** In the order of the environment's plan. */
  get names(): readonly string[] {
    return [...this.values.keys()];
  }

  has(name: string): boolean {
    return this.values.has(name);
  }

  /** @throws {NotInEnvironment} naming those that there are. */
  get(name: string): T {
    const found = this.values.get(name);
    if (found !== undefined) return found;
    throw new NotInEnvironment({
      ...this.what,
      name,
      near: didYouMean(nearestName(name, this.names)),
      names: this.names,
    });
  }

  [Symbol.iterator](): Iterator<readonly [name: string, value: T]> {
    return this.values[Symbol.iterator]();
  }
}
