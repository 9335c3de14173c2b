import { isObject, memberOf } from "../../../../lib/index.ts";
import { isUnknown } from "../../../../pulumi/index.ts";
import { sameLink } from "../values/index.ts";

/** True when the cloud takes two values for the same: equal, or a full link and a shorter name of one resource. */
export function equivalent(one: unknown, other: unknown): boolean {
  if (isUnknown(one) || isUnknown(other)) return false;
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((item, index) => equivalent(item, other[index]));
  }
  if (isObject(one) && isObject(other)) {
    return [...new Set([...Object.keys(one), ...Object.keys(other)])].every((key) =>
      equivalent(memberOf(one, key), memberOf(other, key)),
    );
  }
  if (typeof one === "string" && typeof other === "string") {
    return one === other || ((isLink(one) || isLink(other)) && sameLink(one, other));
  }
  return one === other || (isEmpty(one) && isEmpty(other));
}

/**
 * The part of the cloud's `state` that corresponds to a program's `declared` value.
 *
 * Of an object only the declared properties count, because the cloud fills in the others. Of a list or a map everything
 * counts, so that an element which was added past Git is seen.
 */
export function projected(state: unknown, declared: unknown, isFreeMap: boolean): unknown {
  if (Array.isArray(state) && Array.isArray(declared)) {
    return state.map((item, index) => (index < declared.length ? projected(item, declared[index], false) : item));
  }
  if (!isObject(state) || !isObject(declared) || isFreeMap) return state;
  return Object.fromEntries(
    Object.keys(declared)
      .filter((key) => memberOf(state, key) !== undefined)
      .map((key) => [key, projected(memberOf(state, key), memberOf(declared, key), false)]),
  );
}

function isLink(value: string): boolean {
  return value.startsWith("https://") || value.startsWith("projects/");
}

/** Absent and empty are one and the same to GCP's APIs; `false` and 0 are not, where the default is something else. */
function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === "") return true;
  return Array.isArray(value) ? value.length === 0 : isObject(value) && Object.values(value).every(isEmpty);
}
