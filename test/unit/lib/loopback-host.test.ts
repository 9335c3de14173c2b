import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isLoopbackHost } from "../../../src/lib/index.ts";

describe("the host of a URL or of a request", () => {
  it.each([
    "localhost",
    "LocalHost:80",
    "127.0.0.1",
    "127.0.0.1:20123",
    "127.0.0.2",
    "127.9.8.7:1",
    "[::1]",
    "[::1]:65535",
  ])("%s names loopback", (header) => expect(isLoopbackHost(header)).toBe(true));

  it.each([
    undefined,
    "",
    ":80",
    "evil.example",
    "evil.example:20123",
    "git.localhost",
    "localhost.evil.example",
    "127.0.0.1.evil.example",
    "evil.example:127.0.0.1",
    "127.0.0.1@evil.example",
    "localhost:80:80",
    "localhost, evil.example",
    "192.168.0.1",
    "0.0.0.0",
    "127.1",
    "127.0.0.256",
    "[::]",
    "[::ffff:192.168.0.1]",
    "10.0.0.127",
  ])("%s does not", (header) => expect(isLoopbackHost(header)).toBe(false));

  it("never names loopback with a domain, whatever the domain begins with", () => {
    fc.assert(
      fc.property(fc.constantFrom("", "localhost.", "127.0.0.1."), fc.domain(), (before, domain) => {
        expect(isLoopbackHost(`${before}${domain}:20123`)).toBe(false);
      }),
    );
  });
});
