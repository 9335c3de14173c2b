import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import { counted } from "../../../../../lib/index.ts";
import type { PropertyMap } from "../../../../../provider/index.ts";
import { projectNumber, textOf } from "../../values/index.ts";
import { DeletionRefused } from "../errors.ts";
import { refuseMissingKey } from "../kms/index.ts";
import { type TypeRules } from "../type-rules.ts";

const API = "https://www.googleapis.com/storage/v1";

export const bucket: TypeRules = {
  idFormat: "{{name}}",
  idOf: ({ properties }) => textOf(properties["name"]),
  name: {
    property: "name",
    pattern: /^(?!goog)(?!.*\.\.)[a-z0-9][-_.a-z0-9]{1,220}[a-z0-9]$/,
    says: "must be 3-63 lower-case letters, digits, dashes, underscores and dots, and may not start with goog",
  },
  replaceOn: ["name", "location", "project", "customPlacementConfig", "hierarchicalNamespace", "enableObjectRetention"],
  defaults: { storageClass: "STANDARD", forceDestroy: false, publicAccessPrevention: "inherited" },
  normalize: (inputs) => {
    const location = inputs["location"];
    return typeof location === "string" && !location.includes("04da6b54")
      ? { ...inputs, location: location.toUpperCase() }
      : inputs;
  },
  admit: (draft, world) => {
    const encryption = draft.properties["encryption"] as PropertyMap | undefined;
    refuseMissingKey(draft, world, "encryption.defaultKmsKeyName", encryption?.["defaultKmsKeyName"]);
  },
  complete: ({ id, properties, now, previous }) => ({
    url: `gs://${id}`,
    selfLink: `${API}/b/${id}`,
    projectNumber: Number(projectNumber(String(properties["project"]))),
    timeCreated: textOf(previous?.properties["timeCreated"]) ?? now,
    updated: now,
    rpo: textOf(properties["rpo"]) ?? "DEFAULT",
    uniformBucketLevelAccess: properties["uniformBucketLevelAccess"] ?? false,
    softDeletePolicy: properties["softDeletePolicy"] ?? { retentionDurationSeconds: 604_800, effectiveTime: now },
  }),
  guardDelete: ({ id, properties }, world) => {
    const objects = world
      .ofType("gcp:storage/bucketObject:BucketObject")
      .filter((object) => object.properties["bucket"] === id);
    if (objects.length === 0 || properties["forceDestroy"] === true) return;
    throw new DeletionRefused({
      id,
      because: `it holds ${counted(objects.length, "object")}`,
      remedy: "Delete them, or set forceDestroy to true and run up first.",
    });
  },
};

export const bucketObject: TypeRules = {
  references: { bucket: { types: ["gcp:storage/bucket:Bucket"], onDelete: "cascade", asLink: false } },
  replaceOn: ["name", "bucket", "kmsKeyName", "customerEncryption"],
  idOf: ({ properties }) => `${textOf(properties["bucket"]) ?? ""}-${textOf(properties["name"]) ?? ""}`,
  complete: ({ properties, previous }) => {
    const [bucketName, name] = [String(properties["bucket"]), String(properties["name"])];
    const content = textOf(properties["content"]) ?? JSON.stringify(properties["source"] ?? "");
    const digest = createHash("md5").update(content);
    const hex = digest.digest("hex");
    const checksum = Buffer.alloc(4);
    checksum.writeUInt32BE(crc32(content));
    return {
      outputName: name,
      selfLink: `${API}/b/${bucketName}/o/${encodeURIComponent(name)}`,
      mediaLink: `https://storage.googleapis.com/download/storage/v1/b/${bucketName}/o/${encodeURIComponent(name)}?alt=media`,
      md5hash: Buffer.from(hex, "hex").toString("base64"),
      md5hexhash: hex,
      crc32c: checksum.toString("base64"),
      generation: (previous?.generation ?? 0) + 1,
      contentType: textOf(properties["contentType"]) ?? "application/octet-stream",
      storageClass: textOf(properties["storageClass"]) ?? "STANDARD",
    };
  },
};
