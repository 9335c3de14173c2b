import { memberOf, setMember } from "../../../../lib/index.ts";
import type { PropertyMap } from "../../../../provider/index.ts";
import type { TypeFacts } from "../facts/index.ts";

type Kind = "create" | "update" | "delete";

/** Outputs by which a resource says how far it is. */
const STATUSES = ["status", "state", "currentStatus", "lifecycleState"];

const USUAL: Readonly<Record<Kind, string>> = { create: "CREATING", update: "UPDATING", delete: "DELETING" };
const COMPUTE: Readonly<Record<Kind, string | undefined>> = {
  create: "PROVISIONING",
  update: undefined,
  delete: "STOPPING",
};
const CONTAINER: Readonly<Record<Kind, string>> = {
  create: "PROVISIONING",
  update: "RECONCILING",
  delete: "STOPPING",
};

/** The status properties of a resource while an operation runs. Empty for a type that has none. */
export function statusesDuring(kind: Kind, facts: TypeFacts, properties: PropertyMap): PropertyMap {
  const words = facts.token.startsWith("gcp:compute/")
    ? COMPUTE
    : facts.token.startsWith("gcp:container/")
      ? CONTAINER
      : USUAL;
  return statusesAs(words[kind], facts, properties);
}

/** The status properties of a resource whose creation failed half-way; an update that failed leaves the ones before. */
export function statusesAfterFailure(
  kind: "create" | "update",
  facts: TypeFacts,
  properties: PropertyMap,
): PropertyMap {
  if (kind === "update") return {};
  const isInstance = facts.token.startsWith("gcp:compute/instance");
  return statusesAs(isInstance ? "TERMINATED" : "ERROR", facts, properties);
}

function statusesAs(word: string | undefined, facts: TypeFacts, properties: PropertyMap): PropertyMap {
  const statuses: PropertyMap = {};
  if (word === undefined) return statuses;
  for (const name of STATUSES) {
    const isOutput = memberOf(facts.outputs, name)?.type === "s";
    if (isOutput && typeof memberOf(properties, name) === "string") setMember(statuses, name, word);
  }
  return statuses;
}
