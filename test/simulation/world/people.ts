import type { ForgeUser, Permission } from "../../../src/forge/index.ts";

/** The user of Groundwork's token. */
export const bot: ForgeUser = { id: "9", name: "bot" };

/** Opens every change request. */
export const author: ForgeUser = { id: "1", name: "ada" };

/** Those who act on change requests. The forge lets the opinion of the last one count for nothing. */
export const people: readonly ForgeUser[] = [
  author,
  { id: "2", name: "bob" },
  { id: "3", name: "cyd" },
  { id: "4", name: "eve" },
];

/** What each may do in the repository when a history begins. */
export const firstRights: Readonly<Record<string, Permission>> = {
  bot: "write",
  ada: "write",
  bob: "write",
  cyd: "admin",
  eve: "read",
};

export function mayReview({ name }: ForgeUser): boolean {
  return name !== "eve";
}
