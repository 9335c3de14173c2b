import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { testedVersions } from "../../../src/engine/embedded/program/sdk-patches/tested-versions.ts";

it("every version of the list of tested SDKs is tested, and no other", () => {
  const files = readdirSync(fileURLToPath(new URL(".", import.meta.url)));
  const tested = files.flatMap((file) => /^sdk-(\d.*)\.test\.ts$/u.exec(file)?.[1] ?? []);
  expect(tested.toSorted()).toEqual(testedVersions.map(({ version }) => version).toSorted());
});
