import { isObject, isSecret, type PropertyMap, secretOf } from "./special-values.ts";

/** A place inside properties: keys of maps and indices of lists. `*` stands for every key or index. */
export type PropertyPath = readonly (string | number)[];

/**
 * Reads Pulumi's path syntax: `a.b[0].c`, `a["key with.dots"].b`, `["first key"]`, `list[*].name`.
 *
 * `undefined` when the text is not one.
 */
export function parsePath(text: string): PropertyPath | undefined {
  const path: (string | number)[] = [];
  let rest = text;
  let first = true;
  while (rest !== "") {
    const bracketed = /^\[(?:"((?:[^"\\]|\\.)*)"|(\d+)|(\*))\]/.exec(rest);
    const dotted = first ? /^([^.[]+)/.exec(rest) : /^\.([^.[]+)/.exec(rest);
    const match = bracketed ?? dotted;
    if (!match) return undefined;
    if (dotted && !bracketed) path.push(dotted[1] ?? "");
    else if (bracketed?.[2] !== undefined) path.push(Number(bracketed[2]));
    else path.push(bracketed?.[3] ?? (bracketed?.[1] ?? "").replace(/\\(.)/g, "$1"));
    rest = rest.slice(match[0].length);
    first = false;
  }
  return path;
}

/** The path in Pulumi's syntax, which puts every key in quotes that is not plain; the inverse of {@link parsePath}. */
export function formatPath(path: PropertyPath): string {
  return path
    .map((step, index) => {
      if (typeof step === "number") return `[${step}]`;
      if (/\W/.test(step)) return `["${step.replaceAll(/["\\]/g, "\\$&")}"]`;
      return index === 0 ? step : `.${step}`;
    })
    .join("");
}

/** True when `outer` is `inner` or leads to something around it. */
export function pathContains(outer: PropertyPath, inner: PropertyPath): boolean {
  return (
    outer.length <= inner.length && outer.every((step, index) => step === "*" || String(step) === String(inner[index]))
  );
}

/** A changed copy, and whether the path could be followed to its end everywhere. */
export interface Reset<Value = unknown> {
  readonly value: Value;
  readonly complete: boolean;
}

/**
 * Gives what stands at `path` in `properties` the value that it has in `olds`; what `olds` does not have is removed.
 *
 * Where the two differ around the path it cannot be applied; what could be done before that was seen is done.
 */
export function resetAt(path: PropertyPath, olds: PropertyMap, properties: PropertyMap): Reset<PropertyMap> {
  return reset(path, { value: olds, secret: false }, properties) as Reset<PropertyMap>;
}

/** An old value, and whether it stands within a secret while the new one does not. */
interface Old {
  readonly value: unknown;
  readonly secret: boolean;
}

function reset(path: PropertyPath, old: Old, newValue: unknown): Reset {
  if (isSecret(newValue)) {
    const inner = reset(path, { value: bare(old.value), secret: false }, newValue.value);
    return { ...inner, value: { ...newValue, value: inner.value } };
  }
  if (isSecret(old.value)) return reset(path, { value: bare(old.value), secret: true }, newValue);
  const [step, ...rest] = path;
  if (step === undefined) return { value: newValue, complete: false };
  if (step === "*") return rest.length === 0 ? resetAll(old, newValue) : resetEach(rest, old, newValue);
  return typeof step === "number" ? resetItem(step, rest, old, newValue) : resetKey(step, rest, old, newValue);
}

function resetKey(key: string, rest: PropertyPath, old: Old, newValue: unknown): Reset {
  const oldMap = isObject(old.value) ? old.value : undefined;
  const unchanged = (complete: boolean) => ({ value: newValue, complete });
  if (rest.length === 0) {
    const had = oldMap !== undefined && key in oldMap;
    if (!isObject(newValue)) return unchanged(!had);
    const { [key]: _removed, ...others } = newValue;
    return { value: had ? { ...newValue, [key]: kept(oldMap[key], old) } : others, complete: true };
  }
  if (!oldMap || !isObject(newValue)) return unchanged(!oldMap && !isObject(newValue));
  if (!(key in newValue)) return unchanged(!(key in oldMap));
  const inner = reset(rest, { ...old, value: oldMap[key] }, newValue[key]);
  return { ...inner, value: { ...newValue, [key]: inner.value } };
}

function resetItem(index: number, rest: PropertyPath, old: Old, newValue: unknown): Reset {
  const oldList = Array.isArray(old.value) ? (old.value as unknown[]) : undefined;
  const newList = Array.isArray(newValue) ? (newValue as unknown[]) : undefined;
  if (!oldList || !newList) return { value: newValue, complete: !oldList && !newList };
  const has = [index < oldList.length, index < newList.length];
  // A place in a list can be neither made nor taken away.
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

/** `*` with more behind it. */
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
    if (key in newValue) value[key] = each(oldItem, newValue[key]);
    else complete = false;
  }
  return { value, complete };
}

/** What was secret stays it where nothing around it says so. */
function kept(value: unknown, old: Old): unknown {
  return old.secret ? secretOf(value) : value;
}

function bare(value: unknown): unknown {
  return isSecret(value) ? bare(value.value) : value;
}
