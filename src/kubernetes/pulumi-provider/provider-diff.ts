import { isDeepStrictEqual } from "node:util";
import { memberOf } from "../../lib/index.ts";
import type { DetailedDiffKind, DiffResult, PropertyMap } from "../../provider/resource-provider.ts";
import { containsUnknowns } from "../../pulumi/index.ts";
import { type ActiveCluster, activeCluster, givenKubeconfig, sameCluster } from "../kubeconfig/index.ts";
import { parseProviderConfig } from "./provider-config.ts";

const clusterKeys = ["kubeconfig", "context", "cluster"];

/**
 * What a change of a provider resource means: another cluster replaces all that is in it, other settings only update it.
 *
 * A cluster has no identity of its own, so it is told by its entry in the kubeconfig; `clusterIdentifier` overrules that.
 */
export async function diffProvider(oldInputs: PropertyMap, news: PropertyMap): Promise<DiffResult> {
  const keys = [...new Set([...Object.keys(oldInputs), ...Object.keys(news)])];
  const changed = keys.filter((key) => !isDeepStrictEqual(memberOf(oldInputs, key), memberOf(news, key)));
  const replaces = await replacing(oldInputs, news, changed);
  const detailedDiff = Object.fromEntries(
    changed.map((key) => {
      const kind =
        memberOf(oldInputs, key) === undefined ? "add" : memberOf(news, key) === undefined ? "delete" : "update";
      const detailed: DetailedDiffKind = replaces.includes(key) ? `${kind}-replace` : kind;
      return [key, { kind: detailed, inputDiff: true }];
    }),
  );
  const changes = changed.length === 0 ? "none" : "some";
  return { changes, replaces, diffs: changed, detailedDiff, stables: [], deleteBeforeReplace: false };
}

async function replacing(
  oldInputs: PropertyMap,
  news: PropertyMap,
  changed: readonly string[],
): Promise<readonly string[]> {
  const [oldId, newId] = [oldInputs["clusterIdentifier"], news["clusterIdentifier"]];
  if (oldId !== undefined && newId !== undefined) return oldId === newId ? [] : ["clusterIdentifier"];
  const unknown = clusterKeys.filter((key) => containsUnknowns(news[key]));
  if (unknown.length > 0) return unknown;
  const [before, after] = [await clusterIn(oldInputs), await clusterIn(news)];
  if (before === undefined || after === undefined || sameCluster(before, after)) return [];
  return changed.filter((key) => clusterKeys.includes(key));
}

async function clusterIn(inputs: PropertyMap): Promise<ActiveCluster | undefined> {
  const config = parseProviderConfig(inputs);
  try {
    if (config.kubeconfig === undefined) return undefined;
    return activeCluster(await givenKubeconfig(config.kubeconfig), config);
  } catch {
    return undefined; // a kubeconfig that says nothing says nothing about a replacement either
  }
}
