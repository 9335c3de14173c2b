import { expect, it } from "vitest";
import { installCli } from "../../../src/engine/automation/install.ts";

it("says what was installed, and where", async () => {
  const installed = await installCli(
    "/home/me/.pulumi",
    async ({ root }) => await Promise.resolve({ command: `${root}/bin/pulumi`, version: "3.256.0" }),
  );
  expect(installed).toEqual({ file: "/home/me/.pulumi/bin/pulumi", version: "3.256.0" });
});

it("says plainly that there may be no network", async () => {
  const failing = installCli(
    "/home/me/.pulumi",
    async () => await Promise.reject(new Error("getaddrinfo ENOTFOUND get.pulumi.com")),
  );
  await expect(failing).rejects.toMatchObject({
    code: "cli-not-installed",
    message: expect.stringMatching(/ENOTFOUND get\.pulumi\.com.*network/u) as string,
  });
});
