import { type Issue, inOrder, issueAt, type Located, type Reading, readDocument } from "../environment/index.ts";
import { type FileTree, matchesStars } from "../lib/index.ts";
import { exceptionsDocument } from "./document.ts";
import { type Exception, exceptionsPath, isExpired } from "./exception.ts";

/** What exceptions are checked against. */
export interface ExceptionFacts {
  /** Names of all environments. */
  readonly environments: readonly string[];
  readonly now: Date;
}

/**
 * Reads the exceptions of a tree: all that count or counted, or everything that is wrong with the file. One that is over is a warning.
 * None where there is no file. Never throws for what the file says.
 */
export async function readExceptions(tree: FileTree, facts: ExceptionFacts): Promise<Reading<readonly Exception[]>> {
  const read = await readDocument(tree, exceptionsPath, exceptionsDocument);
  if (!read) return { ok: true, value: [], issues: [] };
  if ("wrong" in read) return { ok: false, issues: read.wrong };
  const { root, value, issues: syntax } = read;
  const { exceptions } = value.spec;
  const issues = inOrder([...syntax, ...exceptions.flatMap((each, index) => issuesOf(each, index, root, facts))]);
  if (issues.some(({ severity }) => severity === "error")) return { ok: false, issues };
  return {
    ok: true,
    value: exceptions.map(({ paths, ...each }) => ({ ...each, ...(paths && { paths }) })),
    issues,
  };
}

function issuesOf(
  { environments, until }: Pick<Exception, "environments" | "until">,
  index: number,
  root: Located,
  facts: ExceptionFacts,
): readonly Issue[] {
  const at = (...path: readonly (string | number)[]) => ["spec", "exceptions", index, ...path];
  const unknown = environments.flatMap((pattern, position) =>
    facts.environments.some((name) => matchesStars(pattern, name))
      ? []
      : [
          issueAt(root, at("environments", position), {
            // One that left Git keeps no other environment from being compared.
            severity: "warning",
            code: "unknown-environment",
            message: `no environment is called ${JSON.stringify(pattern)}; name one that is there, or remove it`,
          }),
        ],
  );
  if (!isExpired({ until }, facts.now)) return unknown;
  const message = `${until} was its last day, so that what it accepted counts again; remove the entry, or write a later day`;
  const over = issueAt(root, at("until"), { severity: "warning", code: "exception-is-over", message });
  return [...unknown, over];
}
