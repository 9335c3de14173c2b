import type { FileTree } from "../lib/index.ts";
import { buildEnvironment, Findings, type WrittenReference } from "./build/index.ts";
import { atTheirCause, withMistypedNames } from "./cause.ts";
import { DeclarationFiles, fileIssue } from "./declaration-files.ts";
import type { Environment } from "./environment.ts";
import { environmentNameProblem, environmentPath } from "./environment-name.ts";
import type { Issue, Reading } from "./issue.ts";
import { resourceFilesOf } from "./resource-files.ts";
import { checkShape, environmentDocument } from "./schema/index.ts";
import { type Located, withoutRemovals } from "./yaml/index.ts";

/** A valid environment and the places of its values, for the checks that compare it with others. */
export interface ReadEnvironment {
  readonly environment: Environment;
  readonly document: Located;
  /** Its references to other environments. They are not resolved yet. */
  readonly references: readonly WrittenReference[];
  /** Files that it was made of: its own and its profiles. */
  readonly files: readonly string[];
  /** Files with resources in TypeScript that belong to it, in the order in which they run. */
  readonly resources: readonly string[];
}

/** Reads environments of one tree and says everything that is wrong with each. */
export class EnvironmentReader {
  private readonly files: DeclarationFiles;

  constructor(private readonly tree: FileTree) {
    this.files = new DeclarationFiles(tree);
  }

  /** Names of the folders that are meant to be environments, sorted. */
  names(): Promise<readonly string[]> {
    return this.files.names();
  }

  /** Paths of the profiles, sorted. */
  profiles(): Promise<readonly string[]> {
    return this.files.profiles();
  }

  /** One environment by itself; its references to others are unchecked. Never throws for the content of files. */
  async read(name: string): Promise<Reading<ReadEnvironment>> {
    const file = environmentPath(name);
    const problem = environmentNameProblem(name);
    if (problem !== undefined) return { ok: false, issues: [fileIssue(file, "bad-environment-name", problem)] };
    const { root, layers, issues, files } = await this.files.merge(file, "Environment");
    if (!root) return { ok: false, issues };

    const { issues: wrong, value } = judge(name, root);
    const judgeAlone = (document: Located) => judge(name, document).issues;
    const found = [...issues, ...atTheirCause(withMistypedNames(wrong, layers), layers, judgeAlone)];
    if (!value || found.some(({ severity }) => severity === "error")) return { ok: false, issues: found };
    return { ok: true, value: { ...value, files, resources: await resourceFilesOf(this.tree, files) }, issues: found };
  }

  /** What is wrong with a profile by itself, extended or not. */
  async checkProfile(path: string): Promise<readonly Issue[]> {
    const { root, issues } = await this.files.merge(path, "Profile");
    return root ? [...issues, ...checkShape(environmentDocument, root).issues] : issues;
  }
}

interface Judged {
  readonly issues: readonly Issue[];
  /** Absent when the document has not the shape of an environment. May be used only when no issue is an error. */
  readonly value?: Omit<ReadEnvironment, "files" | "resources">;
}

/** Builds the environment of a merged document, and collects its issues. */
function judge(name: string, root: Located): Judged {
  const issues: Issue[] = [];
  const document = withoutRemovals(root, (issue) => issues.push(issue));
  const shaped = checkShape(environmentDocument, document);
  if (!("value" in shaped)) return { issues: [...issues, ...shaped.issues] };
  const findings = new Findings(document);
  const environment = buildEnvironment(findings, name, shaped.value);
  issues.push(...findings.issues);
  return { issues, value: { environment, document, references: findings.references } };
}
