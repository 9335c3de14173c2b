import { lastPart, stableDigits, textOf } from "../../values/index.ts";
import { RFC1035, type TypeRules, uses } from "../type-rules.ts";

const DEFAULT_SIZE_GB = 10;

export const disk: TypeRules = {
  name: RFC1035,
  replaceOn: ["description", "image", "snapshot", "sourceDisk", "type", "physicalBlockSizeBytes", "diskEncryptionKey"],
  replaceWhen: { size: shrinks },
  defaults: { type: "pd-standard" },
  check: ({ size }) =>
    typeof size === "number" && (size < 1 || size > 65_536)
      ? [{ property: "size", reason: `must be 1 to 65536 GB; it is ${size}` }]
      : [],
  complete: ({ id, properties }) => ({
    diskId: stableDigits(`${id} diskId`, 19),
    size: properties["size"] || DEFAULT_SIZE_GB,
    type: lastPart(textOf(properties["type"]) ?? "pd-standard"),
    physicalBlockSizeBytes: properties["physicalBlockSizeBytes"] || 4096,
    sourceImageId: textOf(properties["image"]) === undefined ? "" : stableDigits(`${id} image`, 19),
    users: [],
  }),
};

export const attachedDisk: TypeRules = {
  references: {
    instance: uses("compute/instance:Instance"),
    disk: uses("compute/disk:Disk", "compute/regionDisk:RegionDisk"),
  },
  replaceOn: ["*"],
  idOf: ({ properties, settings }) => {
    const instance = textOf(properties["instance"]) ?? "";
    const zone = textOf(properties["zone"]) ?? /zones\/([^/]+)/.exec(instance)?.[1] ?? settings.zone ?? "";
    const project = textOf(properties["project"]) ?? settings.project ?? "";
    return `projects/${project}/zones/${zone}/instances/${lastPart(instance)}/${lastPart(textOf(properties["disk"]) ?? "")}`;
  },
  complete: ({ properties }) => ({
    deviceName: textOf(properties["deviceName"]) ?? `persistent-disk-${lastPart(String(properties["disk"]))}`,
  }),
};

/** A disk can grow in place. */
function shrinks(before: unknown, after: unknown): boolean {
  return typeof before === "number" && typeof after === "number" && after < before;
}
