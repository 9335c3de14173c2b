import type { ASTNode } from "@marcbachmann/cel-js";
import { presence } from "../libraries/presence.ts";
import { additionCost, callCost, comparisonCost, type Operand } from "./call-costs.ts";
import { isMacro, macroKnown } from "./macros.ts";
import { either, exactly, newList, newMap, none, one, type Range, sum, unknown } from "./range.ts";
import { bool, bytes, double, dyn, int, listType, mapType, type RuleType, simpleType, string } from "./rule-type.ts";
import { type Entries, type Known, NotCompilable, type Scope, type Types } from "./scope.ts";
import type { Signatures } from "./signatures.ts";

const sized = new Set(["bool", "int", "uint", "double", "timestamp", "duration"]);
const namespaces = new Set(["ip", "format", "sets", "strings", "optional"]);
const typeNames = new Set(["bool", "int", "uint", "double", "string", "bytes", "list", "map", "null_type", "type"]);

/**
 * Types and costs of one expression, without a value: what cel-go's checker says of it.
 *
 * Costs follow `checker/cost.go` of cel-go 0.26, where the presence of a field is free as in Kubernetes.
 */
export class Analysis implements Types {
  readonly #root: RuleType;
  readonly #signatures: Signatures;

  /** @param root the type of `self` and of `oldSelf` */
  constructor(root: RuleType, signatures: Signatures) {
    this.#root = root;
    this.#signatures = signatures;
  }

  /** @throws {NotCompilable} */
  of(node: ASTNode, scope: Scope): Known {
    switch (node.op) {
      case "value":
        return literal(node.args);
      case "id":
        return this.#variable(node.args, scope);
      case ".":
        return this.#field(this.of(node.args[0], scope), node.args[1]);
      case ".?":
        return this.#optional(this.#field(this.of(node.args[0], scope), node.args[1]));
      case "[]":
        return this.#item(this.of(node.args[0], scope), this.of(node.args[1], scope));
      case "[?]":
        return this.#optional(this.#item(this.of(node.args[0], scope), this.of(node.args[1], scope)));
      case "list":
        return this.#list(node.args.map((item) => this.of(item, scope)));
      case "map":
        return this.#map(node.args.map(([key, value]) => [this.of(key, scope), this.of(value, scope)] as const));
      case "?:":
        return this.#choice(node.args.map((part) => this.of(part, scope)) as [Known, Known, Known]);
      case "call":
        return this.#call(node.args[0], undefined, node.args[1], scope);
      case "rcall":
        return this.#memberCall(node, scope);
      case "!_":
      case "-_":
        return this.#prefixed(node.op, this.of(node.args, scope));
      case "&&":
      case "||":
        return this.#logical(node.op, this.of(node.args[0], scope), this.of(node.args[1], scope));
      default:
        return this.#binary(node.op, node.args, scope);
    }
  }

  /** How large a value is: by its expression, by the schema at its place, by its type. */
  sizeOf({ size, path, type }: Known): Range | undefined {
    if (size !== undefined) return size;
    const declared = path === undefined ? undefined : this.#declared(path);
    if (declared !== undefined) return { min: 0, max: declared.most };
    return sized.has(type.kind === "optional" ? (type.of?.kind ?? "") : type.kind) ? one : undefined;
  }

