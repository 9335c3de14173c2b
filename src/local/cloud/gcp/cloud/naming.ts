import type { PropertyMap } from "../../../../provider/index.ts";
import type { TypeFacts } from "../facts/index.ts";
import { type Draft, defaultsOf, rulesOf, type Settings, type World } from "../rules/index.ts";
import { formatId, generatedId, placed } from "./place.ts";

/** Inputs over defaults, in the project and place of the resource. Unknown inputs stay unknown. */
export function planned(facts: TypeFacts, inputs: PropertyMap, settings: Settings): PropertyMap {
  return placed({ ...defaultsOf(facts), ...inputs }, facts, settings);
}

/** The id of a new resource: by its type's own rule, else by the format of its ids. @throws {SettingMissing} */
export function idOf(draft: Omit<Draft, "id">, world: World): string {
  const rules = rulesOf(draft.facts.token);
  const format = rules.idFormat ?? draft.facts.idFormat;
  const own = rules.idOf?.(draft, world);
  if (own !== undefined) return own;
  if (format === undefined || format === "{{name}}" || format === "{{id}}")
    return generatedId(draft.facts, draft.properties, draft.settings);
  return formatId(format, draft.properties, draft.facts, draft.settings);
}
