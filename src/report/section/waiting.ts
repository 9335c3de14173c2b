import type { WaitingOnBranch } from "../../change/index.ts";
import { counted, shellWord } from "../../lib/index.ts";
import { type Block, code, line, tone, type Words } from "../document/index.ts";
import { leftGitNote } from "./removed.ts";

/** What waits on a branch, an environment a line. */
export function waitingTable({ leftGit, ...queue }: WaitingOnBranch, local: boolean): readonly Block[] {
  return [...leftGitNote(leftGit, local), ...waitingLines(queue)];
}

function waitingLines({ branch, tag, tip, waiting, longWaiting }: Omit<WaitingOnBranch, "leftGit">): readonly Block[] {
  const byTag = tag === undefined ? "" : ` --tag ${shellWord(tag)}`;
  const long = longWaiting.map((name) =>
    line(
      tone("warned", `${name}: `),
      `waits for commits that are too old to be looked for: groundwork up --env ${name}${byTag}`,
    ),
  );
  const what = tag === undefined ? `the newest commit of ${branch}` : `the tag ${tag} on ${branch}`;
  const at = [code(tip.slice(0, 7)), `, ${what}`];
  if (waiting.length === 0 && long.length > 0) return long;
  if (waiting.length === 0)
    return [line("Nothing waits: no commit that came later touches an environment, up to ", ...at)];
  return [
    ...long,
    line(`${counted(waiting.length, "environment")} to be brought up to `, ...at),
    {
      kind: "table",
      columns: ["environment", "waits for", "since", "next"],
      rows: waiting.map(({ name, commits, due }): readonly Words[] => [
        name,
        counted(commits.length, "commit"),
        [code((commits[0] ?? "").slice(0, 7))],
        due.length > 0
          ? "the next job tries it, as far as reviews and stages let it"
          : [tone("warned", "tried; waits for another merge, or for its job")],
      ]),
    },
  ];
}
