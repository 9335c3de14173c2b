import { all, getOrganization, getProject, type Output, output, StackReference } from "@pulumi/pulumi";
import type { OutputReference, Text } from "../../src/environment/index.ts";

/** Fills in the outputs of other environments. Each of them is one stack reference, however often it is read. */
export class References {
  private readonly stacks = new Map<string, StackReference>();

  resolve(text: Text): Output<string> {
    return all(text.map((part) => (typeof part === "string" ? output(part) : this.read(part)))).apply((parts) =>
      parts.join(""),
    );
  }

  private read({ environment, path: [first = "", ...rest] }: OutputReference): Output<string> {
    return this.stackOf(environment)
      .requireOutput(first)
      .apply((value: unknown) => {
        const found = rest.reduce<unknown>(
          (inner, key) => (inner as Record<string, unknown> | undefined)?.[key],
          value,
        );
        if (typeof found !== "string" && typeof found !== "number") {
          throw new Error(
            `The environment ${environment} has no output ${[first, ...rest].join(".")} that is text. Look at: groundwork stack outputs --stack ${environment}`,
          );
        }
        return String(found);
      });
  }

  private stackOf(environment: string): StackReference {
    const known =
      this.stacks.get(environment) ?? new StackReference(`${getOrganization()}/${getProject()}/${environment}`);
    this.stacks.set(environment, known);
    return known;
  }
}
