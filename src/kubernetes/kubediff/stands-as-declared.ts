import { isObject, memberOf, sameJson } from "../../lib/index.ts";
import { type FieldSet, type KubernetesObject } from "../client/index.ts";
import { keyStep, listKeys } from "./list-keys.ts";
import { takenOver } from "./taken-over.ts";

/** They name the object; nothing owns them. */
const identity = new Set(["apiVersion", "kind"]);
const identityOfMetadata = new Set(["name", "namespace"]);

/**
 * Whether applying an object writes nothing, which needs no dry run to tell: the manager owns exactly the fields that are declared, each
 * has the declared value to the letter, and there is nothing to take over. False says nothing: a value may be spelled otherwise.
 */
export function standsAsDeclared(declared: KubernetesObject, live: KubernetesObject, manager: string): boolean {
  const own = live.metadata.managedFields?.find(
    (entry) => entry.manager === manager && entry.operation === "Apply" && (entry.subresource ?? "") === "",
  );
  if (own?.fieldsV1 === undefined || own.apiVersion !== declared.apiVersion) return false;
  if (Object.keys(takenOver(live, manager)).length > 0) return false;
  const { metadata } = declared;
  const content = { ...without(declared, identity), metadata: without(metadata, identityOfMetadata) };
  return isOwned(content, live, own.fieldsV1);
}

function isOwned(declared: unknown, live: unknown, owned: FieldSet): boolean {
  const steps = Object.keys(owned).filter((step) => step !== ".");
  if (steps.length === 0) return sameJson(declared, live);
  if (Array.isArray(declared)) return Array.isArray(live) && areItemsOwned(declared, live, owned);
  if (!isObject(declared) || !isObject(live)) return false;
  // A map without a member is one that no manager needs to own.
  const names = Object.keys(declared).filter((name) => !isEmptyMetadata(name, declared[name]));
  return (
    names.length === steps.length &&
    names.every((name) => {
      const below = memberOf(owned, `f:${name}`);
      return below !== undefined && isOwned(declared[name], memberOf(live, name), below);
    })
  );
}

function isEmptyMetadata(name: string, value: unknown): boolean {
  return name === "metadata" && isObject(value) && Object.keys(value).length === 0;
}

function areItemsOwned(declared: readonly unknown[], live: readonly unknown[], owned: FieldSet): boolean {
  const keys = listKeys(owned);
  if (keys === undefined) return false;
  const steps = declared.map((item) => keyStep(item, keys));
  const standing = new Map(live.map((item) => [keyStep(item, keys), item]));
  const isSame = declared.every((item, index) => {
    const step = steps[index] ?? "";
    const below = memberOf(owned, step);
    return below !== undefined && isOwned(item, standing.get(step), below);
  });
  const count = Object.keys(owned).filter((step) => step !== ".").length;
  const inOrder = [...standing.keys()].filter((step) => steps.includes(step));
  return isSame && new Set(steps).size === count && sameJson(inOrder, steps);
}

function without(map: object, names: ReadonlySet<string>): object {
  return Object.fromEntries(Object.entries(map).filter(([name]) => !names.has(name)));
}
