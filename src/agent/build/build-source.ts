import { GroundworkError, messageOf } from "../../lib/index.ts";
import type { SourceFile, SourceTree } from "../fetch/index.ts";
import type { BuildProblem, DesiredObject, Rendering } from "./desired.ts";
import { readManifests, type Substitute } from "./documents.ts";
import { type KustomizeOptions, kustomized } from "./kustomize.ts";

/** The path of a Kustomization is not in its source. */
export class PathMissing extends GroundworkError {
  readonly code = "path-missing";
  readonly kind = "invalid";
  constructor(readonly data: { readonly path: string; readonly revision: string }) {
    super(
      `kustomization path not found: there is no folder "${data.path}" in ${data.revision}. Correct spec.path, or add the folder.`,
    );
  }
}

export interface BuildRequest {
  readonly tree: SourceTree;
  readonly revision: string;
  readonly path: string;
  readonly substitute?: Substitute;
  readonly kustomize: KustomizeOptions;
}

const kustomizationFile = /^(?:kustomization\.ya?ml|Kustomization)$/;
const manifestFile = /\.(?:ya?ml|json)$/;

/**
 * What a folder of a source says: every manifest below it, and what kustomize makes of the folders with a kustomization.yaml.
 *
 * @throws {PathMissing} when there is no such folder. Everything else that is wrong is among the problems.
 */
export async function buildSource({ tree, revision, path, substitute, kustomize }: BuildRequest): Promise<Rendering> {
  const files = await tree.files(path);
  if (files === undefined) throw new PathMissing({ path, revision });
  const folders = kustomizationFolders(files);
  const inKustomization = (file: SourceFile) => folders.some((folder) => file.path.startsWith(folder));
  const parts: Rendering[] = [];
  for (const folder of folders) parts.push(await buildFolder(tree, folder, kustomize, substitute));
  for (const file of files) {
    if (!manifestFile.test(file.path) || inKustomization(file)) continue;
    parts.push(readManifests(file.path, (await tree.read(file)).toString("utf8"), substitute));
  }
  return withoutDuplicates(parts);
}

/** The outermost folders that hold a kustomization.yaml, each ending with `/`; `""` is the root. */
function kustomizationFolders(files: readonly SourceFile[]): readonly string[] {
  const all = files
    .map(({ path }) => path.slice(0, path.lastIndexOf("/") + 1))
    .filter((folder, index) => kustomizationFile.test(files[index]?.path.slice(folder.length) ?? ""));
  return [...new Set(all)].filter((folder) => !all.some((other) => other !== folder && folder.startsWith(other)));
}

async function buildFolder(
  tree: SourceTree,
  folder: string,
  options: KustomizeOptions,
  substitute: Substitute | undefined,
): Promise<Rendering> {
  const origin = folder === "" ? "kustomization.yaml" : `${folder}kustomization.yaml`;
  try {
    const { objects, problems } = readManifests(origin, await kustomized(tree, folder, options), substitute);
    return {
      objects: objects.map(({ object }) => ({ object, origin })),
      problems: problems.map(({ problem }) => ({ origin, problem })),
    };
  } catch (thrown) {
    return { objects: [], problems: [{ origin, problem: messageOf(thrown), passing: true }] };
  }
}

/** One object written twice has no one meaning: the first is kept and the second reported. */
function withoutDuplicates(parts: readonly Rendering[]): Rendering {
  const problems: BuildProblem[] = parts.flatMap((part) => part.problems);
  const first = new Map<string, DesiredObject>();
  for (const desired of parts.flatMap((part) => part.objects)) {
    const { apiVersion, kind, metadata } = desired.object;
    const group = apiVersion.includes("/") ? apiVersion.replace(/\/.*/, "") : "";
    const key = [group, kind, metadata.namespace ?? "", metadata.name].join("\n");
    const earlier = first.get(key);
    if (earlier === undefined) first.set(key, desired);
    else problems.push({ origin: desired.origin, problem: `${kind} ${metadata.name} is already in ${earlier.origin}` });
  }
  return { objects: [...first.values()], problems };
}
