import type { BuiltManifests, BuiltObject, EnvironmentPreview } from "../../change/index.ts";
import { DeclarationIndex } from "../../environment/index.ts";
import type { CommitTree } from "../../git/index.ts";
import { isBelow, isKustomization, type ManifestFolder, ManifestFolders } from "../../kubernetes/manifests/index.ts";
import type { FlowPorts } from "../ports.ts";
import { ManifestBuilds, type Objects } from "./manifest-builds.ts";

/** By environment, what its manifests give on both sides of a change; none for environments without a kustomization. */
export async function builtManifests(
  previews: readonly EnvironmentPreview[],
  { before, after }: { readonly before: CommitTree; readonly after: CommitTree },
  { manifests, signal }: Pick<FlowPorts, "manifests" | "signal">,
): Promise<ReadonlyMap<string, BuiltManifests>> {
  const built = new Map<string, BuiltManifests>();
  if (!manifests) return built;
  const builds = new ManifestBuilds(manifests, signal);
  const declaredBefore = new DeclarationIndex(before);
  const [oldFolders, newFolders] = [new ManifestFolders(before), new ManifestFolders(after)];
  for (const preview of previews) {
    const changed = changedFiles(preview);
    if (!changed) continue;
    const { name } = preview.affected;
    const old = await oldFolders.read((await declaredBefore.linksOf(name))?.syncFolder ?? changed.folder);
    const now = await newFolders.read(changed.folder);
    if (isKustomized(old) || isKustomized(now)) built.set(name, await compared(old, now, changed, builds));
  }
  return built;
}

function isKustomized({ roots }: ManifestFolder): boolean {
  return roots.some(({ kustomized }) => kustomized.length > 0);
}

interface ChangedFiles {
  readonly folder: string;
  readonly paths: readonly string[];
}

/** Of environments whose manifests are all applied as they are written, nothing has to be read. */
function changedFiles({ layers }: EnvironmentPreview): ChangedFiles | undefined {
  for (const layer of layers) {
    if (!("manifests" in layer) || !layer.manifests || layer.steps.length === 0) continue;
    const paths = layer.steps.map(({ urn }) => urn);
    const mayBeBuilt = [...paths, ...Object.keys(layer.manifests.files)].some(isKustomization);
    return mayBeBuilt ? { folder: layer.manifests.folder, paths } : undefined;
  }
  return undefined;
}

async function compared(
  old: ManifestFolder,
  now: ManifestFolder,
  { folder, paths }: ChangedFiles,
  builds: ManifestBuilds,
): Promise<BuiltManifests> {
  const before = await builds.objectsOf(old);
  if ("because" in before) return { kind: "not-built", because: before.because };
  const after = await builds.objectsOf(now);
  if ("because" in after) return { kind: "not-built", because: after.because };
  const asFiles = [...old.asFiles, ...now.asFiles];
  // A step at the folder itself is about how it is applied.
  const sources = paths.filter((path) => path !== folder && !asFiles.some((each) => isBelow(path, each)));
  const differ = sources.some((path) => !areEqual(old.files.get(path), now.files.get(path)));
  return { kind: "built", objects: differing(before, after), sources: new Set(sources), differ };
}

function areEqual(one: Uint8Array | undefined, other: Uint8Array | undefined): boolean {
  return one && other ? Buffer.compare(one, other) === 0 : one === other;
}

function differing(before: Objects, after: Objects): readonly BuiltObject[] {
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((id): readonly BuiltObject[] => {
    const [old, now] = [before.get(id), after.get(id)];
    const object = (now ?? old)?.object;
    if (object === undefined || old?.text === now?.text) return [];
    return [{ object, ...(old && { before: old.text }), ...(now && { after: now.text }) }];
  });
}
