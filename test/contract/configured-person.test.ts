import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { mergeTreesWithGit } from "../../src/git/executable/index.ts";
import { openRepository } from "../../src/git/isomorphic/index.ts";
import { actorOf } from "../../src/history/index.ts";

describe("the person whom Git is configured with", () => {
  let home: string;
  let clone: string;
  beforeEach(() => {
    home = mkdtempSync(path.join(tmpdir(), "person-"));
    clone = path.join(home, "company", "platform");
    execFileSync("git", ["init", "--quiet", clone], { env: { ...usual(), GIT_CONFIG_GLOBAL: "/dev/null" } });
  });
  afterEach(() => rmSync(home, { recursive: true }));

  const usual = () => ({ PATH: process.env["PATH"], HOME: home, GIT_CONFIG_NOSYSTEM: "1" });
  const write = (file: string, text: string) => {
    const at = path.join(home, file);
    mkdirSync(path.dirname(at), { recursive: true });
    writeFileSync(at, text);
    return at;
  };
  const configure = (...setting: readonly string[]) =>
    execFileSync("git", ["-C", clone, "config", ...setting], { env: usual() });
  const person = async (more: Readonly<Record<string, string>> = {}) => {
    const environment = { ...usual(), ...more };
    return await (await openRepository(clone, mergeTreesWithGit(environment), environment)).configuredPerson();
  };
  const ada = "[user]\n\tname = Ada\n\temail = ada@example.com\n";

  it("is that of ~/.gitconfig, and of the file for XDG", async () => {
    expect(await person()).toBeUndefined();
    write(".config/git/config", "[user]\n\tname = Bob\n");
    expect(await person()).toBe("Bob");
    write("elsewhere/git/config", "[user]\n\temail = eve@example.com\n");
    expect(await person({ XDG_CONFIG_HOME: path.join(home, "elsewhere") })).toBe("eve@example.com");
    write(".gitconfig", ada);
    expect(await person()).toBe("Ada <ada@example.com>");
  });

  it("is that of the file which a variable names instead, and of variables", async () => {
    write(".gitconfig", ada);
    expect(await person({ GIT_CONFIG_GLOBAL: "/dev/null" })).toBeUndefined();
    const other = write("other", "[user]\n\tname = Bob\n");
    expect(await person({ GIT_CONFIG_GLOBAL: other })).toBe("Bob");
    const variables = { GIT_CONFIG_COUNT: "1", GIT_CONFIG_KEY_0: "user.name", GIT_CONFIG_VALUE_0: "Eve" };
    expect(await person(variables)).toBe("Eve <ada@example.com>");
  });

  it("is that of included files, also of those for some folders alone", async () => {
    write("at-company", "[user]\n\temail = ada@company.example.com\n");
    write(".gitconfig", `${ada}[includeIf "gitdir:~/company/"]\n\tpath = at-company\n`);
    expect(await person()).toBe("Ada <ada@company.example.com>");
  });

  it("is that of the clone before all others, and of the last value of several", async () => {
    write(".gitconfig", `${ada}[user]\n\tname = Ada of Two\\nLines\n`);
    expect(await person()).toBe("Ada of Two Lines <ada@example.com>");
    configure("user.name", "Bob");
    expect(await person()).toBe("Bob <ada@example.com>");
  });

  it("is that of the clone where no git is installed", async () => {
    write(".gitconfig", ada);
    configure("user.name", "Bob");
    expect(await person({ PATH: path.join(home, "nothing") })).toBe("Bob");
  });

  it("is who the record names", async () => {
    write(".gitconfig", ada);
    const environment = usual();
    const repository = await openRepository(clone, mergeTreesWithGit(environment), environment);
    expect(await actorOf(repository, environment)).toBe("Ada <ada@example.com>");
  });
});
