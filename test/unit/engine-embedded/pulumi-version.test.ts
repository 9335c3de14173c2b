import { describe, expect, it } from "vitest";
import { pulumiVersion, requirePulumiVersion } from "../../../src/engine/embedded/stack/config/pulumi-version.ts";

const version = pulumiVersion();

describe("a range of Pulumi versions", () => {
  it.each([">=3.0.0", ">=3.1.0 <4.0.0", "<3.0.0 || >=3.100.0", `!3.1.2 >=3.0.0`, `=${version}`, `==${version}`, "3.x"])(
    "%s holds for the engine",
    (range) => {
      expect(() => requirePulumiVersion(range, "The program")).not.toThrow();
    },
  );

  it.each([">=99.0.0", "<3.0.0", `!${version}`, ">=3.0.0 <3.100.0", "nonsense"])("%s does not", (range) => {
    expect(() => requirePulumiVersion(range, "The program")).toThrow(
      `The program asks for Pulumi ${range}, and the embedded engine does what Pulumi ${version} does`,
    );
  });
});
