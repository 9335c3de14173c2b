import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { projectRoot } from "../../../src/lib/index.ts";
import {
  containsSecrets,
  containsUnknowns,
  isSecret,
  isUnknown,
  mapValue,
  plainOf,
  secretOf,
  unknownKindOf,
  unknownValue,
  withoutSecretMarks,
} from "../../../src/pulumi/index.ts";

const json = fc.jsonValue({ maxDepth: 3 });

describe("secrets", () => {
  it("give back what was made secret, however often", () => {
    fc.assert(
      fc.property(json, (value) => {
        const secret = secretOf(secretOf(value));
        expect(isSecret(secret)).toBe(true);
        expect(plainOf(secret)).toEqual(value);
      }),
    );
  });

  it("are found at any depth, and taken off at any depth", () => {
    fc.assert(
      fc.property(json, (value) => {
        const nested = { list: [1, { inside: secretOf({ deeper: secretOf(value) }) }] };
        expect(containsSecrets(nested)).toBe(true);
        expect(withoutSecretMarks(nested)).toEqual({ list: [1, { inside: { deeper: value } }] });
      }),
    );
  });

  it("are none without the signature", () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(containsSecrets(value)).toBe(false);
      }),
    );
  });
});

describe("unknown values", () => {
  it.each([
    [unknownValue, "string"],
    ["1c4a061d-8072-4f0a-a4cb-0ff528b18fe7", "boolean"],
    ["3eeb2bf0-c639-47a8-9e75-3b44932eb421", "number"],
    ["6a19a0b0-7e62-4c92-b797-7f8e31da9cc2", "array"],
    ["030794c1-ac77-496b-92df-f27374a8bd58", "asset"],
    ["e48ece36-62e2-4504-bad9-02848725956a", "archive"],
    ["dd056dcd-154b-4c76-9bd3-c8f88648b5ff", "object"],
  ])("%s stands for a value of the kind %s", (sentinel, kind) => {
    expect(unknownKindOf(sentinel)).toBe(kind);
    expect(isUnknown(sentinel)).toBe(true);
    expect(containsUnknowns({ list: [{ inside: sentinel }] })).toBe(true);
  });

  it("are no text that a person writes", () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(containsUnknowns(value)).toBe(false);
      }),
    );
  });
});

describe("mapping a value", () => {
  it("changes nothing when nothing is replaced", () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(mapValue(value, () => undefined)).toEqual(value);
      }),
    );
  });

  it("keeps entries of every name", () => {
    const value: unknown = JSON.parse('{"labels":{"__proto__":{"a":1},"constructor":2}}');
    const mapped = mapValue(value, () => undefined);
    expect(JSON.stringify(mapped)).toBe(JSON.stringify(value));
  });

  it("leaves out entries that are undefined, as JSON does", () => {
    expect(mapValue({ kept: 1, gone: undefined }, () => undefined)).toEqual({ kept: 1 });
  });
});

describe("signatures and sentinels", () => {
  const literals =
    /4dabf18193072939515e22adb298388d|1b47061264138c4ac30d75fd1eb44270|c44067f5952c0a294b673a41bacd8c17|0def7320c3a5731c473e5ecbe6d01bc7|5cf8f73096256a8f31e491e813e4eb8e|d0e6a833031e9bbcd3f4e8bde6ca49a4|04da6b54-80e4-46f7-96ec-b56ff0331ba9|1c4a061d-8072-4f0a-a4cb-0ff528b18fe7|3eeb2bf0-c639-47a8-9e75-3b44932eb421|6a19a0b0-7e62-4c92-b797-7f8e31da9cc2|030794c1-ac77-496b-92df-f27374a8bd58|e48ece36-62e2-4504-bad9-02848725956a|dd056dcd-154b-4c76-9bd3-c8f88648b5ff/;

  it("stand in src/pulumi and in no other source", async () => {
    const holders: string[] = [];
    for (const folder of ["src", "stacks", "demo", "build"]) {
      for (const entry of await readdir(path.join(projectRoot(), folder), { recursive: true, withFileTypes: true })) {
        const file = path.join(entry.parentPath, entry.name);
        if (!entry.isFile() || !/\.[jt]s$/.test(entry.name) || file.includes("node_modules")) continue;
        if (literals.test(await readFile(file, "utf8"))) holders.push(path.relative(projectRoot(), file));
      }
    }
    expect(holders.toSorted()).toEqual(["src/pulumi/signatures.ts", "src/pulumi/unknowns.ts"]);
  });
});
