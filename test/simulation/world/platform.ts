import type { MemoryRepository } from "../../fakes/driver/memory-repository.ts";
import { planted } from "./secrets.ts";

/** Environments that stand when a history begins. */
export const firstEnvironments = ["dev", "staging"] as const;

/** What a change edits: one environment, what all of them share, or nothing that counts. */
export const editable = ["dev", "staging", "profile", "page", "qa"] as const;
export type Editable = (typeof editable)[number];

/** Every environment that there may be. */
export const environments = ["dev", "staging", "qa"] as const;

/** The files of an edit. Equal values are equal files. */
export function filesOf(what: Editable, value: number): Readonly<Record<string, string>> {
  if (what === "page") return { "README.md": `Edition ${value}\n` };
  const values = `spec: { cloud: { kind: local }, values: { ${what === "profile" ? "p" : "a"}: v${value} } }\n`;
  if (what === "profile")
    return { "environments/_profiles/small.yaml": `apiVersion: groundwork.dev/v1\nkind: Profile\n${values}` };
  const head = "apiVersion: groundwork.dev/v1\nkind: Environment\nextends: ../_profiles/small.yaml\n";
  return { [declarationOf(what)]: `${head}${values}` };
}

export function firstFiles(): Readonly<Record<string, string>> {
  return {
    "Pulumi.yaml": "name: groundwork\nruntime: nodejs\nmain: stacks/index.ts\n",
    "package.json": '{ "type": "module" }',
    "stacks/index.ts": "export const all = 1;\n",
    ...filesOf("profile", 0),
    ...Object.assign({}, ...firstEnvironments.map((name) => filesOf(name, 0))),
  };
}

function declarationOf(environment: string): string {
  return `environments/${environment}/environment.yaml`;
}

/** Names of a stack's resources and their inputs. */
export type Resources = ReadonlyMap<string, Readonly<Record<string, unknown>>>;

type Files = Readonly<Record<string, string>>;

/** What the program of a commit makes of an environment; `undefined` where the commit does not declare it. */
export function wantedResources(git: MemoryRepository, commit: string, environment: string): Resources | undefined {
  return wantedIn(git.contentOf(commit), environment);
}

function wantedIn(files: Files, environment: string): Resources | undefined {
  const own = files[declarationOf(environment)];
  if (own === undefined) return undefined;
  const values = [own, files["environments/_profiles/small.yaml"] ?? ""].flatMap((each) => [
    ...each.matchAll(/\b([ap]): (v\d+)/g),
  ]);
  return new Map(values.map(([, name = "", value = ""]) => [name, { value, password: planted.input }]));
}

/** Environments that differ between two commits, by their files alone. */
export function touched(git: MemoryRepository, before: string, after: string): readonly string[] {
  return touchedIn(git.contentOf(before), git.contentOf(after));
}

/** Environments that are others in `after` than in `before`. */
export function touchedIn(before: Files, after: Files): readonly string[] {
  return environments.filter((name) => {
    const now = wantedIn(after, name);
    return now !== undefined && text(now) !== text(wantedIn(before, name));
  });
}

/** Equal for equal resources. */
export function text(resources: Resources | undefined): string {
  return JSON.stringify([...(resources ?? new Map())].toSorted(([one], [other]) => (one < other ? -1 : 1)));
}
