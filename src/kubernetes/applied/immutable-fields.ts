import { ApiRejected } from "../client/index.ts";

/** The fields that a rejection calls unchangeable; empty for every other rejection. */
export function immutableFields(thrown: unknown): readonly string[] {
  if (!(thrown instanceof ApiRejected) || (thrown.data.status !== 422 && thrown.data.status !== 403)) return [];
  const named = thrown.data.causes.filter(({ message }) => isImmutable(message)).map(({ field }) => field ?? "spec");
  if (named.length > 0) return [...new Set(named)];
  return isImmutable(thrown.message) ? ["spec"] : [];
}

/**
 * The server has no reason of its own for "cannot change", only words, and an invalid value is refused with the same status.
 * Taking one for the other would delete a healthy object because of a typing error.
 */
const isImmutable = (message: string | undefined): boolean =>
  /field is immutable|is immutable after creation|updates to \w+ spec for fields other than|may not be (?:changed|updated)|cannot be (?:changed|updated) after|can not be changed/i.test(
    message ?? "",
  );
