import type { AfterRefusal } from "../../change/index.ts";
import { type Block, code, heading, line } from "../document/index.ts";
import { shortCommit } from "../section/index.ts";

const earlier = "The merge queue refused a commit of this change request before, and the list of it stood here.";

const since: Readonly<Record<AfterRefusal["kind"], { readonly title: string; readonly note: string }>> = {
  passed: { title: "does at most what was shown", note: "This commit is newer." },
  previewed: {
    title: "was previewed since",
    note: "Whether the queue takes the change now is found out when it is added again.",
  },
  merged: { title: "was merged since", note: "What was brought up is another comment." },
};

/** Takes the place of the list of what a merge queue's commit was refused for. */
export function afterRefusalBlocks({ kind, commit }: AfterRefusal): readonly Block[] {
  const { title, note } = since[kind];
  return [heading("Merge queue: ", code(shortCommit(commit)), ` ${title}`), line(`${earlier} ${note}`)];
}
