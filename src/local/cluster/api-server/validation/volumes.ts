import { isObject, type JsonObject, numberOf, objectOf, objectsIn, stringOf } from "../../../../lib/index.ts";
import type { StatusCause } from "../problem/index.ts";
import { forbiddenField, invalidValue, required } from "./causes.ts";
import { claimSpecFaults } from "./claims.ts";
import { fieldRefFaults, resourceRefFaults, tellableInFiles } from "./environment.ts";
import { namedFaults, nameFaults } from "./names.ts";
import { nanosOf, noStepBackFaults, pathBelowFaults, requiredFaults } from "./values.ts";

type SourceRule = (source: JsonObject, path: string) => readonly StatusCause[];

const needs =
  (...names: readonly string[]): SourceRule =>
  (source, path) =>
    names.flatMap((name) => requiredFaults(`${path}.${name}`, source[name]));

/** Checks by kind of source. A volume has one of them; the order is the one in which the server names a second one. */
export const volumeSources: Readonly<Record<string, SourceRule>> = {
  emptyDir: ({ sizeLimit }, path) =>
    (nanosOf(sizeLimit) ?? 0n) < 0n
      ? [forbiddenField(`${path}.sizeLimit`, "SizeLimit field must be a valid resource quantity")]
      : [],
  hostPath: (source, path) => [
    ...requiredFaults(`${path}.path`, source.path),
    ...noStepBackFaults(`${path}.path`, source.path),
  ],
  gitRepo: (source, path) => [
    ...needs("repository")(source, path),
    ...pathBelowFaults(`${path}.directory`, source.directory),
  ],
  gcePersistentDisk: needs("pdName"),
  awsElasticBlockStore: needs("volumeID"),
  secret: (source, path) => [
    ...requiredFaults(`${path}.secretName`, source.secretName),
    ...mountedFilesFaults(source, path),
  ],
  nfs: (source, path) => [
    ...needs("server", "path")(source, path),
    ...((stringOf(source.path) ?? "/").startsWith("/")
      ? []
      : [invalidValue(`${path}.path`, source.path, "must be an absolute path")]),
  ],
  iscsi: needs("targetPortal", "iqn"),
  glusterfs: needs("endpoints", "path"),
  persistentVolumeClaim: needs("claimName"),
  rbd: needs("image"),
  flexVolume: needs("driver"),
  cinder: needs("volumeID"),
  cephfs: () => [],
  flocker: () => [],
  downwardAPI: (source, path) => [
    ...modeFaults(`${path}.defaultMode`, source.defaultMode),
    ...objectsIn(source.items).flatMap((item) => toldFileFaults(item, path)),
  ],
  fc: () => [],
  configMap: (source, path) => [...requiredFaults(`${path}.name`, source.name), ...mountedFilesFaults(source, path)],
  azureFile: needs("secretName", "shareName"),
  vsphereVolume: needs("volumePath"),
  azureDisk: needs("diskName", "diskURI"),
  photonPersistentDisk: needs("pdID"),
  portworxVolume: needs("volumeID"),
  quobyte: needs("registry", "volume"),
  projected: projectedFaults,
  scaleIO: needs("gateway", "system"),
  storageos: () => [],
  csi: (source, path) => {
    const driver = stringOf(source.driver) ?? "";
    return [
      ...requiredFaults(`${path}.driver`, driver),
      ...nameFaults(`${path}.driver`, driver.toLowerCase(), "subdomain"),
    ];
  },
  ephemeral: ({ volumeClaimTemplate }, path) =>
    isObject(volumeClaimTemplate)
      ? claimSpecFaults(objectOf(volumeClaimTemplate.spec), `${path}.volumeClaimTemplate.spec`)
      : [required(`${path}.volumeClaimTemplate`)],
  image: () => [],
};

/** What is wrong with a pod's volumes. */
export function volumesFaults(volumes: readonly JsonObject[], path: string): readonly StatusCause[] {
  const names = new Set<unknown>();
  const causes: StatusCause[] = [];
  for (const [index, volume] of volumes.entries()) {
    const field = `${path}.volumes[${index}]`;
    causes.push(...sourceFaults(volume, field), ...namedFaults(`${field}.name`, volume.name, "label"));
    if (names.has(volume.name)) {
      causes.push({
        reason: "FieldValueDuplicate",
        message: `Duplicate value: ${JSON.stringify(volume.name)}`,
        field: `${field}.name`,
      });
    }
    names.add(volume.name);
  }
  return causes;
}

function sourceFaults(volume: JsonObject, field: string): readonly StatusCause[] {
  const [first, ...more] = Object.keys(volumeSources).filter((name) => isObject(volume[name]));
  if (first === undefined) return [required(field, "must specify a volume type")];
  return [
    ...(volumeSources[first]?.(objectOf(volume[first]), `${field}.${first}`) ?? []),
    ...more.map((name) => forbiddenField(`${field}.${name}`, "may not specify more than 1 volume type")),
  ];
}

