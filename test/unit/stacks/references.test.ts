import { isUnknown, type Output, runtime } from "@pulumi/pulumi";
import { beforeAll, describe, expect, it } from "vitest";
import { unknownValue } from "../../../src/pulumi/index.ts";
import { References } from "../../../stacks/components/text.ts";

const outputs = {
  network: { name: "main", selfLink: unknownValue, get: "of that name" },
  open: "text",
  key: "hidden",
};

beforeAll(async () => {
  await runtime.setMocks(
    {
      newResource: ({ name }) => ({ id: name, state: { name, outputs, secretOutputNames: ["key"] } }),
      call: ({ inputs }) => inputs as Record<string, unknown>,
    },
    "groundwork",
    "shop",
    true,
    "organization",
  );
});

/** What a text with this output says, and whether it is known and secret. */
async function textOf(...path: readonly string[]) {
  const text: Output<string> & { readonly isKnown?: Promise<boolean>; readonly isSecret?: Promise<boolean> } =
    new References().resolve(["<", { environment: "net", path }, ">"]);
  const value = await (text as unknown as { promise(withUnknowns: boolean): Promise<unknown> }).promise(true);
  const isKnown = (await text.isKnown) === true;
  return { value: isUnknown(value) || !isKnown ? "unknown" : value, isSecret: (await text.isSecret) === true };
}

describe("a text with outputs of another environment", () => {
  it("is known where these are, also in a preview in which other outputs of the environment are not", async () => {
    expect(await textOf("open")).toEqual({ value: "<text>", isSecret: false });
    expect(await textOf("network", "name")).toEqual({ value: "<main>", isSecret: false });
    expect(await textOf("network", "selfLink")).toEqual({ value: "unknown", isSecret: false });
  });

  it("is secret where the output is, and not because another one is", async () => {
    expect(await textOf("key")).toEqual({ value: "<hidden>", isSecret: true });
  });
});
