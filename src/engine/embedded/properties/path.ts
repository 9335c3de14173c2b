import { isObject, isSecret, type PropertyMap } from "../wire/index.ts";

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

/** The path in Pulumi's syntax; the inverse of {@link parsePath}. */
export function formatPath(path: PropertyPath): string {
  return path
    .map((step, index) => {
      if (typeof step === "number") return `[${step}]`;
      if (/[.["\]]/.test(step)) return `[${JSON.stringify(step)}]`;
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

/**
 * Gives what stands at `path` in `properties` the value that it has in `olds`; what `olds` does not have is removed.
 *
 * @returns the changed copy, or `undefined` when the two differ around the path so that it cannot be applied.
 */
export function resetAt(path: PropertyPath, olds: PropertyMap, properties: PropertyMap): PropertyMap | undefined {
  const result = reset(path, olds, properties);
  return result.ok ? (result.value as PropertyMap) : undefined;
}

type Reset = { readonly ok: true; readonly value: unknown } | { readonly ok: false };
const refused: Reset = { ok: false };

function reset(path: PropertyPath, oldValue: unknown, newValue: unknown): Reset {
  const [step, ...rest] = path;
  if (step === undefined) return { ok: true, value: oldValue };
  if (isSecret(newValue)) {
    const inner = reset(path, isSecret(oldValue) ? oldValue.value : oldValue, newValue.value);
    return inner.ok ? { ok: true, value: { ...newValue, value: inner.value } } : refused;
  }
  if (isSecret(oldValue)) return reset(path, oldValue.value, newValue);
  if (step === "*") return resetEvery(rest, oldValue, newValue);
  return typeof step === "number" || Array.isArray(newValue)
    ? resetItem(Number(step), rest, oldValue, newValue)
    : resetKey(step, rest, oldValue, newValue);
}

function resetKey(key: string, rest: PropertyPath, oldValue: unknown, newValue: unknown): Reset {
  const oldHas = isObject(oldValue) && key in oldValue;
  const newHas = isObject(newValue) && key in newValue;
  if (rest.length > 0 && !oldHas && !newHas) return { ok: true, value: newValue };
  if (!isObject(newValue)) return oldHas || newHas ? refused : { ok: true, value: newValue };
  if (rest.length === 0) {
    const { [key]: _removed, ...others } = newValue;
    return { ok: true, value: oldHas ? { ...newValue, [key]: oldValue[key] } : others };
  }
  if (!oldHas || !newHas) return refused;
  const inner = reset(rest, oldValue[key], newValue[key]);
  return inner.ok ? { ok: true, value: { ...newValue, [key]: inner.value } } : refused;
}

function resetItem(index: number, rest: PropertyPath, oldValue: unknown, newValue: unknown): Reset {
  const oldHas = Array.isArray(oldValue) && index < oldValue.length;
  const newHas = Array.isArray(newValue) && index < newValue.length;
  if (!oldHas && !newHas) return { ok: true, value: newValue };
  if (!oldHas || !newHas) return refused;
  const inner = reset(rest, oldValue[index], newValue[index]);
  return inner.ok ? { ok: true, value: newValue.with(index, inner.value) } : refused;
}

function resetEvery(rest: PropertyPath, oldValue: unknown, newValue: unknown): Reset {
  if (Array.isArray(oldValue) && Array.isArray(newValue)) {
    if (rest.length === 0) return { ok: true, value: oldValue };
    if (oldValue.length !== newValue.length) return refused;
    const items = newValue.map((item, index) => reset(rest, oldValue[index], item));
    return items.every((item) => item.ok) ? { ok: true, value: items.map((item) => item.value) } : refused;
  }
  if (!isObject(oldValue) || !isObject(newValue)) return refused;
  if (rest.length === 0) return { ok: true, value: oldValue };
  let result: PropertyMap = newValue;
  for (const key of new Set([...Object.keys(oldValue), ...Object.keys(newValue)])) {
    const inner = resetKey(key, rest, oldValue, result);
    if (!inner.ok) return refused;
    result = inner.value as PropertyMap;
  }
  return { ok: true, value: result };
}
