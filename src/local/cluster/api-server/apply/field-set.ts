import { setMember } from "../../../../lib/index.ts";
/**
 * One step into an object, spelled as in FieldsV1: `f:<field>`, `k:<keys of a list item>`, `v:<item of a set>`.
 */
export type PathElement = string;
export type FieldPath = readonly PathElement[];

/**
 * A set of places in objects, as a tree: a node is a member or only on the way to members. Immutable once built by
 * {@link FieldSet.insert}; every operation gives a new set.
 */
export class FieldSet {
  readonly children = new Map<PathElement, FieldSet>();
  constructor(public member = false) {}

  static of(...paths: readonly FieldPath[]): FieldSet {
    const set = new FieldSet();
    for (const path of paths) set.insert(path);
    return set;
  }

  /** For building a set; never call it on a set that other code holds. */
  insert([element, ...rest]: FieldPath): void {
    if (element === undefined) {
      this.member = true;
      return;
    }
    let child = this.children.get(element);
    if (child === undefined) this.children.set(element, (child = new FieldSet()));
    child.insert(rest);
  }

  has([element, ...rest]: FieldPath): boolean {
    if (element === undefined) return this.member;
    return this.children.get(element)?.has(rest) === true;
  }

  get isEmpty(): boolean {
    if (this.member) return false;
    for (const child of this.children.values()) if (!child.isEmpty) return false;
    return true;
  }

  union(other: FieldSet): FieldSet {
    return combine(this, other, (left, right) => left || right);
  }

  intersection(other: FieldSet): FieldSet {
    return combine(this, other, (left, right) => left && right);
  }

  difference(other: FieldSet): FieldSet {
    return combine(this, other, (left, right) => left && !right);
  }

  equals(other: FieldSet): boolean {
    return this.difference(other).isEmpty && other.difference(this).isEmpty;
  }

  /** Members without members below them, in FieldsV1's order. */
  leaves(): FieldPath[] {
    const found: FieldPath[] = [];
    const visit = (node: FieldSet, path: FieldPath): void => {
      const before = found.length;
      for (const element of sortedElements(node)) {
        const child = node.children.get(element);
        if (child !== undefined) visit(child, [...path, element]);
      }
      if (node.member && found.length === before) found.push(path);
    };
    visit(this, []);
    return found;
  }
}

/** The FieldsV1 form: `{}` is a member, `"."` marks a member with members below it. */
export function encodeFields(set: FieldSet): Record<string, unknown> {
  const encoded: Record<string, unknown> = {};
  for (const element of sortedElements(set)) {
    const child = set.children.get(element);
    if (child === undefined || child.isEmpty) continue;
    const below = encodeFields(child);
    setMember(encoded, element, child.member && Object.keys(below).length > 0 ? { ".": {}, ...below } : below);
  }
  return encoded;
}

/** Reads FieldsV1. What is no object is read as a member. */
export function decodeFields(encoded: unknown): FieldSet {
  const set = new FieldSet();
  if (typeof encoded !== "object" || encoded === null) return set;
  for (const [element, below] of Object.entries(encoded as Record<string, unknown>)) {
    if (element === ".") set.member = true;
    else {
      const child = decodeFields(below);
      if (child.children.size === 0) child.member = true;
      set.children.set(element, child);
    }
  }
  return set;
}

/** The path as messages spell it: `.spec.template.spec.containers[name="web"].image`. */
export function pathText(path: FieldPath): string {
  return path
    .map((element) => {
      const rest = element.slice(2);
      if (element.startsWith("f:")) return `.${rest}`;
      if (element.startsWith("v:")) return `[=${rest}]`;
      if (element.startsWith("i:")) return `[${rest}]`;
      const keys = JSON.parse(rest) as Record<string, unknown>;
      return `[${Object.entries(keys)
        .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
        .join(",")}]`;
    })
    .join("");
}

function combine(left: FieldSet, right: FieldSet, rule: (left: boolean, right: boolean) => boolean): FieldSet {
  const result = new FieldSet(rule(left.member, right.member));
  const add = (element: PathElement, one: FieldSet, two: FieldSet): void => {
    const child = combine(one, two, rule);
    if (child.member || child.children.size > 0) result.children.set(element, child);
  };
  for (const [element, child] of left.children) add(element, child, right.children.get(element) ?? nothing);
  for (const [element, child] of right.children) if (!left.children.has(element)) add(element, nothing, child);
  return result;
}

const nothing = new FieldSet();

/** Fields before keyed items before set items, each by its text. */
function sortedElements(set: FieldSet): PathElement[] {
  const rank = (element: PathElement): number => "fkvi".indexOf(element.charAt(0));
  return [...set.children.keys()].toSorted((a, b) => rank(a) - rank(b) || (a < b ? -1 : a > b ? 1 : 0));
}
