import type { CommitRange, EnvironmentPreview, ReadManifests } from "../../change/index.ts";
import type { FlowPorts } from "../ports.ts";
import { builtManifests } from "./built-manifests.ts";
import { manifestTexts } from "./manifest-texts.ts";

/** Reads what manifests say before and after a change, for a report that shows it. */
export async function readChangedManifests(
  previews: readonly EnvironmentPreview[],
  { base, head }: CommitRange,
  ports: Pick<FlowPorts, "git" | "manifests" | "signal">,
): Promise<ReadManifests> {
  const [before, after] = [await ports.git.treeOf(base), await ports.git.treeOf(head)];
  return {
    manifestTexts: await manifestTexts(previews, before, after),
    builtManifests: await builtManifests(previews, { before, after }, ports),
  };
}
