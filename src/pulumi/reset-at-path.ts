import { isObject, memberOf, setMember } from "../lib/index.ts";
import type { PropertyPath } from "./property-path.ts";
import { isSecret, type PropertyMap, plainOf, secretOf } from "./special-values.ts";

/** A changed copy. `complete` is false when the path could not be followed to its end in each place that `*` stands for. */
export interface Reset<Value = unknown> {
  readonly value: Value;
  readonly complete: boolean;
}

/**
 * A copy of `properties` with the value of `olds` at `path`, or without one where `olds` has none there.
 *
 * The copy is as far changed as the path could be followed where the two differ around it.
 *
 * Source: `PropertyPath.Reset` in `sdk/go/common/resource/property_path.go` of pulumi/pulumi.
 */
export function resetAt(path: PropertyPath, olds: PropertyMap, properties: PropertyMap): Reset<PropertyMap> {
  return reset(path, { value: olds, secret: false }, properties) as Reset<PropertyMap>;
}

/** An old value, and whether it is inside of a secret while the new one is not. */
interface Old {
  readonly value: unknown;
  readonly secret: boolean;
}

function reset(path: PropertyPath, old: Old, newValue: unknown): Reset {
  if (isSecret(newValue)) {
    const inner = reset(path, { value: plainOf(old.value), secret: false }, newValue.value);
    return { ...inner, value: { ...newValue, value: inner.value } };
  }
  if (isSecret(old.value)) return reset(path, { value: plainOf(old.value), secret: true }, newValue);
  const [step, ...rest] = path;
  if (step === undefined) return { value: newValue, complete: false };
  if (step === "*") return rest.length === 0 ? resetAll(old, newValue) : resetEach(rest, old, newValue);
  return typeof step === "number" ? resetItem(step, rest, old, newValue) : resetKey(step, rest, old, newValue);
}

function resetKey(key: string, rest: PropertyPath, old: Old, newValue: unknown): Reset {
  const oldMap = isObject(old.value) ? old.value : undefined;
  const unchanged = (complete: boolean) => ({ value: newValue, complete });
  if (rest.length === 0) {
    const had = oldMap !== undefined && Object.hasOwn(oldMap, key);
    if (!isObject(newValue)) return unchanged(!had);
    const { [key]: _removed, ...others } = newValue;
    return { value: had ? { ...newValue, [key]: kept(memberOf(oldMap, key), old) } : others, complete: true };
  }
  if (!oldMap || !isObject(newValue)) return unchanged(!oldMap && !isObject(newValue));
  if (!Object.hasOwn(newValue, key)) return unchanged(!Object.hasOwn(oldMap, key));
  const inner = reset(rest, { ...old, value: memberOf(oldMap, key) }, memberOf(newValue, key));
  return { ...inner, value: { ...newValue, [key]: inner.value } };
}

function resetItem(index: number, rest: PropertyPath, old: Old, newValue: unknown): Reset {
  const oldList = Array.isArray(old.value) ? (old.value as unknown[]) : undefined;
  const newList = Array.isArray(newValue) ? (newValue as unknown[]) : undefined;
  if (!oldList || !newList) return { value: newValue, complete: !oldList && !newList };
  const has = [index < oldList.length, index < newList.length];
  // Adding or removing an item would move the ones after it.
  if (has.includes(false)) return { value: newValue, complete: rest.length === 0 && !has.includes(true) };
  if (rest.length === 0) return { value: newList.with(index, kept(oldList[index], old)), complete: true };
  const inner = reset(rest, { ...old, value: oldList[index] }, newList[index]);
  return { ...inner, value: newList.with(index, inner.value) };
}

/** `*` at the end of a path. */
function resetAll(old: Old, newValue: unknown): Reset {
  if (Array.isArray(newValue)) {
    if (!Array.isArray(old.value)) return { value: newValue, complete: true };
    const olds = old.value as unknown[];
    const value = newValue.map((item: unknown, index) => (index < olds.length ? kept(olds[index], old) : item));
    return { value, complete: olds.length === newValue.length };
  }
  if (!isObject(newValue)) return { value: newValue, complete: false };
  if (!isObject(old.value)) return { value: newValue, complete: true };
  const value = Object.fromEntries(Object.entries(old.value).map(([key, item]) => [key, kept(item, old)]));
  return { value, complete: true };
}

/** `*` with more steps after it. */
function resetEach(rest: PropertyPath, old: Old, newValue: unknown): Reset {
  let complete = true;
  const each = (oldItem: unknown, item: unknown) => {
    const inner = reset(rest, { ...old, value: oldItem }, item);
    complete &&= inner.complete;
    return inner.value;
  };
  if (Array.isArray(newValue) && Array.isArray(old.value)) {
    const olds = old.value as unknown[];
    const value = newValue.map((item: unknown, index) => (index < olds.length ? each(olds[index], item) : item));
    return { value, complete: complete && olds.length === newValue.length };
  }
  if (!isObject(newValue) || !isObject(old.value)) return { value: newValue, complete: false };
  const value: PropertyMap = { ...newValue };
  for (const [key, oldItem] of Object.entries(old.value)) {
    if (Object.hasOwn(newValue, key)) setMember(value, key, each(oldItem, memberOf(newValue, key)));
    else complete = false;
  }
  return { value, complete };
}

/** An old value that was inside of a secret stays secret in a copy that is not. */
function kept(value: unknown, old: Old): unknown {
  return old.secret ? secretOf(value) : value;
}
