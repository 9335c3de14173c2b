import type { ASTNode } from "@marcbachmann/cel-js";
import { matching } from "../libraries/texts.ts";
import {
  either,
  exactly,
  one,
  perCharacter,
  perPatternCharacter,
  type Range,
  scaled,
  sum,
  times,
  unknown,
} from "./range.ts";
import type { RuleType } from "./rule-type.ts";

/** An operand of a call. */
export interface Operand {
  readonly node: ASTNode;
  readonly type: RuleType;
  /** `undefined` where nothing says how large the value is. */
  readonly size: Range | undefined;
  /** Of a list of the schema: the sizes of its items. */
  readonly itemSize: Range;
}

interface CallCost {
  readonly cost: Range;
  /** Of the result. */
  readonly size?: Range;
}

const sizeOf = (operand: Operand | undefined): Range => operand?.size ?? unknown;
const traversal = (size: Range): CallCost => ({ cost: scaled(size, perCharacter) });
const sameSize = (size: Range): CallCost => ({ cost: scaled(size, perCharacter), size });
const constant: CallCost = { cost: one };
const patterns = (text: Range, pattern: Range): Range =>
  times(scaled(sum(text, one), perCharacter), scaled(pattern, perPatternCharacter));
const longestFormat = 128;
const addressBytes: Range = { min: 4, max: 16 };

/**
 * What a call costs beside its operands, by the estimates of k8s.io/apiserver 0.34.1 (`library/cost.go`) and cel-go 0.26
 * (`checker/cost.go`).
 */
export function callCost(name: string, target: Operand | undefined, args: readonly Operand[]): CallCost {
  const [first, second] = args;
  switch (name) {
    case "isSorted":
    case "sum":
    case "max":
    case "min":
    case "indexOf":
    case "lastIndexOf":
      return searchCost(target);
    case "url":
      return sameSize(sizeOf(first));
    case "lowerAscii":
    case "upperAscii":
    case "substring":
    case "trim":
      return sameSize(sizeOf(target));
    case "replace":
      return {
        cost: scaled(sizeOf(target), 2 * perCharacter),
        size: replacedSize(sizeOf(target), sizeOf(first), sizeOf(second)),
      };
    case "split": {
      const most = second?.node.op === "value" ? Number(second.node.args) : sizeOf(target).max;
      return { cost: scaled(sizeOf(target), 2 * perCharacter), size: { min: 0, max: most } };
    }
    case "join":
      return sameSize(joinedSize(target, first));
    case "find":
    case "findAll":
      return { cost: patterns(sizeOf(target), sizeOf(first)), size: { min: 0, max: sizeOf(target).max } };
    case matching:
      return { cost: patterns(sizeOf(target), sizeOf(first)) };
    case "contains":
      return { cost: times(traversal(sizeOf(target)).cost, traversal(sizeOf(first)).cost) };
    case "startsWith":
    case "endsWith":
      return traversal(sizeOf(first));
    case "format":
      return traversal(sizeOf(target));
    case "strings.quote": {
      const { min, max } = sizeOf(first);
      return { ...traversal(sizeOf(first)), size: { min: min + 2, max: max * 2 + 2 } };
    }
    case "cidr":
    case "isIP":
    case "isCIDR":
    case "quantity":
    case "isQuantity":
    case "semver":
    case "isSemver":
      return traversal(sizeOf(first));
    case "ip":
      return target === undefined ? traversal(sizeOf(first)) : constant;
    case "ip.isCanonical":
      return { cost: scaled(sizeOf(first), 2 * perCharacter) };
    case "containsIP":
    case "containsCIDR":
      return addressCost(name, first);
    case "validate":
      return { cost: scaled(traversal(sizeOf(first)).cost, longestFormat * perPatternCharacter) };
    case "sets.contains":
    case "sets.intersects":
      return { cost: sum(times(sizeOf(first), sizeOf(second)), one) };
    case "sets.equivalent":
      return { cost: sum(scaled(times(sizeOf(first), sizeOf(second)), 2), one) };
    case "bytes": {
      const { min, max } = sizeOf(first);
      return first?.type.kind === "string" ? { ...traversal({ min, max }), size: { min, max: max * 4 } } : constant;
    }
    case "string": {
      const { min, max } = sizeOf(first);
      return first?.type.kind === "bytes"
        ? { ...traversal({ min, max }), size: { min: Math.floor(min / 4), max } }
        : constant;
    }
    default:
      return constant;
  }
}

/** Each item is compared once, texts character by character. */
function searchCost(target: Operand | undefined): CallCost {
  const size = sizeOf(target);
  if (target?.type.kind === "string") return traversal(size);
  const { kind } = target?.type.of ?? { kind: "dyn" };
  const isText = kind === "string" || kind === "bytes";
  return { cost: times(size, isText ? sum(one, scaled(target?.itemSize ?? unknown, perCharacter)) : one) };
}

function replacedSize(text: Range, from: Range, to: Range): Range {
  const shortest = { count: Math.ceil(text.min / from.max), kept: 0 };
  const longest = { count: Math.ceil(text.max / from.min), kept: 0 };
  if (from.min === 0) Object.assign(longest, { count: text.max + 1, kept: text.max });
  else if (to.max <= from.min) Object.assign(longest, { count: 0, kept: text.max });
  if (from.max === 0) Object.assign(shortest, { count: text.min + 1, kept: text.min });
  else if (from.max <= to.min) Object.assign(shortest, { count: 0, kept: text.min });
  const counts = { min: shortest.count, max: longest.count };
  return sum(times(counts, to), { min: shortest.kept, max: longest.kept });
}

function joinedSize(target: Operand | undefined, separator: Operand | undefined): Range {
  const list = sizeOf(target);
  const items = target?.type.of === undefined ? exactly(0) : times(list, target.itemSize);
  if (separator === undefined) return items;
  return sum(items, times(sizeOf(separator), { min: Math.max(list.min - 1, 0), max: Math.max(list.max - 1, 0) }));
}

function addressCost(name: string, other: Operand | undefined): CallCost {
  const compared = scaled(sum(addressBytes, addressBytes), perCharacter);
  const isMasked = name === "containsCIDR";
  const parsed = other?.type.kind === "string" ? [scaled(sizeOf(other), perCharacter)] : [];
  return { cost: sum(compared, ...(isMasked ? [scaled(addressBytes, perCharacter), one] : []), ...parsed) };
}

/** What comparing two values costs. */
export function comparisonCost(left: Operand, right: Operand): Range {
  const constantKinds = ["IP", "CIDR", "Quantity", "Semver"];
  if (left.type.kind === right.type.kind && constantKinds.includes(left.type.kind)) return one;
  const most = Math.min(sizeOf(left).max, sizeOf(right).max);
  return scaled({ min: most > 0 ? 1 : 0, max: most }, perCharacter);
}

/** What `+` costs, and how large its result is. */
export function additionCost(left: Operand, right: Operand): CallCost {
  const kinds = [left.type.kind, right.type.kind];
  const size = sum(sizeOf(left), sizeOf(right));
  const asText = (): CallCost => ({ cost: scaled(size, perCharacter), size });
  if (kinds.includes("list")) return { cost: one, size };
  if (kinds.includes("string") || kinds.includes("bytes")) return asText();
  return kinds.every((kind) => kind === "dyn") ? { cost: either(one, asText().cost), size } : constant;
}
