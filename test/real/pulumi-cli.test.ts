import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { realParts } from "./parts/index.ts";
import { describeWithPulumi } from "./pulumi-cli.ts";

describeWithPulumi("the executable", (pulumi) => {
  it("is of the version that the recipe names", async () => {
    const { command, environment } = pulumi();
    const { stdout } = await promisify(execFile)(command, ["version"], { env: environment });
    expect(stdout.trim()).toBe(realParts.pulumi.version);
  });
});
