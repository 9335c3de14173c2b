import { describe, expect, it } from "vitest";
import { parseFileUrl } from "../../../src/pulumi/index.ts";

describe("the URL of a backend in files", () => {
  it.each([
    ["file://./state", { location: "./state", from: "relative", query: "" }],
    ["file://state", { location: "state", from: "relative", query: "" }],
    ["file://", { location: "", from: "relative", query: "" }],
    [
      "file:///srv/my%20state?metadata=skip",
      { location: "/srv/my%20state", from: "absolute", query: "?metadata=skip" },
    ],
    ["file://~", { location: "", from: "home", query: "" }],
    ["file://~/state?no_tmp_dir=true", { location: "/state", from: "home", query: "?no_tmp_dir=true" }],
    ["file://~other/state", { location: "~other/state", from: "relative", query: "" }],
    ["gs://acme", undefined],
    ["https://api.pulumi.com", undefined],
  ])("is read from %s", (url, parts) => {
    expect(parseFileUrl(url)).toEqual(parts);
  });
});
