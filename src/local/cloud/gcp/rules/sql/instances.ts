import type { CheckFailure, PropertyMap } from "../../../../../provider/index.ts";
import { projectNumber, sameLink, stableHex, textOf } from "../../values/index.ts";
import { externalAddress, internalAddress, protectedFromDeletion } from "../compute/index.ts";
import { InvalidRequest } from "../errors.ts";
import { type Draft, type TypeRules, uses, type World } from "../type-rules.ts";

const INSTANCE_NAME = {
  property: "name",
  pattern: /^[a-z](?:[-a-z0-9]{0,96}[a-z0-9])?$/,
  says: "must be 1-98 lower-case letters, digits and dashes, start with a letter and not end with a dash",
};
const ENGINE = /^(POSTGRES|MYSQL|SQLSERVER)_\w+$/;

export const databaseInstance: TypeRules = {
  name: INSTANCE_NAME,
  replaceOn: ["name", "region", "masterInstanceName", "encryptionKeyName"],
  replaceWhen: { databaseVersion: isDowngrade },
  references: { "settings.ipConfiguration.privateNetwork": uses("compute/network:Network") },
  defaults: { deletionProtection: true, instanceType: "CLOUD_SQL_INSTANCE" },
  check: ({ databaseVersion, settings, clone, masterInstanceName }) => {
    const failures: CheckFailure[] = [];
    if (typeof databaseVersion === "string" && !ENGINE.test(databaseVersion)) {
      failures.push({
        property: "databaseVersion",
        reason: `must be such as POSTGRES_16 or MYSQL_8_0; it is ${databaseVersion}`,
      });
    }
    if (settings === undefined && clone === undefined && masterInstanceName === undefined) {
      failures.push({ property: "settings", reason: "is required, unless the instance is a clone or a replica" });
    }
    const tier = (settings as PropertyMap | undefined)?.["tier"];
    if (typeof tier === "string" && !tier.startsWith("db-")) {
      failures.push({
        property: "settings.tier",
        reason: `must be a machine type such as db-custom-2-7680 or db-f1-micro; it is ${tier}`,
      });
    }
    return failures;
  },
  admit: refuseUnconnectedNetwork,
  complete: completedInstance,
  guardDelete: protectedFromDeletion,
};

export const database: TypeRules = {
  references: {
    instance: { types: ["gcp:sql/databaseInstance:DatabaseInstance"], onDelete: "cascade", asLink: false },
  },
  complete: ({ id, properties }, world) => {
    const postgres = engineOf(String(properties["instance"]), world).startsWith("POSTGRES");
    return {
      selfLink: `https://sqladmin.googleapis.com/sql/v1beta4/${id}`,
      charset: textOf(properties["charset"]) ?? (postgres ? "UTF8" : "utf8mb3"),
      collation: textOf(properties["collation"]) ?? (postgres ? "en_US.UTF8" : "utf8mb3_general_ci"),
    };
  },
};

export const user: TypeRules = {
  references: {
    instance: { types: ["gcp:sql/databaseInstance:DatabaseInstance"], onDelete: "cascade", asLink: false },
  },
  replaceOn: ["name", "host", "instance", "type"],
  idOf: ({ properties }) =>
    `${textOf(properties["name"]) ?? ""}/${textOf(properties["host"]) ?? ""}/${textOf(properties["instance"]) ?? ""}`,
  complete: ({ properties }, world) => ({
    host:
      textOf(properties["host"]) ?? (engineOf(String(properties["instance"]), world).startsWith("MYSQL") ? "%" : ""),
    iamEmail: "",
    sqlServerUserDetails: [],
  }),
};

function completedInstance(draft: Draft, world: World): PropertyMap {
  const { id, properties, previous } = draft;
  const name = String(properties["name"]);
  const project = String(properties["project"]);
  const settings = (properties["settings"] ?? {}) as PropertyMap;
  const ip = (settings["ipConfiguration"] ?? {}) as PropertyMap;
  const old = previous?.properties ?? {};
  const publicIp = ip["ipv4Enabled"] === false ? "" : (textOf(old["publicIpAddress"]) ?? externalAddress(id, world));
  const privateIp =
    textOf(ip["privateNetwork"]) === undefined
      ? ""
      : (textOf(old["privateIpAddress"]) ?? internalAddress(undefined, id, world));
  const addresses = [
    ...(publicIp === "" ? [] : [{ ipAddress: publicIp, type: "PRIMARY", timeToRetire: "" }]),
    ...(privateIp === "" ? [] : [{ ipAddress: privateIp, type: "PRIVATE", timeToRetire: "" }]),
  ];
  return {
    connectionName: `${project}:${String(properties["region"])}:${name}`,
    selfLink: `https://sqladmin.googleapis.com/sql/v1beta4/${id}`,
    publicIpAddress: publicIp,
    privateIpAddress: privateIp,
    firstIpAddress: addresses[0]?.ipAddress ?? "",
    ipAddresses: addresses,
    dnsName: "",
    pscServiceAttachmentLink: "",
    maintenanceVersion: `${String(properties["databaseVersion"])}.local`,
    serviceAccountEmailAddress: `p${projectNumber(project)}-${stableHex(id, 6)}@gcp-sa-cloud-sql.iam.gserviceaccount.com`,
    serverCaCerts: [
      {
        cert: "",
        // It is secret, and a text that messages hold would be masked in all of them.
        commonName: `C=US,O=Google\\, Inc,CN=Google Cloud SQL Server CA,dnQualifier=${stableHex(id, 16)}`,
        createTime: draft.now,
        expirationTime: "",
        sha1Fingerprint: stableHex(id, 40),
      },
    ],
    settings: {
      version: (previous?.generation ?? 0) + 1,
      activationPolicy: "ALWAYS",
      availabilityType: "ZONAL",
      connectorEnforcement: "NOT_REQUIRED",
      diskAutoresize: true,
      diskAutoresizeLimit: 0,
      diskSize: 10,
      diskType: "PD_SSD",
      edition: "ENTERPRISE",
      pricingPlan: "PER_USE",
      ...settings,
      ipConfiguration: { ipv4Enabled: true, ...ip },
    },
  };
}

/** A private address needs a network with private services access. */
function refuseUnconnectedNetwork({ id, properties }: Draft, world: World): void {
  const settings = (properties["settings"] ?? {}) as { ipConfiguration?: PropertyMap };
  const network = textOf(settings.ipConfiguration?.["privateNetwork"]);
  if (network === undefined) return;
  const connected = world
    .ofType("gcp:servicenetworking/connection:Connection")
    .some((connection) => sameLink(String(connection.properties["network"]), network));
  if (connected) return;
  throw new InvalidRequest({
    id,
    property: "settings.ipConfiguration.privateNetwork",
    reason: `has no private services access. Create a gcp.servicenetworking.Connection for it, and make the instance depend on it.`,
  });
}

function engineOf(instance: string, world: World): string {
  const found = world.ofType("gcp:sql/databaseInstance:DatabaseInstance").find(({ name }) => name === instance);
  return textOf(found?.properties["databaseVersion"]) ?? "";
}

/** Engines upgrade in place; another engine or an older version is another instance. */
function isDowngrade(before: unknown, after: unknown): boolean {
  const [old, wanted] = [String(before).split("_"), String(after).split("_")];
  return old[0] !== wanted[0] || Number(wanted[1]) < Number(old[1]);
}
