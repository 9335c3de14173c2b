import type { FileTree } from "../lib/index.ts";
import { stepsOf, syncFolder } from "./build/index.ts";
import { DeclarationFiles, extendsOf, profilePath } from "./declaration-files.ts";
import type { Followed } from "./environment.ts";
import { environmentFile, environmentPath, environmentsFolder, isEnvironmentEntry } from "./environment-name.ts";
import { resourceFilesOf } from "./resource-files.ts";
import { defaultSyncBranch, each, followable, keyPaths, type TextPath, textPaths } from "./schema/index.ts";
import { parseText, referencesIn } from "./text.ts";
import { type Located, nodeAt } from "./yaml/index.ts";

/** What an environment declares that decides which changes of other files reach it. */
export interface DeclaredLinks {
  /** Folder of the repository that its sync agent builds. */
  readonly syncFolder: string;
  /** File or folder of the repository, or address, that Flux is installed from; absent where that is not its sync agent. */
  readonly fluxManifests?: string;
  /** Environments that it names in `dependsOn` or in `network.peers`, or whose outputs it uses. Sorted; they need not exist. */
  readonly dependsOn: readonly string[];
}

/**
 * How the environments of a tree hang together: with profiles, with folders of manifests, with each other.
 *
 * Answers for thousands of environments in the time that checking a hundred takes. It reads the same files by the same rules
 * as {@link EnvironmentReader}, and of the merged document only the places that matter here: for a valid declaration both say
 * the same. It does not find out whether a declaration is valid: of one that can be merged and is wrong elsewhere it says what is
 * written in those places, and of one that cannot be merged that it cannot tell.
 */
export class DeclarationIndex {
  private readonly files: DeclarationFiles;

  constructor(private readonly tree: FileTree) {
    this.files = new DeclarationFiles(tree);
  }

  /** Names of the folders that hold an `environment.yaml`, and of links and submodules in place of one. Sorted. */
  async names(): Promise<readonly string[]> {
    const entries = await this.tree.list(environmentsFolder);
    const candidates = entries.filter(({ name, kind }) => isEnvironmentEntry(name, kind));
    const holds = await Promise.all(
      candidates.map(
        async ({ name, kind }) =>
          kind !== "folder" ||
          (await this.tree.list(`${environmentsFolder}/${name}`)).some((entry) => entry.name === environmentFile),
      ),
    );
    return candidates
      .filter((_, index) => holds[index])
      .map(({ name }) => name)
      .toSorted();
  }

  /**
   * Profiles that an environment is built on, nearest first, as paths of the repository. The last need not exist, and ends the
   * list where it cannot be read.
   */
  async profilesOf(name: string): Promise<readonly string[]> {
    const profiles: string[] = [];
    for (let path = environmentPath(name); ; ) {
      const root = (await this.files.parse(path))?.root;
      const written = root && extendsOf(root);
      if (written === undefined) return profiles;
      path = profilePath(path, written);
      if (profiles.includes(path)) return profiles;
      profiles.push(path);
    }
  }

  /** Files with resources in TypeScript that belong to it, in the order in which they run. */
  async resourcesOf(name: string): Promise<readonly string[]> {
    return await resourceFilesOf(this.tree, [environmentPath(name), ...(await this.profilesOf(name))]);
  }

  /** `undefined` when that cannot be told: a file is no YAML, or a profile is missing, or is none. */
  async linksOf(name: string): Promise<DeclaredLinks | undefined> {
    const { root } = await this.files.merge(environmentPath(name), "Environment");
    if (!root) return undefined;
    const textIn = (at: TextPath & readonly string[]): string | undefined => {
      const node = nodeAt(root, at);
      return node?.kind === "scalar" && typeof node.value === "string" ? node.value : undefined;
    };
    const manifests = textIn(keyPaths.syncAgent) === "flux" ? textIn(keyPaths.fluxManifests) : undefined;
    const named = [keyPaths.dependsOn, keyPaths.peers].flatMap((at) => textsAt(root, at));
    return {
      syncFolder: syncFolder(name, textIn(keyPaths.syncPath)),
      ...(manifests === undefined ? {} : { fluxManifests: stepsOf(manifests).join("/") }),
      dependsOn: [...new Set([...named, ...referencesOf(root)])].toSorted(),
    };
  }

