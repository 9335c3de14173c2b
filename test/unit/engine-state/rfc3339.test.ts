import { expect, it } from "vitest";
import { rfc3339 } from "../../../src/engine/embedded/stack/state/rfc3339.ts";

it.each([
  ["2026-01-02T03:04:05.678Z", "2026-01-02T03:04:05.678Z"],
  ["2026-01-02T03:04:05.670Z", "2026-01-02T03:04:05.67Z"],
  ["2026-01-02T03:04:05.600Z", "2026-01-02T03:04:05.6Z"],
  ["2026-01-02T03:04:05.006Z", "2026-01-02T03:04:05.006Z"],
  ["2026-01-02T03:04:30.000Z", "2026-01-02T03:04:30Z"],
  ["2026-01-02T00:00:00.000Z", "2026-01-02T00:00:00Z"],
])("writes the time %s as Go does: %s", (time, written) => {
  expect(rfc3339(new Date(time))).toBe(written);
});
