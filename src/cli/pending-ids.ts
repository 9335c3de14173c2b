import { GroundworkError } from "../lib/index.ts";

/** A pending creation was named without the id of what it made. */
export class IdMissing extends GroundworkError {
  readonly code = "id-missing";
  readonly kind = "invalid";
  constructor(readonly data: { readonly urn: string }) {
    super(
      `--import-pending-creates ${data.urn} lacks an id. Give the flag twice: with the URN, then with the id of what exists.`,
    );
  }
}

/** What `--import-pending-creates` says when it is given for a URN and once more for its id, and so on. @throws {IdMissing} */
export function idsByUrn(given: readonly string[]): Readonly<Record<string, string>> {
  const ids: Record<string, string> = {};
  for (let index = 0; index < given.length; index += 2) {
    const [urn = "", id] = given.slice(index, index + 2);
    if (id === undefined) throw new IdMissing({ urn });
    ids[urn] = id;
  }
  return ids;
}