const modes = "must be a number between 0 and 0777 (octal), both inclusive";

function modeFaults(field: string, value: unknown): readonly StatusCause[] {
  const mode = numberOf(value) ?? 0;
  return mode >= 0 && mode <= 0o777 ? [] : [invalidValue(field, mode, modes)];
}

/** The files that a ConfigMap or Secret becomes. */
function mountedFilesFaults(source: JsonObject, path: string): readonly StatusCause[] {
  return [...modeFaults(`${path}.defaultMode`, source.defaultMode), ...itemsFaults(source, path)];
}

function itemsFaults(source: JsonObject, path: string): readonly StatusCause[] {
  return objectsIn(source.items).flatMap((item, index) => {
    const field = `${path}.items[${index}]`;
    return [
      ...requiredFaults(`${field}.key`, item.key),
      ...requiredFaults(`${field}.path`, item.path),
      ...pathBelowFaults(`${field}.path`, item.path),
      ...modeFaults(`${field}.mode`, item.mode),
    ];
  });
}

/** A file that tells of the pod. The server names the volume, not the item. */
function toldFileFaults(item: JsonObject, path: string): readonly StatusCause[] {
  const [ofPod, ofContainer] = [item.fieldRef, item.resourceFieldRef];
  const causes: StatusCause[] = [
    ...requiredFaults(`${path}.path`, item.path),
    ...pathBelowFaults(`${path}.path`, item.path),
    ...modeFaults(`${path}.mode`, item.mode),
  ];
  if (isObject(ofPod)) {
    causes.push(...fieldRefFaults(ofPod, `${path}.fieldRef`, tellableInFiles));
    if (isObject(ofContainer)) {
      causes.push(invalidValue(path, "resource", "fieldRef and resourceFieldRef can not be specified simultaneously"));
    }
  } else if (isObject(ofContainer)) causes.push(...resourceRefFaults(ofContainer, `${path}.resourceFieldRef`, true));
  else causes.push(required(path, "one of fieldRef and resourceFieldRef is required"));
  return causes;
}

const projections = [
  "secret",
  "configMap",
  "downwardAPI",
  "serviceAccountToken",
  "clusterTrustBundle",
  "podCertificate",
];

function projectedFaults(source: JsonObject, path: string): readonly StatusCause[] {
  const causes: StatusCause[] = [...modeFaults(`${path}.defaultMode`, source.defaultMode)];
  const paths = new Set<unknown>();
  for (const [index, one] of objectsIn(source.sources).entries()) {
    const field = `${path}.sources[${index}]`;
    const [first, ...more] = projections.filter((name) => isObject(one[name]));
    if (first === undefined) continue;
    if (more.length > 0) causes.push(forbiddenField(field, "may not specify more than 1 volume type per source"));
    const projected = objectOf(one[first]);
    causes.push(...projectionFaults(first, projected, field, path));
    for (const [file, name] of filesOf(first, projected)) {
      if (paths.has(file)) causes.push(invalidValue(path, name, "conflicting duplicate paths"));
      paths.add(file);
    }
  }
  return causes;
}

function filesOf(kind: string, projected: JsonObject): readonly (readonly [unknown, unknown])[] {
  if (kind === "serviceAccountToken") return [[projected.path, projected.path]];
  return objectsIn(projected.items).map(({ path }) => [path, projected.name ?? path]);
}

function projectionFaults(kind: string, projected: JsonObject, field: string, path: string): readonly StatusCause[] {
  switch (kind) {
    case "secret":
    case "configMap":
      return [
        ...requiredFaults(`${field}.${kind}.name`, projected.name),
        ...itemsFaults(projected, `${field}.${kind}`),
      ];
    case "downwardAPI":
      return objectsIn(projected.items).flatMap((item) => toldFileFaults(item, `${field}.downwardAPI`));
    case "serviceAccountToken": {
      const lives = numberOf(projected.expirationSeconds) ?? 3600;
      const where = `${field}.serviceAccountToken.expirationSeconds`;
      return [
        ...(lives < 600 ? [invalidValue(where, lives, "may not specify a duration less than 10 minutes")] : []),
        // 2^32 s, which is more than a century.
        ...(lives > 2 ** 32 ? [invalidValue(where, lives, "may not specify a duration larger than 2^32 seconds")] : []),
        ...requiredFaults(`${path}.path`, projected.path),
      ];
    }
    default:
      return [];
  }
}

/** Tokens of an account that the pod does not have. */
export function tokenFaults(spec: JsonObject, path: string): readonly StatusCause[] {
  if ((stringOf(spec.serviceAccountName) ?? "") !== "") return [];
  return objectsIn(spec.volumes).flatMap((volume, index) =>
    objectsIn(objectOf(volume.projected).sources).flatMap((source, at) =>
      isObject(source.serviceAccountToken)
        ? [
            forbiddenField(
              `${path}.volumes[${index}].projected.sources[${at}].serviceAccountToken`,
              "must not be specified when serviceAccountName is not set",
            ),
          ]
        : [],
    ),
  );
}
