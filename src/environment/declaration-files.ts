import { posix } from "node:path";
import type { FileTree } from "../lib/index.ts";
import { didYouMean, nearestName } from "../lib/nearest-name.ts";
import { issueAt } from "./build/index.ts";
import type { Layers } from "./cause.ts";
import { environmentFile, environmentsFolder, isEnvironmentEntry } from "./environment-name.ts";
import type { Issue } from "./issue.ts";
import { readText } from "./read-text.ts";
import { keyPaths } from "./schema/index.ts";
import { type Located, mergeLocated, nodeAt, parseYaml, type YamlFile } from "./yaml/index.ts";

/** A file laid over the profiles that it extends, not checked against the schema. */
export interface MergedFile {
  /** All layers merged. Absent when the file cannot be used, or one below it. */
  readonly root?: Located;
  readonly layers: Layers;
  readonly issues: readonly Issue[];
  readonly files: readonly string[];
}

const profilesFolder = `${environmentsFolder}/_profiles`;

/** The environment files and profiles of one tree. Each is read and parsed once, however many environments extend it. */
export class DeclarationFiles {
  private readonly texts = new Map<string, ReturnType<typeof readText>>();
  private readonly parsed = new Map<string, Promise<YamlFile | undefined>>();
  private readonly merged = new Map<string, MergedFile>();

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

  /** The text of a file; empty where there is none, or it cannot be read. */
  async textOf(path: string): Promise<string> {
    return (await this.read(path)).text ?? "";
  }

  /** A file as YAML. `undefined` where there is none. */
  parse(path: string): Promise<YamlFile | undefined> {
    const known = this.parsed.get(path);
    if (known) return known;
    const parsing = this.read(path).then(({ text, issue }) => {
      if (issue) return { issues: [issue] };
      return text === undefined ? undefined : parseYaml(path, text);
    });
    this.parsed.set(path, parsing);
    return parsing;
  }

  /** A file laid over its profiles. @param below the files that extend this one */
  async merge(path: string, kind: "Environment" | "Profile", below: readonly string[] = []): Promise<MergedFile> {
    const done = this.merged.get(path);
    if (done) return done;
    const file = await this.parse(path);
    if (!file) return { layers: [], issues: [fileIssue(path, "missing-file", missingFile(path))], files: [] };
    if (!file.root) return { layers: [], issues: file.issues, files: [path] };
    const problem = documentProblem(file.root, kind);
    if (problem) return { layers: [], issues: [...file.issues, problem], files: [path] };

    const result = await this.layOver(path, file.root, [...below, path]);
    // Kept only when finished: two half-done chains that waited for each other would never end.
    this.merged.set(path, result);
    return result;
  }

  private async layOver(path: string, root: Located, chain: readonly string[]): Promise<MergedFile> {
    const written = extendsOf(root);
    if (written === undefined) return { root, layers: [root], issues: [], files: [path] };
    const refuse = (code: string, message: string): MergedFile => ({
      layers: [],
      issues: [issueAt(root, keyPaths.extends, { severity: "error", code, message })],
      files: [path],
    });
    const target = profilePath(path, written);
    if (!target.startsWith(`${environmentsFolder}/`)) {
      return refuse(
        "profile-outside",
        `"${written}" lies outside of ${environmentsFolder}/; profiles are in ${profilesFolder}`,
      );
    }
    if (chain.includes(target)) {
      const cycle = [...chain.slice(chain.indexOf(target)), target].join(" -> ");
      return refuse("profile-cycle", `profiles extend each other in a circle: ${cycle}; take one of these extends out`);
    }
    const file = await this.parse(target);
    if (!file) return refuse("missing-profile", await this.missingProfile(path, written));
    if (file.root && kindOf(file.root) === "Environment") {
      return refuse("no-profile", `"${written}" is an environment; only profiles (kind: Profile) can be extended`);
    }
    const base = await this.merge(target, "Profile", chain);
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
    const near = nearestName(written, known);
    const rest = known.length === 0 ? `there are none in ${profilesFolder}` : `there are ${known.join(", ")}`;
    return `no profile at "${written}"${didYouMean(near)}; ${rest}`;
  }

  private read(path: string): ReturnType<typeof readText> {
    const reading = this.texts.get(path) ?? readText(this.tree, path);
    this.texts.set(path, reading);
    return reading;
  }
}

/** The profile that a file extends, as it is written. */
export function extendsOf(root: Located): string | undefined {
  const written = nodeAt(root, keyPaths.extends);
  return written?.kind === "scalar" && typeof written.value === "string" ? written.value : undefined;
}

/** Where a profile is that the file at `path` extends. */
export function profilePath(path: string, written: string): string {
  return posix.join(posix.dirname(path), written);
}

export function fileIssue(file: string, code: string, message: string): Issue {
  return { file, line: 1, column: 1, severity: "error", code, path: "", message };
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
