import { describe, expect, it } from "vitest";
import { asInvoked, jsonAsInvoked } from "../../../src/cli/as-invoked.ts";
import { invocationOf } from "../../../src/wiring/invocation.ts";

const root = "/src/platform";
const own = `${root}/bin/groundwork.js`;

/** Files by path, and what a link leads to. */
const place = (cwd: string, searchPath: string, files: Readonly<Record<string, string>> = {}, at = root) => ({
  root: at,
  cwd,
  environment: { PATH: searchPath },
  fileAt: (file: string) => ({ [own]: own, [root]: root, [cwd]: cwd, [at]: at, ...files })[file],
});

describe("the words that run the command again", () => {
  it.each([
    ["on PATH", place("/home", "/usr/bin:/usr/local/bin", { "/usr/local/bin/groundwork": own }), "groundwork"],
    [
      "on PATH behind another program of that name",
      place("/home", "/a:/b", { "/a/groundwork": "/other", "/b/groundwork": own }),
      `npx --no-install --prefix ${root} groundwork`,
    ],
    [
      "started by npx, which has a PATH of its own",
      place(root, `${root}/node_modules/.bin`, { [`${root}/node_modules/.bin/groundwork`]: own }),
      "npx --no-install groundwork",
    ],
    ["in the checkout", place(root, "/usr/bin"), "npx --no-install groundwork"],
    ["in a folder of the checkout", place(`${root}/environments/dev`, "/usr/bin"), "npx --no-install groundwork"],
    [
      "in another package inside of the checkout",
      place(`${root}/web`, "/usr/bin", { [`${root}/web/package.json`]: "x" }),
      `npx --no-install --prefix ${root} groundwork`,
    ],
    ["elsewhere", place("/home/ada", "/usr/bin"), `npx --no-install --prefix ${root} groundwork`],
    [
      "beside a folder of a similar name",
      place("/src/platform-2", "/usr/bin"),
      `npx --no-install --prefix ${root} groundwork`,
    ],
    [
      "elsewhere, from a folder with a space",
      place("/home", "", {}, "/my src"),
      "npx --no-install --prefix '/my src' groundwork",
    ],
    [
      "where it is installed as a dependency",
      place("/app", "", { "/app": "/app" }, "/app/node_modules/@groundwork-iac/groundwork"),
      "npx --no-install groundwork",
    ],
  ])("%s", (_, given, expected) => {
    expect(invocationOf(given)).toBe(expected);
  });

  it("never fetch the package of that name", () => {
    for (const cwd of [root, "/home", `${root}/environments`])
      expect(invocationOf(place(cwd, ""))).toMatch(/^npx --no-install /);
  });

  it("are its name where a shell function says so", () => {
    const given = place("/home", "");
    expect(invocationOf({ ...given, environment: { GROUNDWORK_INVOKED_AS: "groundwork" } })).toBe("groundwork");
  });
});

describe("a message", () => {
  it("has each of its commands in that form, and nothing else", () => {
    const text =
      "groundwork is locked. Run groundwork up, or: groundwork stack cancel (groundwork-agent, groundwork updates)";
    expect(asInvoked(text, "npx x")).toBe(
      "groundwork is locked. Run npx x up, or: npx x stack cancel (groundwork-agent, groundwork updates)",
    );
    expect(asInvoked(text, "groundwork")).toBe(text);
  });

  it("is replaced in JSON where it is a message, not where it is a value", () => {
    const value = { problem: { message: "groundwork up", details: ["groundwork doctor"] }, label: "groundwork up" };
    expect(JSON.parse(jsonAsInvoked(value, 'a "b"'))).toEqual({
      problem: { message: 'a "b" up', details: ['a "b" doctor'] },
      label: "groundwork up",
    });
  });
});
