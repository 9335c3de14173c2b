import { randomInt } from "node:crypto";
import { memberOf, setMember } from "../../../../lib/index.ts";
import type { PropertyMap } from "../../../../provider/index.ts";
import type { TypeFacts } from "../facts/index.ts";
import type { Settings } from "../rules/index.ts";
import { lastPart, partNamed, regionOf, relativeLink, textOf } from "../values/index.ts";
import { SettingMissing } from "./errors.ts";

/** The properties that say where a resource is, from the provider's configuration where the resource gives none. */
export function placed(properties: PropertyMap, facts: TypeFacts, settings: Settings): PropertyMap {
  const place: PropertyMap = {};
  const region = settings.region ?? (settings.zone && regionOf(settings.zone));
  const candidates = { project: settings.project, region, zone: settings.zone, location: settings.zone ?? region };
  for (const [name, value] of Object.entries(candidates)) {
    const known = memberOf(facts.inputs, name);
    if (known === undefined || memberOf(properties, name) !== undefined || value === undefined) continue;
    // A required location is the program's to choose; an optional one falls back to the provider's.
    if (!known.required) setMember(place, name, value);
  }
  return { ...place, ...properties };
}

/** A name for a resource whose program gives only its beginning: unique, and growing with time. */
export function withPrefixedName(properties: PropertyMap, facts: TypeFacts): PropertyMap {
  const prefix = textOf(properties["namePrefix"]);
  if (prefix === undefined || properties["name"] !== undefined || facts.inputs["name"] === undefined) return properties;
  return { ...properties, name: `${prefix}${Date.now()}${randomDigits(4)}` };
}

/**
 * Fills an id format such as `projects/{{project}}/global/networks/{{name}}`.
 *
 * @throws {SettingMissing} for a project, region or zone that neither the resource nor the provider gives.
 */
export function formatId(format: string, properties: PropertyMap, facts: TypeFacts, settings: Settings): string {
  return format.replace(/\{\{(\w+)\}\}/g, (_, name: string, at: number) => {
    const value = memberOf(properties, name);
    if (typeof value === "string" || typeof value === "number") {
      return partNamed(String(value).replace(/^\/+|\/+$/g, ""), format.slice(0, at));
    }
    if (name === "project" && settings.project !== undefined) return settings.project;
    if (name === "project" || name === "region" || name === "zone") {
      throw new SettingMissing({ setting: name, type: facts.token });
    }
    return randomDigits(19);
  });
}

/** An id for a type whose format names nothing but what the cloud itself gives. */
export function generatedId(facts: TypeFacts, properties: PropertyMap, settings: Settings): string {
  const kind = facts.token.slice(facts.token.indexOf("/") + 1, facts.token.lastIndexOf(":"));
  const project = textOf(properties["project"]) ?? settings.project;
  const location = textOf(properties["location"]) ?? textOf(properties["region"]) ?? "global";
  const own = textOf(properties["name"]) ?? textOf(memberOf(properties, `${kind}Id`));
  if (own?.includes("/")) return own;
  const name = own === undefined ? randomDigits(19) : [...parentsOf(facts, properties), own].join("/");
  const scope = project === undefined ? "organizations/0" : `projects/${project}/locations/${location}`;
  return `${scope}/${kind}s/${name}`;
}

/** The scope of a name without an id format: all required texts of the resource besides its name. */
function parentsOf({ idFormat, inputs }: TypeFacts, properties: PropertyMap): string[] {
  if (idFormat !== undefined) return [];
  return Object.entries(inputs)
    .filter(([name, { type, required, sensitive }]) => type === "s" && required && !sensitive && name !== "name")
    .map(([name]) => lastPart(relativeLink(textOf(memberOf(properties, name)) ?? "")));
}

function randomDigits(count: number): string {
  return Array.from({ length: count }, (_, index) => randomInt(index === 0 ? 1 : 0, 10)).join("");
}
