import { GroundworkError } from "../../lib/index.ts";
import { manifestLimits, type Substitute, sizeText } from "../manifests/index.ts";
import { expansionOf } from "./expansion.ts";
import { type Expression, ExpressionMalformed, type Part, partsOf } from "./expression.ts";

/** A `${name}` that has neither a value nor a default. */
export class VariableMissing extends GroundworkError {
  readonly code = "variable-missing";
  readonly kind = "invalid";
  constructor(readonly data: { readonly name: string }) {
    super(
      `\${${data.name}} has no value: set it in spec.postBuild, give it a default as \${${data.name}:=value}, or write $\${${data.name}} to keep it`,
    );
  }
}

/** Variables that make more text than is read. */
export class SubstitutionTooLarge extends GroundworkError {
  readonly code = "substitution-too-large";
  readonly kind = "invalid";
  constructor(readonly data: { readonly name: string }) {
    super(
      `\${${data.name}} makes this value larger than ${sizeText(manifestLimits.document)} or all of them larger than ${sizeText(manifestLimits.build)}, the most that is read, or takes too long. Make what it stands for smaller, or use it less often.`,
    );
  }
}

export interface Variables {
  readonly values: ReadonlyMap<string, string>;
  /** Names of those whose value came from a Secret. */
  readonly secret?: ReadonlySet<string>;
}

/** Characters that all values of one build may go through. */
const mostWork = 2 ** 30;

/** Replaces variables in the texts of one build, by the rules of Flux's `postBuild` in strict mode. */
export class Substitution {
  /** What was made of values from Secrets, to keep it out of messages. */
  readonly derived = new Set<string>();
  readonly #variables: Variables;
  #work = 0;
  #made = 0;

  constructor(variables: Variables) {
    this.#variables = variables;
  }

  /**
   * Replaces each `${…}`; `$$` stands for `$`, and `$name` without braces is left alone.
   *
   * @throws {VariableMissing} for a name without value and default.
   * @throws {ExpressionMalformed} for what is no expression.
   * @throws {SubstitutionTooLarge}
   */
  readonly replace: Substitute = (text) => {
    let size = 0;
    return partsOf(text)
      .map((part) => {
        const made = this.#textOf(part);
        if (typeof part !== "string" && this.#isSecret(part)) this.derived.add(made);
        size += made.length;
        this.#made += made.length;
        if (size > manifestLimits.document || this.#made > manifestLimits.build)
          throw new SubstitutionTooLarge({ name: nameIn(part) });
        return made;
      })
      .join("");
  };

  #textOf(part: Part): string {
    if (typeof part === "string") return part;
    const { name, operator, operands } = part;
    // Flux looks at the operands first: one without a value is missed, although it would not be used.
    const texts = operands.map((operand) => this.#textOf(operand));
    const value = this.#variables.values.get(name);
    if (value === undefined && operator !== "default") throw new VariableMissing({ name });
    this.#measure(part, value ?? "", texts);
    const made = expansionOf(operator)(value ?? "", texts);
    if (made === undefined)
      throw new ExpressionMalformed({ name, problem: "it cuts a character of more than one byte in two" });
    return made;
  }

  #measure({ name, operator }: Expression, value: string, [first = "", second = ""]: readonly string[]): void {
    const isPattern = operator.startsWith("#") || operator.startsWith("%");
    this.#work += isPattern ? value.length * (first.length + 1) : value.length;
    const grown = operator === "//" ? (value.length / Math.max(first.length, 1)) * second.length : 0;
    if (this.#work > mostWork || (grown > manifestLimits.document && value.includes(first)))
      throw new SubstitutionTooLarge({ name });
  }

  #isSecret({ name, operands }: Expression): boolean {
    const isOwn = this.#variables.secret?.has(name) === true;
    return isOwn || operands.some((operand) => typeof operand !== "string" && this.#isSecret(operand));
  }
}

const nameIn = (part: Part): string => (typeof part === "string" ? "…" : part.name);

/** Replaces variables in one text. @throws as {@link Substitution.replace} */
export const substituted = (text: string, values: ReadonlyMap<string, string>): string =>
  new Substitution({ values }).replace(text);
