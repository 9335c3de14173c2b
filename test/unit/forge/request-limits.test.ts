import { expect, it } from "vitest";
import { ApiClient } from "../../../src/forge/http/index.ts";

const client = (answers: Headers[]) =>
  new ApiClient({
    url: "https://forge.example.com",
    forge: "forge.example.com",
    headers: {},
    secrets: [],
    refusalOf: () => {
      throw new Error("it refuses nothing");
    },
    send: async () => await Promise.resolve({ status: 200, headers: answers.shift() ?? new Headers(), json: {} }),
  });

it.each<readonly [string, Readonly<Record<string, string>>]>([
  ["GitHub", { "x-ratelimit-limit": "5000", "x-ratelimit-remaining": "41", "x-ratelimit-reset": "1767614400" }],
  ["GitLab", { "RateLimit-Limit": "5000", "RateLimit-Remaining": "41", "RateLimit-Reset": "1767614400" }],
])("%s says how many requests it still takes, and when its limit is whole again", async (_, headers) => {
  const api = client([new Headers(headers)]);
  expect(api.requestLimit()).toBeUndefined();
  await api.get("user");
  expect(api.requestLimit()).toEqual({ left: 41, limit: 5000, resetsAt: "2026-01-05T12:00:00.000Z" });
  // An answer without the headers says nothing else.
  await api.get("user");
  expect(api.requestLimit()?.left).toBe(41);
});

it("names the limit of which the smallest share is left, by what was said of it last", async () => {
  const answer = (resource: string, left: number, limit: number) =>
    new Headers({
      "x-ratelimit-resource": resource,
      "x-ratelimit-remaining": String(left),
      "x-ratelimit-limit": String(limit),
    });
  const api = client([answer("core", 100, 5000), answer("graphql", 4000, 5000), answer("core", 5000, 5000)]);
  await api.get("user");
  await api.get("graphql");
  expect(api.requestLimit()?.left).toBe(100);
  await api.get("user");
  expect(api.requestLimit()?.left).toBe(4000);
});

it("takes a header that is no number for none", async () => {
  const api = client([new Headers({ "x-ratelimit-remaining": "many", "x-ratelimit-reset": "soon" })]);
  await api.get("user");
  expect(api.requestLimit()).toBeUndefined();
});
