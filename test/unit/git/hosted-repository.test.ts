import { describe, expect, it } from "vitest";
import { hostedRepository } from "../../../src/git/executable/index.ts";

describe("the repository that a remote's URL leads to", () => {
  it.each([
    ["git@github.com:acme/shop.git", "acme", "shop", "github.com"],
    ["https://github.com/acme/shop.git", "acme", "shop", "github.com"],
    ["https://github.com/acme/shop", "acme", "shop", "github.com"],
    ["https://ann:t0ken@github.com/acme/shop.git", "acme", "shop", "github.com"],
    ["git@gitlab.com:acme/team/shop.git", "acme", "team/shop", "gitlab.com"],
    ["https://git.acme.test:8443/acme/team/shop%20one.git", "acme", "team/shop one", "git.acme.test:8443"],
    ["https://acme@dev.azure.com/acme/project/_git/shop", "acme", "project/_git/shop", "dev.azure.com"],
  ])("is told of %s", (url, owner, repo, kind) => {
    expect(hostedRepository(url)).toEqual({ owner, repo, kind });
  });

  it.each([
    "",
    "/srv/git/acme/shop.git",
    "../with:colon/shop.git",
    "file:///srv/git/acme/shop.git",
    "git://github.com/acme/shop.git",
    "ssh://git@github.com/acme/shop.git",
    "https://github.com",
    "https://github.com/shop.git",
    "https://not a host/acme/shop",
  ])("is not told of %s", (url) => {
    expect(hostedRepository(url)).toBeUndefined();
  });
});
