import type { CheckFailure } from "../../../../../provider/index.ts";
import { textOf } from "../../values/index.ts";
import { type NameRule, type TypeRules } from "../type-rules.ts";

const name: NameRule = {
  property: "name",
  pattern: /^[a-zA-Z0-9_-]{1,63}$/,
  says: "must be 1-63 letters, digits, underscores and dashes",
};
const secondsOfDay = 86_400;

/** Google never deletes a ring: its name stays taken when a program that had it is gone. */
export const keyRing: TypeRules = {
  name,
  autoname: { property: "name", longest: 63 },
  replaceOn: ["*"],
  outlivesDeletion: true,
  idOf: ({ properties, settings }) =>
    `projects/${textOf(properties["project"]) ?? settings.project ?? ""}/locations/${textOf(properties["location"]) ?? ""}/keyRings/${textOf(properties["name"]) ?? ""}`,
};

/** Google never deletes a key either. Its versions are destroyed with it, which this cloud does not show: nothing is encrypted with them. */
export const cryptoKey: TypeRules = {
  name,
  autoname: { property: "name", longest: 63 },
  references: { keyRing: { types: ["gcp:kms/keyRing:KeyRing"], onDelete: "allow", asLink: false } },
  replaceOn: [
    "name",
    "keyRing",
    "purpose",
    "destroyScheduledDuration",
    "importOnly",
    "versionTemplate.protectionLevel",
  ],
  outlivesDeletion: true,
  defaults: { purpose: "ENCRYPT_DECRYPT" },
  check: ({ rotationPeriod, purpose }): CheckFailure[] => {
    const period = textOf(rotationPeriod);
    if (period === undefined) return [];
    if (!(Number(period.replace(/s$/, "")) >= secondsOfDay))
      return [{ property: "rotationPeriod", reason: `must be at least ${secondsOfDay}s; it is ${period}` }];
    if (typeof purpose !== "string" || purpose === "ENCRYPT_DECRYPT") return [];
    return [{ property: "rotationPeriod", reason: `is for keys with purpose ENCRYPT_DECRYPT; this one is ${purpose}` }];
  },
  idOf: ({ properties }) => `${textOf(properties["keyRing"]) ?? ""}/cryptoKeys/${textOf(properties["name"]) ?? ""}`,
  complete: ({ id, properties }) => ({
    primaries:
      properties["purpose"] === "ENCRYPT_DECRYPT" && properties["skipInitialVersionCreation"] !== true
        ? [{ name: `${id}/cryptoKeyVersions/1`, state: "ENABLED" }]
        : [],
  }),
};
