import type { CheckResult } from "../../change/index.ts";
import { type Block, line, tone } from "../document/index.ts";

const words = { good: "good", optional: "optional", unknown: "unknown", bad: "missing" } as const;
const tones = { good: "added", optional: "warned", unknown: "failed", bad: "failed" } as const;
const order = ["bad", "unknown", "optional", "good"] as const;

/** One row per thing that was looked at. */
export function doctorTable(checks: readonly CheckResult[]): readonly Block[] {
  return [
    {
      kind: "table",
      columns: ["what", "state", "found"],
      rows: loudFirst(checks).map(({ name, state, found }) => [name, [tone(tones[state], words[state])], found]),
    },
  ];
}

/** What to do about what is not there. */
export function doctorRemedies(checks: readonly CheckResult[]): readonly Block[] {
  return loudFirst(checks).flatMap(({ name, state, remedy }) =>
    remedy === undefined ? [] : [line(tone(tones[state], `${name}: `), remedy)],
  );
}

function loudFirst(checks: readonly CheckResult[]): readonly CheckResult[] {
  return checks.toSorted((a, b) => order.indexOf(a.state) - order.indexOf(b.state));
}
