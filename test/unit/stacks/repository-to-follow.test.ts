import type { Config } from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import type { DesiredSync } from "../../../src/desired/index.ts";
import { repositoryToFollow } from "../../../stacks/repository.ts";

const declared = "https://forge.example/acme/infra";
const configured = "http://127.0.0.1:20123/repository.git";

describe("the repository that a cluster follows", () => {
  it.each([
    ["declared", { repository: declared }, {}, declared, false],
    [
      "declared, and not the configured one, whose token stays here",
      { repository: declared },
      { repository: configured },
      declared,
      false,
    ],
    ["configured, with its token", {}, { repository: configured }, configured, true],
    [
      "the rehearsal's, whatever is declared",
      { repository: declared },
      { repositoryInstead: configured },
      configured,
      true,
    ],
    [
      "configured, with the branch that stands in for tags there",
      {},
      { repository: configured, repositoryBranch: "main" },
      configured,
      true,
      "main",
    ],
    [
      "declared, with tags of its own",
      { repository: declared },
      { repository: configured, repositoryBranch: "main" },
      declared,
      false,
    ],
  ])("is the one %s", async (_, sync, settings: Readonly<Record<string, string>>, url, withToken, branch?: string) => {
    const config = { get: (key: string) => settings[key], getSecret: () => "the token" };
    const found = await repositoryToFollow(sync as DesiredSync, config as unknown as Config, import.meta.dirname);
    expect(found).toEqual({
      url,
      ...(withToken && { token: "the token" }),
      ...(branch !== undefined && { branchForTags: branch }),
    });
  });
});
