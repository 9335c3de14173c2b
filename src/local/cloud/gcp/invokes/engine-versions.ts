import type { PropertyMap } from "../../../../provider/index.ts";
import { GKE_VERSION, type Settings } from "../rules/index.ts";
import { textOf } from "../values/index.ts";

/** GKE offers one version here: the one whose API the embedded API server has. */
export function engineVersions(args: PropertyMap, settings: Settings): PropertyMap {
  const location = textOf(args["location"]) ?? settings.zone ?? settings.region ?? "";
  const project = textOf(args["project"]) ?? settings.project ?? "";
  const channels = ["RAPID", "REGULAR", "STABLE", "EXTENDED"];
  const perChannel = Object.fromEntries(channels.map((channel) => [channel, GKE_VERSION]));
  return {
    id: `projects/${project}/locations/${location}`,
    location,
    project,
    versionPrefix: args["versionPrefix"] ?? "",
    defaultClusterVersion: GKE_VERSION,
    latestMasterVersion: GKE_VERSION,
    latestNodeVersion: GKE_VERSION,
    validMasterVersions: [GKE_VERSION],
    validNodeVersions: [GKE_VERSION],
    releaseChannelDefaultVersion: perChannel,
    releaseChannelLatestVersion: perChannel,
    releaseChannelUpgradeTargetVersion: perChannel,
  };
}
