import { posix } from "node:path";
import type { FileTree } from "../lib/index.ts";
import { buildEnvironment, Findings, issueAt, type WrittenReference } from "./build/index.ts";
import { atTheirCause, type Layers, withMistypedNames } from "./cause.ts";
import type { Environment } from "./environment.ts";
import {
  environmentFile,
  environmentNameProblem,
  environmentPath,
  environmentsFolder,
  isEnvironmentEntry,
} from "./environment-name.ts";
import type { Issue, Reading } from "./issue.ts";
import { readText } from "./read-text.ts";
import { checkShape, environmentDocument, nearest } from "./schema/index.ts";
import { type Located, mergeLocated, nodeAt, parseYaml, withoutRemovals, type YamlFile } from "./yaml/index.ts";

/** A valid environment and the places of its values, for whoever finds something wrong with it later. */
export interface ReadEnvironment {
  readonly environment: Environment;
  readonly document: Located;
  /** What it refers to in other environments, not yet known to exist. */
  readonly references: readonly WrittenReference[];
  /** Files that it was made of: its own and its profiles. */
  readonly files: readonly string[];
}

const profilesFolder = `${environmentsFolder}/_profiles`;

/** Reads environments of one tree, each file once however many environments extend it. */
export class EnvironmentReader {
  private readonly parsed = new Map<string, Promise<YamlFile | undefined>>();
  private readonly resolved = new Map<string, Resolved>();

  constructor(private readonly tree: FileTree) {}

  /** Names of the folders that are meant to be environments, sorted. */
  async names(): Promise<readonly string[]> {
    const entries = await this.tree.list(environmentsFolder);
    return entries
      .filter(({ kind, name }) => isEnvironmentEntry(name, kind))
      .map(({ name }) => name)
      .toSorted();
  }

  /** Paths of the profiles, sorted. */
  async profiles(): Promise<readonly string[]> {
    const entries = await this.tree.list(profilesFolder);
    return entries
      .filter(({ kind, name }) => kind !== "folder" && name.endsWith(".yaml"))
      .map(({ name }) => `${profilesFolder}/${name}`)
      .toSorted();
  }

  /** One environment as it stands alone: what it says about others is unchecked. Never throws for what files say. */
  async read(name: string): Promise<Reading<ReadEnvironment>> {
    const file = environmentPath(name);
    const problem = environmentNameProblem(name);
    if (problem !== undefined) return { ok: false, issues: [fileIssue(file, "bad-environment-name", problem)] };
    const { root, layers, issues, files } = await this.resolve(file, "Environment", []);
    if (!root) return { ok: false, issues };

    const { issues: wrong, value } = judge(name, root);
    const judgeAlone = (document: Located) => judge(name, document).issues;
    const found = [...issues, ...atTheirCause(withMistypedNames(wrong, layers), layers, judgeAlone)];
    if (!value || found.some(({ severity }) => severity === "error")) return { ok: false, issues: found };
    return { ok: true, value: { ...value, files }, issues: found };
  }

  /** What is wrong with a profile by itself, extended or not. */
  async checkProfile(path: string): Promise<readonly Issue[]> {
    const { root, issues } = await this.resolve(path, "Profile", []);
    return root ? [...issues, ...checkShape(environmentDocument, root).issues] : issues;
  }

  /** A file laid over its profiles. */
  private async resolve(path: string, kind: "Environment" | "Profile", below: readonly string[]): Promise<Resolved> {
    const done = this.resolved.get(path);
    if (done) return done;
    const file = await this.parse(path);
    if (!file) return { layers: [], issues: [fileIssue(path, "missing-file", missingFile(path))], files: [] };
    if (!file.root) return { layers: [], issues: file.issues, files: [path] };
    const problem = documentProblem(file.root, kind);
    if (problem) return { layers: [], issues: [...file.issues, problem], files: [path] };

    const result = await this.layOver(path, file.root, [...below, path]);
    // Kept only when finished: two half-done chains that waited for each other would never end.
    this.resolved.set(path, result);
    return result;
  }

