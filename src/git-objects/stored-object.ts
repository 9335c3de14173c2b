import { createHash } from "node:crypto";

/** An object of a repository as it is stored, without its header. */
export interface StoredObject {
  readonly type: "commit" | "tree" | "blob" | "tag";
  readonly content: Buffer;
}

/** Larger objects are left to the reader that has always read them. In bytes. */
export const largestObject = 16 * 1024 * 1024;

export const isObjectId = (text: string): boolean => /^[0-9a-f]{40}$/.test(text);

/** The id of a commit's root folder; `undefined` where the object is no commit. */
export function treeOfCommit({ type, content }: StoredObject): string | undefined {
  return type === "commit" ? /^tree ([0-9a-f]{40})\n/.exec(content.toString("latin1", 0, 46))?.[1] : undefined;
}

/** The id that Git gives it. */
export function idOf({ type, content }: StoredObject): string {
  return createHash("sha1").update(`${type} ${content.length}\0`).update(content).digest("hex");
}
