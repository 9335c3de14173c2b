import { expect, it } from "vitest";
import { encryptionSalt } from "./embedded.ts";
import { engineContract } from "./engine-contract.ts";
import { errorsOf } from "./scene.ts";

/** A scalar as a stack's file spells it: the text that a program gets, and its JSON within a list. */
const scalars: readonly (readonly [spelled: string, text: string, json?: string])[] = [
  ["0", "0"],
  ["-0", "0"],
  ["007", "7"],
  ["017", "15"],
  ["0o17", "15"],
  ["-0o17", "-15"],
  ["0x1F", "31"],
  ["0b101", "5"],
  ["09", "9"],
  ["+5", "5"],
  ["1_000_000", "1000000"],
  ["9007199254740991", "9007199254740991"],
  ["9007199254740993", "9007199254740993"],
  ["-9007199254740993", "-9007199254740993"],
  ["9223372036854775807", "9223372036854775807"],
  ["-9223372036854775808", "-9223372036854775808"],
  ["12345678901234567890", "12345678901234567890", "12345678901234567000"],
  ["0xFFFFFFFFFFFFFFFF", "18446744073709551615", "18446744073709552000"],
  ["18446744073709551616", "18446744073709552000"],
  ["123456789012345678901234", "1.2345678901234569e+23"],
  ["1.50", "1.5"],
  ["1.0", "1"],
  ["1e3", "1000"],
  ["1E-7", "1e-7"],
  ["6.02e23", "6.02e+23"],
  ["1e400", "1e400", '"1e400"'],
  [".5", "0.5"],
  ["5.", "5"],
  ["1.2.3", "1.2.3", '"1.2.3"'],
  ["0.1e1", "1"],
  ["-x", "-x", '"-x"'],
  ["true", "true"],
  ["False", "false"],
  ["yes", "yes", '"yes"'],
  ["No", "No", '"No"'],
  ["on", "on", '"on"'],
  ["off", "off", '"off"'],
  ["y", "y", '"y"'],
  ["null", "", "null"],
  ["~", "", "null"],
  ["", "", "null"],
  ['""', "", '""'],
  ["2026-01-02", "2026-01-02 00:00:00 +0000 UTC", '"2026-01-02 00:00:00 +0000 UTC"'],
  ["2026-1-2", "2026-01-02 00:00:00 +0000 UTC", '"2026-01-02 00:00:00 +0000 UTC"'],
  ["2026-02-30", "2026-02-30", '"2026-02-30"'],
  ["2026-01-02T03:04:05Z", "2026-01-02 03:04:05 +0000 UTC", '"2026-01-02 03:04:05 +0000 UTC"'],
  ["2026-01-02 03:04:05.120", "2026-01-02 03:04:05.12 +0000 UTC", '"2026-01-02 03:04:05.12 +0000 UTC"'],
  ["2026-01-02T03:04:05+02:30", "2026-01-02 03:04:05 +0230 +0230", '"2026-01-02 03:04:05 +0230 +0230"'],
  ["2026-01-02T03:04", "2026-01-02T03:04", '"2026-01-02T03:04"'],
  ["2026-01-02 03:04:05Z", "2026-01-02 03:04:05Z", '"2026-01-02 03:04:05Z"'],
  ['"2026-01-02"', "2026-01-02", '"2026-01-02"'],
  ["'0x10'", "0x10", '"0x10"'],
  ["!!str 5", "5", '"5"'],
  ["12:30:45", "12:30:45", '"12:30:45"'],
  ["1.2e", "1.2e", '"1.2e"'],
  ["!!binary aGk=", "hi", '"hi"'],
  ["0b_1", "1"],
  ["0x_1F", "31"],
  ["+0x10", "16"],
  ["-017", "-15"],
  ["0o8", "0o8", '"0o8"'],
  ["._5", "._5", '"._5"'],
  ["1e21", "1e+21"],
  ["!!int '5'", "5"],
  ["!!custom x", "x", '"x"'],
  ["2001-12-14t21:59:43.10-05:00", "2001-12-14 21:59:43.1 -0500 -0500", '"2001-12-14 21:59:43.1 -0500 -0500"'],
  ["2026-01-02T03:04:05-00:00", "2026-01-02 03:04:05 +0000 UTC", '"2026-01-02 03:04:05 +0000 UTC"'],
  ["<&>", "<&>", '"\\u003c\\u0026\\u003e"'],
];

engineContract("scalars in a stack's configuration", (scene) => {
  it("are the texts that the Pulumi CLI makes of them, within lists and maps, too", async () => {
    const lines = scalars.map(([spelled], index) => `  proj:s${index}: ${spelled}\n`);
    const list = scalars.map(([spelled]) => `    - ${spelled}\n`);
    await scene().file(
      "Pulumi.dev.yaml",
      `encryptionsalt: ${await encryptionSalt}\nconfig:\n${lines.join("")}  proj:list:\n${list.join("")}` +
        "  proj:map: { b: 12345678901, a: 2026-01-02, 10: x, 9: y }\n" +
        "  proj:anchor: &anchor { day: 2026-01-02, big: 9007199254740993 }\n" +
        "  proj:alias: *anchor\n  proj:merged: { <<: *anchor, own: 0x10 }\n",
    );
    const outcome = await scene().up(`
      const config = new pulumi.Config();
      exports.scalars = ${JSON.stringify(scalars.map((_, index) => `s${index}`))}.map((key) => config.get(key) ?? "");
      exports.list = config.get("list");
      for (const key of ["map", "alias", "merged"]) exports[key] = config.get(key);
    `);
    expect(errorsOf(outcome)).toEqual([]);
    const { scalars: texts, ...rest } = await scene().engine.outputs(scene().name);
    expect(texts?.value).toEqual(scalars.map(([, text]) => text));
    expect(Object.fromEntries(Object.entries(rest).map(([key, { value }]) => [key, value]))).toEqual({
      list: `[${scalars.map(([, text, json]) => json ?? text).join(",")}]`,
      map: '{"10":"x","9":"y","a":"2026-01-02 00:00:00 +0000 UTC","b":12345678901}',
      alias: '{"big":9007199254740993,"day":"2026-01-02 00:00:00 +0000 UTC"}',
      merged: '{"big":9007199254740993,"day":"2026-01-02 00:00:00 +0000 UTC","own":16}',
    });
  });

  // `unit/engine-state/project-config` has each of them in each place.
  it.each([".inf", "[1, -.Inf]", "{ a: { b: .nan } }"])(
    "are refused where JSON has no such number: %s",
    async (value) => {
      await scene().file("Pulumi.dev.yaml", `config:\n  proj:x: ${value}\n`);
      await expect(scene().up("")).rejects.toMatchObject({ kind: "invalid" });
    },
  );
});
