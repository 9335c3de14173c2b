import {
  all,
  getOrganization,
  getProject,
  type Output,
  output,
  StackReference,
  secret,
  unsecret,
} from "@pulumi/pulumi";
import type { OutputReference, Text } from "../../src/environment/index.ts";
import { memberOf } from "../../src/lib/index.ts";

/** Fills in the outputs of other environments. Each of them is one stack reference, however often it is read. */
export class References {
  private readonly stacks = new Map<string, StackReference>();

  resolve(text: Text): Output<string> {
    return all(text.map((part) => (typeof part === "string" ? output(part) : this.read(part)))).apply((parts) =>
      parts.join(""),
    );
  }

  private read({ environment, path: [first = "", ...rest] }: OutputReference): Output<string> {
    return this.outputOf(this.stackOf(environment), first, rest).apply((found: unknown) => {
      if (typeof found !== "string" && typeof found !== "number") {
        throw new Error(
          `The environment ${environment} has no output ${[first, ...rest].join(".")} that is text. Look at: groundwork stack outputs --stack ${environment}`,
        );
      }
      return String(found);
    });
  }

  /**
   * As `requireOutput` gives it, and secret where that is, but known also where other outputs of the stack are not. A preview may hand
   * over outputs of which only the `up` tells some.
   */
  private outputOf(stack: StackReference, first: string, rest: readonly string[]): Output<unknown> {
    const found = rest.reduce(member, member(stack.outputs, first));
    return stack.secretOutputNames.apply((hidden) => (hidden.includes(first) ? secret(found) : unsecret(found)));
  }

  private stackOf(environment: string): StackReference {
    const known =
      this.stacks.get(environment) ?? new StackReference(`${getOrganization()}/${getProject()}/${environment}`);
    this.stacks.set(environment, known);
    return known;
  }
}

/**
 * Reading a member goes on where other members are unknown, which `apply` would not. Names that an output has itself, as `get`, can be
 * read by `apply` alone.
 */
function member(of: Output<unknown>, key: string): Output<unknown> {
  const lifted = key in of ? undefined : (of as unknown as Record<string, Output<unknown> | undefined>)[key];
  return lifted ?? of.apply((value) => memberOf(value as Record<string, unknown> | undefined, key));
}
