import { GroundworkError } from "../../lib/index.ts";

/** A `${…}` that is no expression. */
export class ExpressionMalformed extends GroundworkError {
  readonly code = "expression-malformed";
  readonly kind = "invalid";
  constructor(readonly data: { readonly name: string; readonly problem: string }) {
    super(
      `\${${data.name} is not followed by an expression that ends: ${data.problem}. Correct it, or write $\${${data.name} to keep it as text.`,
    );
  }
}

/** A part of a text with variables: text, or a variable and what is done with its value. */
export type Part = string | Expression;

export interface Expression {
  readonly name: string;
  /** `""` where the value is taken as it is. */
  readonly operator: string;
  readonly operands: readonly Part[];
}

/** Expressions in each other. */
const deepest = 50;

/**
 * The parts of a text, by the grammar of Flux's variables: `$$` stands for `$`, `${` begins an expression.
 *
 * @throws {ExpressionMalformed}
 */
export function partsOf(text: string): readonly Part[] {
  return new PartsReader(text).all();
}

class PartsReader {
  readonly #text: string;
  #at = 0;
  #depth = 0;
  #name = "";

  constructor(text: string) {
    this.#text = text;
  }

  all(): readonly Part[] {
    const parts: Part[] = [];
    while (this.#at < this.#text.length) parts.push(this.#take("${") ? this.#expression() : this.#until("", "$"));
    return parts;
  }

  /** After its `${`. */
  #expression(): Expression {
    this.#depth += 1;
    if (this.#depth > deepest) throw this.#malformed(`it is nested deeper than ${deepest} expressions`);
    const isLength = this.#take("#");
    const name = this.#match(/[\p{L}\p{Nd}_]+/uy);
    if (name === undefined) throw this.#malformed("a variable's name is missing");
    this.#name = name;
    const expression = isLength ? { name, operator: "length", operands: [] } : this.#operation(name);
    this.#name = name;
    if (!this.#take("}")) throw this.#malformed('a "}" is missing, or the notation is unknown');
    this.#depth -= 1;
    return expression;
  }

  #operation(name: string): Expression {
    const withDefault = this.#match(/:[-=?+]|=/y);
    if (withDefault !== undefined) return { name, operator: "default", operands: this.#rest() };
    if (this.#take(":")) return { name, operator: "slice", operands: this.#slice() };
    const replacing = this.#match(/\/[/#%]?/y);
    if (replacing !== undefined) return { name, operator: replacing, operands: this.#replacement() };
    const removing = this.#match(/#{1,2}|%{1,2}/y);
    if (removing !== undefined) return { name, operator: removing, operands: [this.#operand("}")] };
    return { name, operator: this.#match(/[,^]{1,2}/y) ?? "", operands: [] };
  }

  /** All operands up to the end: texts and expressions in a row. */
  #rest(): readonly Part[] {
    const operands: Part[] = [];
    while (this.#at < this.#text.length && this.#text[this.#at] !== "}") operands.push(this.#operand("}"));
    return operands;
  }

  #slice(): readonly Part[] {
    const start = this.#operand(":}");
    return this.#match(/:+/y) === undefined ? [start] : [start, this.#operand("}")];
  }

  #replacement(): readonly Part[] {
    const pattern = this.#operand("/", "$/\\");
    if (this.#match(/\/+/y) === undefined) throw this.#malformed('a "/" is missing after what is replaced');
    return this.#text[this.#at] === "}" ? [pattern] : [pattern, this.#operand("}", "$/\\")];
  }

  #operand(end: string, escapes = ""): Part {
    if (this.#take("${")) return this.#expression();
    const start = this.#at;
    const text = this.#until(end, escapes);
    if (this.#at === start) throw this.#malformed("an operand is missing");
    return text;
  }

  /** Text up to one of the characters of `end`, or an expression. `$$`, `\/` and `\\` stand for one character where they are escapes. */
  #until(end: string, escapes: string): string {
    const parts: string[] = [];
    let from = this.#at;
    for (; this.#at < this.#text.length; this.#at += 1) {
      const [here = "", next = ""] = [this.#text[this.#at], this.#text[this.#at + 1]];
      const isEscape = (here === "$" && next === "$") || (here === "\\" && (next === "/" || next === "\\"));
      if (isEscape && escapes.includes(here)) {
        parts.push(this.#text.slice(from, this.#at));
        this.#at += 1;
        from = this.#at;
      } else if ((here === "$" && next === "{") || end.includes(here)) break;
    }
    parts.push(this.#text.slice(from, this.#at));
    return parts.join("");
  }

  #take(word: string): boolean {
    const isThere = this.#text.startsWith(word, this.#at);
    if (isThere) this.#at += word.length;
    return isThere;
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const [found] = pattern.exec(this.#text) ?? [];
    this.#at += found?.length ?? 0;
    return found;
  }

  #malformed(problem: string): ExpressionMalformed {
    return new ExpressionMalformed({ name: this.#name, problem });
  }
}