  #operand(node: ASTNode, known: Known): Operand {
    const { path, type } = known;
    // What a literal shows of its items is not asked here, as it is not by the server.
    const declared = path === undefined ? undefined : this.#declared([...path, "@items"]);
    const itemSize = declared === undefined ? unknown : { min: 0, max: declared.most };
    return { node, type, size: this.sizeOf(known), itemSize };
  }

  /** The server walks any path from the type of `self`, also that of a value which comes from elsewhere. */
  #declared(path: readonly string[]): RuleType | undefined {
    return path.slice(1).reduce<RuleType | undefined>((at, name) => {
      if (name === "@items" || name === "@values") return at?.of;
      if (name === "@keys") return at?.kind === "map" ? simpleType("string") : undefined;
      return at?.fields?.get(name);
    }, this.#root);
  }

  #variable(name: string, scope: Scope): Known {
    const known = scope.find(name);
    if (known !== undefined) return { ...known, cost: one };
    if (typeNames.has(name)) return { type: simpleType("type"), cost: one, path: [name] };
    throw new NotCompilable(`undeclared reference to '${name}' (in container '')`);
  }

  #field({ type, cost, path = [] }: Known, name: string): Known {
    const below = [...path, name];
    switch (type.kind) {
      case "object": {
        const field = type.fields?.get(name);
        if (field === undefined) throw new NotCompilable(`undefined field '${name}'`);
        return { type: field, cost: sum(cost, one), path: below };
      }
      case "map":
        return { type: type.of ?? dyn, cost: sum(cost, one), path: below };
      case "optional":
        return this.#optional(this.#field({ type: type.of ?? dyn, cost, path }, name));
      case "dyn":
        return { type: dyn, cost, path: below };
      default:
        throw new NotCompilable(`type '${type.kind}' does not support field selection`);
    }
  }

  #optional({ type, cost }: Known): Known {
    return { type: type.kind === "optional" ? type : { ...simpleType("optional"), of: type }, cost };
  }

  #item(owner: Known, key: Known): Known {
    const { type, path = [], entries } = owner;
    const cost = sum(owner.cost, key.cost, one);
    if (type.kind === "optional") return this.#optional(this.#item({ ...owner, type: type.of ?? dyn }, key));
    if (type.kind !== "list" && type.kind !== "map" && type.kind !== "dyn") throw noOverload("_[_]", type, key.type);
    if (type.kind === "list" && key.type.kind !== "int" && key.type.kind !== "dyn") {
      throw noOverload("_[_]", type, key.type);
    }
    const below = [...path, type.kind === "list" ? "@items" : "@values"];
    return { type: type.of ?? dyn, cost, path: below, ...(entries === undefined ? {} : { size: entries.value }) };
  }

  #list(items: readonly Known[]): Known {
    const cost = sum(newList, ...items.map((item) => item.cost));
    const entries: Entries = { kind: "list", key: one, value: this.#sizesOf(items) };
    return { type: listType(commonType(items.map(({ type }) => type))), cost, size: exactly(items.length), entries };
  }

  #map(pairs: readonly (readonly [Known, Known])[]): Known {
    const cost = sum(newMap, ...pairs.flatMap(([key, value]) => [key.cost, value.cost]));
    const values = pairs.map(([, value]) => value);
    const keys = this.#sizesOf(pairs.map(([key]) => key));
    const entries: Entries = { kind: "map", key: keys, value: this.#sizesOf(values) };
    return { type: mapType(commonType(values.map(({ type }) => type))), cost, size: exactly(pairs.length), entries };
  }

  #sizesOf(items: readonly Known[]): Range {
    return items.length === 0 ? none : items.map((item) => this.sizeOf(item) ?? unknown).reduce(either);
  }

  #choice([condition, yes, no]: readonly [Known, Known, Known]): Known {
    requireBool("_?_:_", condition);
    const size = either(this.sizeOf(yes) ?? unknown, this.sizeOf(no) ?? unknown);
    if (!isAlike(yes.type, no.type)) throw noOverload("_?_:_", condition.type, yes.type, no.type);
    const entries = eitherEntries(yes.entries, no.entries);
    return {
      type: commonType([yes.type, no.type]),
      cost: sum(condition.cost, either(yes.cost, no.cost)),
      size,
      ...(entries === undefined ? {} : { entries }),
    };
  }

  #prefixed(op: "!_" | "-_", { type, cost }: Known): Known {
    const fitting = op === "!_" ? ["bool", "dyn"] : ["int", "double", "dyn"];
    if (!fitting.includes(type.kind)) throw noOverload(op, type);
    return { type: op === "!_" ? bool : type, cost: sum(cost, one) };
  }

  #logical(op: string, left: Known, right: Known): Known {
    requireBool(`_${op}_`, left);
    requireBool(`_${op}_`, right);
    return { type: bool, cost: { min: left.cost.min, max: left.cost.max + right.cost.max } };
  }

  #binary(op: string, [leftNode, rightNode]: readonly [ASTNode, ASTNode], scope: Scope): Known {
    const [left, right] = [this.of(leftNode, scope), this.of(rightNode, scope)];
    const operands = [this.#operand(leftNode, left), this.#operand(rightNode, right)] as const;
    const costs = sum(left.cost, right.cost);
    const kinds = [left.type.kind, right.type.kind];
    const refuse = (): NotCompilable => noOverload(op === "in" ? "@in" : `_${op}_`, left.type, right.type);
    switch (op) {
      case "==":
      case "!=":
        if (!isAlike(left.type, right.type)) throw refuse();
        return { type: bool, cost: sum(costs, comparisonCost(...operands)) };
      case "in": {
        if (!["list", "map", "dyn"].includes(right.type.kind)) throw refuse();
        if (right.type.kind === "list" && !isAlike(left.type, right.type.of ?? dyn)) throw refuse();
        const searched = right.type.kind === "map" ? one : (operands[1].size ?? unknown);
        return { type: bool, cost: sum(costs, right.type.kind === "dyn" ? either(one, searched) : searched) };
      }
      case "<":
      case "<=":
      case ">":
      case ">=": {
        const areNumbers = kinds.every((kind) => ["int", "uint", "double", "dyn"].includes(kind));
        if (!areNumbers && !isAlike(left.type, right.type)) throw refuse();
        const asText = comparisonCost(...operands);
        const isText = kinds.includes("string") || kinds.includes("bytes");
        const cost = isText ? asText : kinds.every((kind) => kind === "dyn") ? either(one, asText) : one;
        return { type: bool, cost: sum(costs, cost) };
      }
      default: {
        const type = arithmeticType(op, left.type, right.type);
        if (type === undefined) throw refuse();
        if (op !== "+") return { type, cost: sum(costs, one) };
        const { cost, size } = additionCost(...operands);
        const entries = eitherEntries(left.entries, right.entries);
        return { type, cost: sum(costs, cost), ...(size && { size }), ...(entries && { entries }) };
      }
    }
  }

  #memberCall({ args: [name, owner, args] }: Extract<ASTNode, { op: "rcall" }>, scope: Scope): Known {
    const isNamespace = owner.op === "id" && namespaces.has(owner.args) && scope.find(owner.args) === undefined;
    if (isNamespace) return this.#namespaceCall(`${owner.args}.${name}`, args, scope);
    const known = this.of(owner, scope);
    if (isMacro(name, args)) return macroKnown({ name, list: known, args, scope, analysis: this });
    return this.#call(name, { node: owner, known }, args, scope);
  }

  #namespaceCall(name: string, args: readonly ASTNode[], scope: Scope): Known {
    const known = args.map((arg) => this.of(arg, scope));
    const operands = args.map((arg, index) => this.#operand(arg, known[index] ?? literal(null)));
    const costs = sum(...known.map(({ cost }) => cost));
    const [space = "", own = ""] = name.split(".");
    if (name === "optional.of" || name === "optional.ofNonZeroValue") {
      return { ...this.#optional(known[0] ?? literal(null)), cost: sum(costs, one) };
    }
    if (name === "optional.none") return { type: { ...simpleType("optional"), of: dyn }, cost: one };
    const receiver = {
      ip: "AddressFunctions",
      format: "FormatFunctions",
      sets: "SetFunctions",
      strings: "TextFunctions",
    };
    const owner = simpleType(receiver[space as keyof typeof receiver] ?? space);
    const type = this.#signatures.resultOf(
      own,
      owner,
      known.map((one) => one.type),
    );
    if (type === undefined) throw new NotCompilable(`undeclared reference to '${name}' (in container '')`);
    const { cost, size } = callCost(name, undefined, operands);
    return { type, cost: sum(costs, cost), ...(size && { size }) };
  }

  #call(
    name: string,
    target: { readonly node: ASTNode; readonly known: Known } | undefined,
    args: readonly ASTNode[],
    scope: Scope,
  ): Known {
    if (name === presence || name === "has") return this.#presence(args[0], scope);
    if (!this.#signatures.has(name)) throw new NotCompilable(`undeclared reference to '${name}' (in container '')`);
    const known = args.map((arg) => this.of(arg, scope));
    const costs = sum(...(target === undefined ? [] : [target.known.cost]), ...known.map(({ cost }) => cost));
    const [first] = known;
    if (name === "dyn" && first !== undefined) return { ...first, type: dyn, cost: sum(costs, one) };
    const given = this.#signatures.resultOf(
      name,
      target?.known.type,
      known.map(({ type }) => type),
    );
    if (given === undefined) {
      throw noOverload(name, ...(target === undefined ? [] : [target.known.type]), ...known.map(({ type }) => type));
    }
    const operands = args.map((arg, index) => this.#operand(arg, known[index] ?? literal(null)));
    const owner = target === undefined ? undefined : this.#operand(target.node, target.known);
    const { cost, size } = callCost(name, owner, operands);
    const isOfItems = ["sum", "min", "max", "value", "orValue", "or"].includes(name);
    const type = isOfItems && target !== undefined ? itemsType(name, target.known.type) : given;
    return { type, cost: sum(costs, cost), ...(size && { size }) };
  }

  #presence(place: ASTNode | undefined, scope: Scope): Known {
    if (place?.op !== ".") throw new NotCompilable("invalid argument to has() macro");
    const owner = this.of(place.args[0], scope);
    this.#field(owner, place.args[1]);
    return { type: bool, cost: owner.cost };
  }
}

