import { memberOf, sameJson } from "../../../lib/index.ts";
import type { DiffResult, PropertyMap } from "../../../provider/index.ts";
import type { Settings } from "./rules/index.ts";

/** The label that the real provider adds to every resource, unless its configuration turns that off. */
const ATTRIBUTION = { "goog-pulumi-provisioned": "true" };

/** The provider's configuration as `Configure` hands it over; nested values come as JSON text. */
export function settingsOf(inputs: PropertyMap): Settings {
  const labels = jsonOf(inputs["defaultLabels"]);
  const attributed = jsonOf(inputs["addPulumiAttributionLabel"]) !== false;
  const settings = {
    ...textSetting("project", inputs),
    ...textSetting("region", inputs),
    ...textSetting("zone", inputs),
  };
  return {
    ...settings,
    labels: { ...(attributed ? ATTRIBUTION : {}), ...(typeof labels === "object" ? labels : {}) },
  };
}

/** A provider that points at another project manages other resources: those have to be replaced. */
export function configDiff(oldInputs: PropertyMap, news: PropertyMap): DiffResult {
  const keys = [...new Set([...Object.keys(oldInputs), ...Object.keys(news)])];
  const diffs = keys.filter((key) => !sameJson(memberOf(oldInputs, key), memberOf(news, key)));
  return {
    changes: diffs.length > 0 ? "some" : "none",
    replaces: diffs.filter((key) => key === "project" && oldInputs[key] !== undefined),
    diffs,
    detailedDiff: {},
    stables: [],
    deleteBeforeReplace: false,
  };
}

function textSetting(name: "project" | "region" | "zone", inputs: PropertyMap): Partial<Settings> {
  const value = inputs[name];
  return typeof value === "string" && value !== "" ? { [name]: value } : {};
}

function jsonOf(value: unknown): unknown {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}
