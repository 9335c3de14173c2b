import { randomBytes } from "node:crypto";
import type { CommitWriter, NewCommit } from "../commit-writer.ts";
import type { TreeFile } from "../repository.ts";
import { GitCommandFailed } from "./errors.ts";
import { type Environment, installedGit } from "./installed-git.ts";

const nowhere = "0".repeat(40);

const modes: Readonly<Record<TreeFile["kind"], string>> = {
  file: "100644",
  executable: "100755",
  link: "120000",
  submodule: "160000",
};

/** {@link CommitWriter} by the `git` on PATH. */
export function commitsByGit(folder: string, environment: Environment): CommitWriter {
  const git = (args: readonly string[], input?: string) =>
    installedGit({ args: ["-C", folder, ...args], environment, ...(input !== undefined && { input }) });
  return {
    async person() {
      const asked = ["-c", "user.useConfigOnly=true", "var", "GIT_AUTHOR_IDENT"];
      const told = await git(asked).catch((thrown: unknown) => {
        if (thrown instanceof GitCommandFailed) return "";
        throw thrown;
      });
      return /^.+ <.+>(?= \d+ [+-]\d{4}$)/u.exec(told.trim())?.[0];
    },
    async store(content) {
      return { id: (await git(["hash-object", "-w", "--stdin"], content)).trim(), kind: "file" };
    },
    async commit(commit) {
      const at = (await git(["show", "--no-patch", "--no-show-signature", "--format=%ct", commit.parent])).trim();
      const reference = `refs/groundwork/made/${randomBytes(8).toString("hex")}`;
      return (await git(["fast-import", "--quiet"], streamOf(commit, reference, at))).trim();
    },
    async createBranch(name, at) {
      const reference = `refs/heads/${name}`;
      try {
        await git(["update-ref", reference, at, nowhere]);
        return true;
      } catch (thrown) {
        if (!(thrown instanceof GitCommandFailed)) throw thrown;
        // Only where the branch is there was it not made for that reason.
        await git(["rev-parse", "--verify", "--quiet", reference]).catch(() => Promise.reject(thrown));
        return false;
      }
    },
  };
}

/** As `git fast-import` reads it; it prints the commit's name and leaves no reference. @param at seconds since 1970 */
function streamOf({ parent, files, message, by }: NewCommit, reference: string, at: string): string {
  return [
    `commit ${reference}`,
    "mark :1",
    `author ${by ?? groundwork} ${at} +0000`,
    `committer ${by ?? groundwork} ${at} +0000`,
    `data ${Buffer.byteLength(message)}\n${message}`,
    `from ${parent}`,
    ...[...files].map(([path, file]) =>
      file ? `M ${modes[file.kind]} ${file.id} ${quoted(path)}` : `D ${quoted(path)}`,
    ),
    "",
    "get-mark :1",
    `reset ${reference}`,
    `from ${nowhere}`,
    "",
  ].join("\n");
}

const groundwork = "Groundwork <groundwork@localhost>";

function quoted(path: string): string {
  return `"${path.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n")}"`;
}
