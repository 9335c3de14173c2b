import { lastPart, stableHex, stableUuid, textOf } from "../../values/index.ts";
import { DeletionRefused } from "../errors.ts";
import type { Draft, Reference, TypeRules } from "../type-rules.ts";

const NAME = /^[a-z][-a-z0-9]{2,61}[a-z0-9]$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const DEFAULT = "(default)";

/** Indexes and fields go with their database. */
const ofDatabase: Reference = { types: ["gcp:firestore/database:Database"], onDelete: "cascade", asLink: false };

export const documentDatabase: TypeRules = {
  replaceOn: ["locationId", "type", "databaseEdition", "cmekConfig"],
  check: ({ name }) => {
    const id = textOf(name);
    if (id === undefined || id === DEFAULT || (NAME.test(id) && !UUID.test(id))) return [];
    return [
      {
        property: "name",
        reason: `must be (default), or 4-63 lower-case letters, digits and dashes that start with a letter and are no UUID; it is ${id}`,
      },
    ];
  },
  complete: ({ id, properties, now, previous }) => ({
    uid: textOf(previous?.properties["uid"]) ?? stableUuid(`${id} ${now}`),
    createTime: textOf(previous?.properties["createTime"]) ?? now,
    updateTime: now,
    databaseEdition: textOf(properties["databaseEdition"]) ?? "STANDARD",
    concurrencyMode: textOf(properties["concurrencyMode"]) ?? "PESSIMISTIC",
    appEngineIntegrationMode: textOf(properties["appEngineIntegrationMode"]) ?? "DISABLED",
    versionRetentionPeriod:
      properties["pointInTimeRecoveryEnablement"] === "POINT_IN_TIME_RECOVERY_ENABLED" ? "604800s" : "3600s",
    earliestVersionTime: textOf(previous?.properties["earliestVersionTime"]) ?? now,
    keyPrefix: "",
  }),
  guardDelete: ({ id, properties }) => {
    if (properties["deleteProtectionState"] !== "DELETE_PROTECTION_ENABLED") return;
    throw new DeletionRefused({
      id,
      because: "its deleteProtectionState is DELETE_PROTECTION_ENABLED",
      remedy: "Set it to DELETE_PROTECTION_DISABLED and run up first.",
    });
  },
};

export const documentIndex: TypeRules = {
  replaceOn: ["*"],
  references: { database: ofDatabase },
  idOf: (draft) => {
    const { fields, queryScope, apiScope } = draft.properties;
    return `${groupOf(draft)}/indexes/${stableHex(JSON.stringify([fields, queryScope, apiScope]), 12)}`;
  },
  check: ({ fields }) =>
    Array.isArray(fields) && fields.length < 2
      ? [{ property: "fields", reason: "must have at least 2 entries; an index over one field is a part of the field" }]
      : [],
  complete: ({ id }) => ({ name: id }),
};

export const documentField: TypeRules = {
  replaceOn: ["database", "collection", "field"],
  references: { database: ofDatabase },
  existsAlready: "is-taken-over",
  idOf: (draft) => `${groupOf(draft)}/fields/${textOf(draft.properties["field"]) ?? ""}`,
  complete: ({ id }) => ({ name: id }),
};

function groupOf({ properties, settings }: Omit<Draft, "id">): string {
  const project = textOf(properties["project"]) ?? settings.project ?? "";
  const database = lastPart(textOf(properties["database"]) ?? DEFAULT);
  return `projects/${project}/databases/${database}/collectionGroups/${textOf(properties["collection"]) ?? ""}`;
}