function itemsType(name: string, type: RuleType): RuleType {
  return name === "or" ? type : (type.of ?? dyn);
}

function literal(value: unknown): Known {
  const is = (type: RuleType, size = 1): Known => ({ type, cost: none, size: exactly(size) });
  if (typeof value === "string") return is(string, Array.from(value).length);
  if (value instanceof Uint8Array) return is(bytes, value.length);
  if (typeof value === "bigint") return is(int);
  if (typeof value === "number") return is(double);
  if (typeof value === "boolean") return is(bool);
  return is(simpleType(value === null ? "null" : "uint"));
}

function eitherEntries(a: Entries | undefined, b: Entries | undefined): Entries | undefined {
  if (a === undefined || b === undefined) return undefined;
  return { kind: a.kind, key: either(a.key, b.key), value: either(a.value, b.value) };
}

function isAlike(a: RuleType, b: RuleType): boolean {
  if (a.kind === "dyn" || b.kind === "dyn") return true;
  const scalars = new Set([...sized, "string", "bytes"]);
  if (a.kind === "null" || b.kind === "null") return a.kind === b.kind || !(scalars.has(a.kind) || scalars.has(b.kind));
  if (a.kind !== b.kind) return false;
  return a.of === undefined || b.of === undefined || isAlike(a.of, b.of);
}

