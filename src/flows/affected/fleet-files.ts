import { posix } from "node:path";
import { parse } from "yaml";
import { environmentFile, environmentPath, environmentsFolder, isEnvironmentEntry } from "../../environment/index.ts";
import type { FileTree } from "../../lib/index.ts";

/** What the declarations of all environments say about each other, read without checking them. */
export interface FleetFiles {
  /** Names of the folders that hold an `environment.yaml`, and of links and submodules in place of one. Sorted. */
  readonly names: readonly string[];
  /** Profiles that the environment is built on, nearest first, as paths of the repository. They need not exist. */
  profilesOf(name: string): Promise<readonly string[]>;
  /** Text of the environment's file and of its profiles. */
  textsOf(name: string): Promise<readonly string[]>;
}

/** Reads the environments of a tree; every file at most once. */
export async function readFleetFiles(tree: FileTree): Promise<FleetFiles> {
  const texts = new Map<string, Promise<string>>();
  const textAt = (path: string): Promise<string> => {
    let text = texts.get(path);
    if (!text) {
      text = tree.read(path).then((bytes) => (bytes ? Buffer.from(bytes).toString("utf8") : ""));
      texts.set(path, text);
    }
    return text;
  };
  const profilesOf = async (name: string): Promise<readonly string[]> => {
    const profiles: string[] = [];
    let file = environmentPath(name);
    for (;;) {
      const named = extendsOf(await textAt(file));
      if (named === undefined) return profiles;
      file = posix.join(posix.dirname(file), named);
      if (profiles.includes(file)) return profiles;
      profiles.push(file);
    }
  };
  return {
    names: await environmentNames(tree),
    profilesOf,
    textsOf: async (name) => Promise.all([environmentPath(name), ...(await profilesOf(name))].map(textAt)),
  };
}

async function environmentNames(tree: FileTree): Promise<readonly string[]> {
  const folders = (await tree.list(environmentsFolder)).filter(({ name, kind }) => isEnvironmentEntry(name, kind));
  const holds = await Promise.all(
    folders.map(
      async ({ name, kind }) =>
        kind !== "folder" ||
        (await tree.list(`${environmentsFolder}/${name}`)).some((entry) => entry.name === environmentFile),
    ),
  );
  return folders
    .filter((_, index) => holds[index])
    .map(({ name }) => name)
    .toSorted();
}

const plainExtends = /^extends:[ \t]*(?<quote>["']?)(?<path>[^\s"'#[\]{}&*!|>%@`]+)\k<quote>[ \t\r]*(?:#.*)?$/m;

/** The profile that a file extends. Reads the one usual line as it stands, since a full parse of 1,500 files takes seconds. */
function extendsOf(text: string): string | undefined {
  if (!text.includes("extends")) return undefined;
  const usual = plainExtends.exec(text)?.groups?.["path"];
  if (usual !== undefined) return usual;
  const value = (parseLoosely(text) as { extends?: unknown } | undefined)?.extends;
  return typeof value === "string" ? value : undefined;
}

/** A file that does not parse says nothing here; reading the environment itself reports what is wrong with it. */
export function parseLoosely(text: string): unknown {
  try {
    const value: unknown = parse(text, { logLevel: "silent", uniqueKeys: false });
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
