import { nearestName } from "../../../../lib/nearest-name.ts";
import type { PropertyMap } from "../../../../provider/index.ts";
import { ResourceNotFound } from "../cloud/index.ts";
import { ANSWERS } from "./answers.ts";
import type { Asked } from "./asked.ts";
import { UnsupportedFunction } from "./errors.ts";

/**
 * Answers a function: by hand where the answer is not a resource, else with the resource that `get<Type>` names.
 *
 * @throws {ResourceNotFound} {@link UnsupportedFunction}
 */
export function answerInvoke(token: string, args: PropertyMap, asked: Asked): PropertyMap {
  const answer = ANSWERS[token.slice("gcp:".length)];
  if (answer !== undefined) return answer(args, asked);
  const type = resourceTypeOf(token);
  if (!asked.cloud.facts.hasType(type)) {
    const functions = asked.cloud.facts.functions();
    throw new UnsupportedFunction({ token, known: functions.includes(token), nearest: nearestName(token, functions) });
  }
  return lookedUp(type, args, asked);
}

/** `gcp:compute/getNetwork:getNetwork` looks up a `gcp:compute/network:Network`. */
function resourceTypeOf(token: string): string {
  return token.replace(
    /\/get(\w)(\w*):get(\w+)$/,
    (_, first: string, rest: string, name: string) => `/${first.toLowerCase()}${rest}:${name}`,
  );
}

/** Arguments that name a resource, in the order in which they are tried. */
const NAMING = ["selfLink", "id", "name", "accountId", "email", "secretId", "secret", "repositoryId", "keyRing"];

function lookedUp(type: string, args: PropertyMap, { cloud, settings }: Asked): PropertyMap {
  const named = NAMING.map((name) => args[name]).find((value) => typeof value === "string" && value !== "");
  const given = Object.fromEntries(Object.entries(args).filter(([, value]) => value !== null && value !== ""));
  const properties = cloud.planned(type, given, settings);
  const resource =
    typeof named === "string" ? cloud.references.resolve(named, type, { properties, settings }) : undefined;
  if (resource === undefined) {
    throw new ResourceNotFound({ id: `${type} ${typeof named === "string" ? named : JSON.stringify(args)}` });
  }
  return { ...resource.properties, id: resource.id };
}
