import { GroundworkError, setMember } from "../lib/index.ts";

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

/**
 * The ids given by `--import-pending-creates`, which is given twice for each creation: with its URN, then with its id.
 * @throws {IdMissing}
 */
export function idsByUrn(given: readonly string[]): Readonly<Record<string, string>> {
  const ids: Record<string, string> = {};
  for (let index = 0; index < given.length; index += 2) {
    const [urn = "", id] = given.slice(index, index + 2);
    if (id === undefined) throw new IdMissing({ urn });
    setMember(ids, urn, id);
  }
  return ids;
}
