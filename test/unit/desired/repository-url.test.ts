import { describe, expect, it } from "vitest";
import { fetchableUrl } from "../../../src/desired/repository-url.ts";

describe("the address that an agent fetches from", () => {
  it.each([
    ["git@github.com:acme/platform.git", "https://github.com/acme/platform.git"],
    ["github.com:acme/platform", "https://github.com/acme/platform"],
    ["ssh://git@git.example.com:2222/acme/platform.git", "https://git.example.com/acme/platform.git"],
    ["https://github.com/acme/platform.git", "https://github.com/acme/platform.git"],
    ["http://127.0.0.1:4000/platform.git", "http://127.0.0.1:4000/platform.git"],
  ])("makes %s %s", (remote, url) => {
    expect(fetchableUrl(remote)).toBe(url);
  });

  it("leaves credentials out", () => {
    expect(fetchableUrl("https://x-access-token:s3cret@github.com/acme/platform.git")).toBe(
      "https://github.com/acme/platform.git",
    );
  });

  it.each(["/srv/git/platform.git", "../platform", "file:///srv/git/platform.git", "C:\\repos\\platform", ""])(
    "has none for %j, which no agent could reach",
    (remote) => {
      expect(fetchableUrl(remote)).toBeUndefined();
    },
  );
});