  private async layOver(path: string, root: Located, chain: readonly string[]): Promise<Resolved> {
    const written = nodeAt(root, ["extends"]);
    if (written?.kind !== "scalar" || typeof written.value !== "string") {
      return { root, layers: [root], issues: [], files: [path] };
    }
    const refuse = (code: string, message: string): Resolved => ({
      layers: [],
      issues: [issueAt(root, ["extends"], { severity: "error", code, message })],
      files: [path],
    });
    const target = posix.join(posix.dirname(path), written.value);
    if (!target.startsWith(`${environmentsFolder}/`)) {
      return refuse(
        "profile-outside",
        `"${written.value}" lies outside of ${environmentsFolder}/; profiles are in ${profilesFolder}`,
      );
    }
    if (chain.includes(target)) {
      const cycle = [...chain.slice(chain.indexOf(target)), target].join(" -> ");
      return refuse("profile-cycle", `profiles extend each other in a circle: ${cycle}; take one of these extends out`);
    }
    const file = await this.parse(target);
    if (!file) return refuse("missing-profile", await this.missingProfile(path, written.value));
    if (file.root && kindOf(file.root) === "Environment") {
      return refuse(
        "no-profile",
        `"${written.value}" is an environment; only profiles (kind: Profile) can be extended`,
      );
    }
    const base = await this.resolve(target, "Profile", chain);
    if (!base.root) return base;
    return {
      root: mergeLocated(base.root, root),
      layers: [...base.layers, root],
      issues: base.issues,
      files: [path, ...base.files],
    };
  }

  private async missingProfile(path: string, written: string): Promise<string> {
    const known = (await this.profiles()).map((profile) => posix.relative(posix.dirname(path), profile));
    const near = nearest(written, known);
    const rest = known.length === 0 ? `there are none in ${profilesFolder}` : `there are ${known.join(", ")}`;
    return `no profile at "${written}"${near ? ` (did you mean ${near}?)` : ""}; ${rest}`;
  }

  private parse(path: string): Promise<YamlFile | undefined> {
    const known = this.parsed.get(path);
    if (known) return known;
    const reading = readText(this.tree, path).then(({ text, issue }) => {
      if (issue) return { issues: [issue] };
      return text === undefined ? undefined : parseYaml(path, text);
    });
    this.parsed.set(path, reading);
    return reading;
  }
}

interface Resolved {
  /** All layers merged. Absent when the file cannot be used, or one below it. */
  readonly root?: Located;
  readonly layers: Layers;
  readonly issues: readonly Issue[];
  readonly files: readonly string[];
}

interface Judged {
  readonly issues: readonly Issue[];
  /** Absent when the document has not the shape of an environment. May be used only when no issue is an error. */
  readonly value?: Omit<ReadEnvironment, "files">;
}

/** What a merged document is, and all that is wrong with it. */
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

function documentProblem(root: Located, kind: "Environment" | "Profile"): Issue | undefined {
  const example = `apiVersion: groundwork.dev/v1, kind: ${kind} and spec`;
  if (root.kind !== "map") {
    return issueAt(root, [], { severity: "error", code: "wrong-type", message: `is no map; it has ${example}` });
  }
  if (root.entries.size === 0) {
    return issueAt(root, [], {
      severity: "error",
      code: "empty-file",
      message: `is empty; it has at least ${example}`,
    });
  }
  const other = kind === "Profile" ? "Environment" : "Profile";
  if (kindOf(root) !== other) return undefined;
  const message = `is ${other}; ${kind === "Profile" ? "a profile" : "an environment's file"} says kind: ${kind}`;
  return issueAt(root, ["kind"], { severity: "error", code: "wrong-kind", message });
}

function kindOf(root: Located): unknown {
  const kind = nodeAt(root, ["kind"]);
  return kind?.kind === "scalar" ? kind.value : undefined;
}

function missingFile(path: string): string {
  return path.endsWith(`/${environmentFile}`)
    ? `is missing; a folder of ${environmentsFolder}/ has one, unless its name starts with _`
    : "is missing";
}

function fileIssue(file: string, code: string, message: string): Issue {
  return { file, line: 1, column: 1, severity: "error", code, path: "", message };
}
