import { expect, it } from "vitest";
import { engineContract } from "./engine-contract.ts";
import { opsOf } from "./scene.ts";

engineContract("assets and archives", (scene) => {
  const asset = (made: string) => `new Thing("a", { source: ${made} });`;

  it("keeps the hash of a text, and sees that it changed", async () => {
    await scene().up(asset(`new pulumi.asset.StringAsset("one")`));
    expect(opsOf(await scene().up(asset(`new pulumi.asset.StringAsset("one")`)))).toEqual({ a: ["same"] });
    expect(opsOf(await scene().up(asset(`new pulumi.asset.StringAsset("two")`)))).toEqual({ a: ["update"] });
  });

  it("sees that a file's contents changed", async () => {
    const source = asset(`new pulumi.asset.FileAsset("./data.txt")`);
    await scene().file("data.txt", "one");
    await scene().up(source);
    expect(opsOf(await scene().up(source))).toEqual({ a: ["same"] });
    await scene().file("data.txt", "two");
    expect(opsOf(await scene().up(source))).toEqual({ a: ["update"] });
  });

  it("sees that a file within a folder changed", async () => {
    const source = asset(`new pulumi.asset.FileArchive("./folder")`);
    await scene().file("folder/one.txt", "1");
    await scene().file("folder/deep/two.txt", "2");
    await scene().up(source);
    expect(opsOf(await scene().up(source))).toEqual({ a: ["same"] });
    await scene().file("folder/deep/two.txt", "changed");
    expect(opsOf(await scene().up(source))).toEqual({ a: ["update"] });
  });

  it("sees that a part of an archive of assets changed", async () => {
    const source = (text: string) =>
      asset(`new pulumi.asset.AssetArchive({
        "text.txt": new pulumi.asset.StringAsset("${text}"),
        "inner": new pulumi.asset.AssetArchive({ "file": new pulumi.asset.FileAsset("./data.txt") }),
      })`);
    await scene().file("data.txt", "one");
    await scene().up(source("one"));
    expect(opsOf(await scene().up(source("one")))).toEqual({ a: ["same"] });
    expect(opsOf(await scene().up(source("two")))).toEqual({ a: ["update"] });
  });

  it("keeps assets in lists and maps, and secret ones", async () => {
    await scene().up(
      `new Thing("a", { list: [new pulumi.asset.StringAsset("x")], map: { y: pulumi.secret(new pulumi.asset.StringAsset("y")) } });`,
    );
    expect(opsOf(await scene().up())).toEqual({ a: ["same"] });
  });
});
