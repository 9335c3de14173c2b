import { describe, expect, it } from "vitest";
import { fix } from "../../../src/doctor/index.ts";

const missing = (name: string) => ({ name, state: "bad", found: "not found" }) as const;
const installPulumi = () => Promise.resolve({ file: "/home/ada/.pulumi/bin/pulumi", version: "3.256.0" });

describe("doctor's fix", () => {
  it("installs the Pulumi CLI, and says where", async () => {
    expect(await fix(missing("pulumi"), { installPulumi })).toBe(
      "Installed the Pulumi CLI 3.256.0 as /home/ada/.pulumi/bin/pulumi.",
    );
  });

  it("installs nothing for another check, or where there is no folder to install into", async () => {
    expect(await fix(missing("git"), { installPulumi })).toBe("Nothing can be installed for git.");
    expect(await fix(missing("pulumi"), {})).toBe("Nothing can be installed for pulumi.");
  });
});
