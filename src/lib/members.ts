/**
 * The member of that name, `undefined` where there is none. `object[name]` would find what objects inherit, too: an entry
 * `constructor` in every map of labels.
 */
export function memberOf<T>(object: Readonly<Record<string, T>> | null | undefined, name: string): T | undefined {
  return object !== undefined && object !== null && Object.hasOwn(object, name) ? object[name] : undefined;
}

/** Gives an object a member of any name. Assigned, one named `__proto__` would become the prototype, and be no member. */
export function setMember<T>(object: Record<string, T>, name: string, value: NoInfer<T>): void {
  if (name === "__proto__") Object.defineProperty(object, name, { value, ...ownMember });
  else object[name] = value;
}

const ownMember = { configurable: true, enumerable: true, writable: true };
