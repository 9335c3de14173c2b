import type { Reason } from "../../change/index.ts";
import { addressBookPath } from "../../environment/index.ts";
import type { CommitTree, FileChange } from "../../git/index.ts";
import { parseLoosely } from "./fleet-files.ts";

/** Environments whose recorded addresses differ: one file holds those of all, and most commits change one entry. */
export async function addressChanges(
  changes: readonly FileChange[],
  before: CommitTree,
  after: CommitTree,
  names: readonly string[],
): Promise<ReadonlyMap<string, readonly Reason[]>> {
  if (!changes.some(({ path }) => path === addressBookPath)) return new Map();
  const [old, now] = await Promise.all([readBook(before), readBook(after)]);
  const everywhere = JSON.stringify(old.pool) !== JSON.stringify(now.pool);
  const reason: Reason = { kind: "addresses", layer: "infrastructure", path: addressBookPath };
  return new Map(
    names
      .filter(
        (name) => everywhere || JSON.stringify(old.environments?.[name]) !== JSON.stringify(now.environments?.[name]),
      )
      .map((name) => [name, [reason]]),
  );
}

interface Book {
  readonly pool?: unknown;
  readonly environments?: Readonly<Record<string, unknown>> | null;
}

async function readBook(tree: CommitTree): Promise<Book> {
  const bytes = await tree.read(addressBookPath);
  return (bytes ? (parseLoosely(Buffer.from(bytes).toString("utf8")) as Book | undefined) : undefined) ?? {};
}
