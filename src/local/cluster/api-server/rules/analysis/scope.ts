import type { ASTNode } from "@marcbachmann/cel-js";
import type { Range } from "./range.ts";
import type { RuleType } from "./rule-type.ts";

/** The sizes of what a list or map holds, where an expression shows them. */
export interface Entries {
  readonly kind: "list" | "map";
  readonly key: Range;
  readonly value: Range;
}

/** What is known of an expression before it is evaluated. */
export interface Known {
  readonly type: RuleType;
  readonly cost: Range;
  /** Where in the schema the value comes from, its variable first: `self`, `spec`, `@items`. */
  readonly path?: readonly string[];
  readonly size?: Range;
  readonly entries?: Entries;
}

/** Variables, the innermost first. */
export class Scope {
  readonly #name: string;
  readonly #known: Known;
  readonly #outer: Scope | undefined;

  constructor(name: string, known: Known, outer?: Scope) {
    this.#name = name;
    this.#known = known;
    this.#outer = outer;
  }

  find(name: string): Known | undefined {
    return name === this.#name ? this.#known : this.#outer?.find(name);
  }
}

/** An expression that the server's compiler refuses. */
export class NotCompilable extends Error {}

/** What says more of expressions. */
export interface Types {
  /** @throws {NotCompilable} */
  of(node: ASTNode, scope: Scope): Known;
  /** How large a value is; `undefined` where nothing says it. */
  sizeOf(known: Known): Range | undefined;
}
