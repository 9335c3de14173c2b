import type { Reason } from "../../../change/index.ts";
import { type AddressBook, addressBookPath, readAddressBook } from "../../../environment/index.ts";
import type { CommitTree, FileChange } from "../../../git/index.ts";

/**
 * Environments whose recorded addresses differ: one file holds those of all, and most commits change one entry. All of them, where
 * the pool differs or one of the two books cannot be read.
 */
export async function addressChanges(
  changes: readonly FileChange[],
  before: CommitTree,
  after: CommitTree,
  names: readonly string[],
): Promise<ReadonlyMap<string, readonly Reason[]>> {
  if (!changes.some(({ path }) => path === addressBookPath)) return new Map();
  const [old, now] = await Promise.all([readAddressBook(before), readAddressBook(after)]);
  const differ = (name: string) => !old.ok || !now.ok || addressesDiffer(old.value, now.value, name);
  const reason: Reason = { kind: "addresses", layer: "infrastructure", path: addressBookPath };
  return new Map(names.filter(differ).map((name) => [name, [reason]]));
}

function addressesDiffer(old: AddressBook, now: AddressBook, name: string): boolean {
  if (old.pool.text !== now.pool.text) return true;
  const [before, after] = [old, now].map(({ environments }) => environments.get(name) ?? new Map());
  if (before?.size !== after?.size) return true;
  return [...(before ?? [])].some(([key, cidr]) => after?.get(key)?.text !== cidr.text);
}
