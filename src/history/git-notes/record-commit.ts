import { counted } from "../../lib/index.ts";
import { environmentsOf } from "../chain.ts";
import type { ReadableRecord } from "../readable-record.ts";

const recordPath = /^\d{4}\/\d{2}\/(\d{8})\.json$/;

/** A tree of ten thousand records holds a hundred of a hundred, so that no commit writes a large tree. */
export function pathOf(number: number): string {
  const digits = String(number).padStart(8, "0");
  return `${digits.slice(0, 4)}/${digits.slice(4, 6)}/${digits}.json`;
}

/** `undefined` for a path that is not that of a record. */
export function numberOf(path: string): number | undefined {
  const [, digits] = recordPath.exec(path) ?? [];
  return digits === undefined ? undefined : Number(digits);
}

/**
 * The commit that adds a record, as `git fast-import` reads it. The same record on the same parent is the same commit.
 *
 * Its message names verb, commit and environments for `git log --grep`, and holds no text that was written by others.
 */
export function recordCommit(
  record: ReadableRecord,
  { ref, parent }: { readonly ref: string; readonly parent: string | undefined },
): string {
  const seconds = Math.floor(Date.parse(record.entry.at) / 1000);
  return [
    `commit ${ref}`,
    `committer Groundwork <groundwork@localhost> ${Number.isNaN(seconds) ? 0 : seconds} +0000`,
    data(messageOf(record)),
    ...(parent === undefined ? [] : [`from ${parent}`]),
    `M 100644 inline ${pathOf(record.link.number)}`,
    data(`${record.text.join("")}\n`),
    "",
  ].join("\n");
}

function messageOf({ entry, link }: ReadableRecord): string {
  const commit = entry.kind === "preview" ? entry.range.head : entry.commit;
  const names = environmentsOf(entry);
  const subject = names.length > 3 ? counted(names.length, "environment") : names.join(", ");
  return [
    `${entry.kind} ${commit.slice(0, 7)}: ${subject || "no environment"}`,
    "",
    `Commit: ${commit}`,
    `Record: ${link.digest}`,
    ...names.map((name) => `Environment: ${name}`),
    "",
  ].join("\n");
}

function data(text: string): string {
  return `data ${Buffer.byteLength(text)}\n${text}`;
}
