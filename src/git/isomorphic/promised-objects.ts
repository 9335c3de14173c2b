import { readFileSync } from "node:fs";
import path from "node:path";
import type { CheckedOut } from "../executable/index.ts";
import { fetchPromised } from "../executable/index.ts";

/** What a partial clone has left out and its remote has promised to give. Objects asked for at the same time come together. */
export class PromisedObjects {
  #wanted: Set<string> | undefined;
  #arriving: Promise<void> = Promise.resolve();

  constructor(
    private readonly place: CheckedOut,
    readonly remote: string,
  ) {}

  /** @throws what {@link fetchPromised} throws. */
  bring(ids: readonly string[]): Promise<void> {
    if (this.#wanted === undefined) {
      const wanted = new Set<string>();
      this.#wanted = wanted;
      const before = this.#arriving.catch(() => undefined);
      this.#arriving = before
        .then(() => new Promise((resolve) => setImmediate(resolve)))
        .then(() => {
          this.#wanted = undefined;
          return fetchPromised(this.place, this.remote, [...wanted]);
        });
    }
    for (const id of ids) this.#wanted.add(id);
    return this.#arriving;
  }
}

/** The remote that a partial clone relies on; `undefined` for a whole one. */
export function promisingRemote(common: string): string | undefined {
  let remote: string | undefined;
  let named: string | undefined;
  for (const line of configIn(common).split("\n")) {
    remote = /^\s*\[remote "(.+)"\]/i.exec(line)?.[1] ?? (/^\s*\[/.test(line) ? undefined : remote);
    if (remote !== undefined && /^\s*promisor\s*=\s*true\s*$/i.test(line)) named ??= remote;
    named ??= /^\s*partialclone\s*=\s*(\S+)\s*$/i.exec(line)?.[1];
  }
  return named;
}

function configIn(common: string): string {
  try {
    return readFileSync(path.join(common, "config"), "utf8");
  } catch {
    return "";
  }
}