  /** The labels of an environment's metadata, its profiles' included. Empty when that cannot be told. */
  async labelsOf(name: string): Promise<Readonly<Record<string, string>>> {
    const { root } = await this.files.merge(environmentPath(name), "Environment");
    const node = root && nodeAt(root, ["metadata", "labels"]);
    if (node?.kind !== "map") return {};
    const labels = [...node.entries].flatMap(([key, { value }]) =>
      value.kind === "scalar" && typeof value.value === "string" ? [[key, value.value] as const] : [],
    );
    return Object.fromEntries(labels);
  }

  /** The team or person to ask, its profiles' included. `undefined` where none is named, or that cannot be told. */
  async ownerOf(name: string): Promise<string | undefined> {
    const { root } = await this.files.merge(environmentPath(name), "Environment");
    const node = root && nodeAt(root, ["metadata", "owner"]);
    return node?.kind === "scalar" && typeof node.value === "string" ? node.value : undefined;
  }

  /** What its sync agent follows. `undefined` where it declares nothing to sync, and where that cannot be told. */
  async followedBy(name: string): Promise<Followed | undefined> {
    const { root } = await this.files.merge(environmentPath(name), "Environment");
    const sync = root && nodeAt(root, ["spec", "sync"]);
    if (sync?.kind !== "map") return undefined;
    const written = followable.filter((kind) => sync.entries.has(kind));
    const [kind = "branch", second] = written;
    if (second !== undefined) return undefined;
    const node = sync.entries.get(kind)?.value ?? { kind: "scalar", value: defaultSyncBranch };
    return node.kind === "scalar" && typeof node.value === "string" ? { kind, value: node.value } : undefined;
  }

  /** Of these names those that an environment's file or one of its profiles holds as a word, wherever it stands. */
  async mentioned(name: string, of: ReadonlySet<string>): Promise<readonly string[]> {
    const paths = [environmentPath(name), ...(await this.profilesOf(name))];
    const texts = await Promise.all(paths.map((path) => this.files.textOf(path)));
    const words = texts.flatMap((text) => [...text.matchAll(/[a-z0-9](?:[-a-z0-9]*[a-z0-9])?/g)].map(([word]) => word));
    return [...new Set(words.filter((word) => of.has(word)))].toSorted();
  }
}

/** Every text at a path or below: a list is expected there, but what has another shape names environments too. */
function textsAt(root: Located, path: TextPath): readonly string[] {
  return nodesAt(root, path).flatMap((node) => textsIn(node));
}

function textsIn(node: Located): readonly string[] {
  if (node.kind === "scalar") return typeof node.value === "string" ? [node.value] : [];
  return childrenOf(node).flatMap(textsIn);
}

function referencesOf(root: Located): readonly string[] {
  return textPaths
    .flatMap((path) => textsAt(root, path))
    .filter((text) => text.includes("${"))
    .flatMap((text) => referencesIn(parseText(text)).map(({ environment }) => environment));
}

function nodesAt(node: Located, [step, ...rest]: TextPath): readonly Located[] {
  if (step === undefined) return [node];
  if (step === each) return childrenOf(node).flatMap((child) => nodesAt(child, rest));
  const next = node.kind === "map" ? node.entries.get(step)?.value : undefined;
  return next ? nodesAt(next, rest) : [];
}

function childrenOf(node: Located): readonly Located[] {
  if (node.kind === "scalar") return [];
  return node.kind === "list" ? node.items : [...node.entries.values()].map(({ value }) => value);
}
