import * as z from "zod";
import type { Branches } from "../../forge/index.ts";
import { type Environment, installedGit } from "../../git/executable/index.ts";
import { CommandsDamaged } from "../errors.ts";
import { type CommandLedger, takenKey, withAnswers } from "../ledger.ts";

/** A clone, and the references of its forge. */
export interface LedgerPlace {
  readonly branches: Pick<Branches, "read" | "fetch" | "compareAndSwap">;
  readonly clone: string;
  readonly environment: Environment;
}

const fileName = "commands.json";

const answer = z.object({
  comment: z.string(),
  place: z.int().nonnegative(),
  command: z.string(),
  by: z.string(),
  at: z.string(),
  verdict: z.enum(["running", "done", "handed-over", "contained", "refused", "failed", "unknown"]),
  says: z.string(),
});

const written = z.object({ version: z.literal(1), keys: z.array(z.string()), answers: z.array(answer) });

export function referenceOf(number: number): string {
  return `refs/groundwork/commands/${number}`;
}

/**
 * Commands that were taken, as commits on `refs/groundwork/commands/<change request>` of the forge, moved by compare-and-swap: jobs have
 * no disk in common. Each commit follows the one before, so that `git log` shows who was answered what.
 */
export function gitReferenceLedger({ branches, clone, environment }: LedgerPlace): CommandLedger {
  const git = (args: readonly string[], input?: string) =>
    installedGit({ args: ["-C", clone, ...args], environment, ...(input !== undefined && { input }) });
  return {
    async read(number) {
      const reference = referenceOf(number);
      const commit = await (branches.fetch ?? branches.read)(reference);
      if (commit === undefined) return { keys: new Set(), answers: [], revision: undefined };
      // Asked first: when Git cannot read the clone, its error says so, and the reference need not be damaged.
      const kind = (await git(["cat-file", "-t", commit])).trim();
      if (kind !== "commit") throw new CommandsDamaged({ reference, problem: `it is a ${kind} and no commit` });
      const listed = await git(["ls-tree", commit, fileName]);
      const blob = /^\d+ blob ([0-9a-f]+)\t/u.exec(listed)?.[1];
      if (blob === undefined) throw new CommandsDamaged({ reference, problem: `it holds no ${fileName}` });
      const text = await git(["cat-file", "blob", blob]);
      const parsed = written.safeParse(jsonOf(text));
      if (!parsed.success)
        throw new CommandsDamaged({ reference, problem: `its ${fileName} is damaged, or of a later version` });
      const { keys, answers } = parsed.data;
      return { keys: new Set(keys), answers, revision: commit };
    },
    async write(number, answers, seen) {
      const next = withAnswers(seen, answers);
      const text = `${JSON.stringify({ version: 1, keys: [...next.keys], answers: next.answers }, undefined, 1)}\n`;
      const blob = (await git(["hash-object", "-w", "--stdin"], text)).trim();
      const tree = (await git(["mktree"], `100644 blob ${blob}\t${fileName}\n`)).trim();
      const message = `Answer commands on change request ${number}\n\n${answers.map(takenKey).join("\n")}\n`;
      const parent = seen.revision === undefined ? [] : ["-p", seen.revision];
      const commit = (await git([...committer, "commit-tree", tree, ...parent], message)).trim();
      return await branches.compareAndSwap(referenceOf(number), seen.revision, commit);
    },
  };
}

/** Runners have no name configured, and need none: who was answered stands in the file. */
const committer = ["-c", "user.name=Groundwork", "-c", "user.email=groundwork@localhost", "-c", "commit.gpgSign=false"];

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
