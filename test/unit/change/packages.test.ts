import { describe, expect, it } from "vitest";
import { packageChanges } from "../../../src/change/index.ts";

const manifest = (extra: object = {}) => JSON.stringify({ name: "x", type: "module", ...extra });
const lock = (packages: Record<string, object>) =>
  JSON.stringify({ lockfileVersion: 3, packages: { "": {}, ...packages } });
const gcp = (version: string) => ({ version, dependencies: { util: "*" } });

describe("changed packages", () => {
  it("are those that the program can reach, with both versions", () => {
    const before = lock({
      "node_modules/gcp": gcp("1.0.0"),
      "node_modules/util": { version: "1.0.0" },
      "node_modules/vitest": { version: "1.0.0" },
    });
    const after = lock({
      "node_modules/gcp": gcp("1.0.0"),
      "node_modules/util": { version: "1.1.0" },
      "node_modules/vitest": { version: "2.0.0" },
    });
    expect(
      packageChanges({ manifest: manifest(), lockfile: before }, { manifest: manifest(), lockfile: after }, ["gcp"]),
    ).toEqual(["util 1.0.0 -> 1.1.0"]);
  });

  it("are found where Node finds them: the nearest node_modules", () => {
    const before = lock({
      "node_modules/gcp": gcp("1.0.0"),
      "node_modules/util": { version: "1.0.0" },
      "node_modules/gcp/node_modules/util": { version: "3.0.0" },
    });
    const after = lock({
      "node_modules/gcp": gcp("1.0.0"),
      "node_modules/util": { version: "2.0.0" },
      "node_modules/gcp/node_modules/util": { version: "3.0.0" },
    });
    expect(
      packageChanges({ manifest: manifest(), lockfile: before }, { manifest: manifest(), lockfile: after }, ["gcp"]),
    ).toEqual([]);
  });

  it("are none when only scripts or versions of the package itself change", () => {
    const lockfile = lock({ "node_modules/gcp": gcp("1.0.0") });
    expect(
      packageChanges({ manifest: manifest(), lockfile }, { manifest: manifest({ scripts: { a: "b" } }), lockfile }, [
        "gcp",
      ]),
    ).toEqual([]);
  });

  it("cannot be told without a lockfile, with a broken one, or when module settings change", () => {
    const lockfile = lock({});
    expect(
      packageChanges({ manifest: manifest(), lockfile: undefined }, { manifest: manifest(), lockfile }, []),
    ).toBeUndefined();
    expect(
      packageChanges({ manifest: manifest(), lockfile: "{" }, { manifest: manifest(), lockfile }, []),
    ).toBeUndefined();
    expect(
      packageChanges({ manifest: manifest(), lockfile }, { manifest: '{"type":"commonjs"}', lockfile }, []),
    ).toBeUndefined();
  });
});
