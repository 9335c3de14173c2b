import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { installedVersions } from "../../../src/program/checkout/installed-versions.ts";

let packages = "";
beforeEach(() => {
  packages = mkdtempSync(path.join(tmpdir(), "groundwork-packages-"));
});
afterEach(() => rmSync(packages, { recursive: true, force: true }));

function install(name: string, manifest: string): void {
  mkdirSync(path.join(packages, "@pulumi", name), { recursive: true });
  writeFileSync(path.join(packages, "@pulumi", name, "package.json"), manifest);
}

describe("the versions that a program runs with", () => {
  it("are those of Node, the installed SDK and the plugins that installed packages ask for", async () => {
    install("pulumi", '{ "version": "3.200.0" }');
    install("gcp", '{ "version": "9.0.0-dev", "pulumi": { "resource": true, "version": "9.0.1" } }');
    install("broken", "{");
    expect(await installedVersions(packages)).toEqual({
      node: process.versions.node,
      pulumi: "3.200.0",
      gcp: "9.0.1",
    });
  });

  it("are that of Node alone where nothing of Pulumi is installed", async () => {
    expect(await installedVersions(packages)).toEqual({ node: process.versions.node });
  });
});