function commonType(types: readonly RuleType[]): RuleType {
  const [first = dyn, ...rest] = types;
  return rest.every(({ kind }) => kind === first.kind) ? first : dyn;
}

function requireBool(name: string, { type }: Known): void {
  if (type.kind !== "bool" && type.kind !== "dyn") throw noOverload(name, type);
}

/** The result of an arithmetic operator; `undefined` where it takes no such operands. */
function arithmeticType(op: string, left: RuleType, right: RuleType): RuleType | undefined {
  if (left.kind === "dyn") return right.kind === "dyn" ? dyn : right;
  if (right.kind === "dyn") return left;
  const pair = `${left.kind} ${right.kind}`;
  if (op === "+" && (pair === "string string" || pair === "bytes bytes" || pair === "list list")) return left;
  if (op === "%" ? pair === "int int" || pair === "uint uint" : left.kind === right.kind && sized.has(left.kind)) {
    return op === "-" && pair === "timestamp timestamp" ? simpleType("duration") : left;
  }
  if (pair === "timestamp duration" && (op === "+" || op === "-")) return left;
  return pair === "duration timestamp" && op === "+" ? right : undefined;
}

function noOverload(name: string, ...types: readonly RuleType[]): NotCompilable {
  const given = types.map(({ kind }) => kind).join(", ");
  return new NotCompilable(`found no matching overload for '${name}' applied to '(${given})'`);
}
