import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { exposition, type Metric } from "../../../src/lib/index.ts";
import { parseExposition } from "../../fakes/parse-exposition.ts";

const metric = (samples: Metric["samples"], help = "Help."): Metric => ({
  name: "some_metric",
  help,
  type: "gauge",
  samples,
});

describe("metrics in Prometheus' text format", () => {
  it("have HELP, TYPE, and their samples by their labels", () => {
    const one = metric([
      { labels: { a: "2" }, value: 1.5 },
      { labels: { a: "1", b: "x" }, value: 0 },
    ]);
    expect(exposition([one, metric([])])).toBe(
      '# HELP some_metric Help.\n# TYPE some_metric gauge\nsome_metric{a="1",b="x"} 0\nsome_metric{a="2"} 1.5\n',
    );
  });

  it("say the numbers that are none in words", () => {
    const values = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e21];
    const text = exposition([metric(values.map((value, index) => ({ labels: { index: String(index) }, value })))]);
    expect(text.match(/(?<= )\S+$/gm)?.slice(2)).toEqual(["NaN", "+Inf", "-Inf", "1e+21"]);
  });

  it("keep every text of a label and of a help as it is, whatever stands in it", () => {
    const text = fc.string({ unit: fc.constantFrom("\\", '"', "\n", "\r", "n", "{", "}", ",", " ", "=", "é", "😀") });
    fc.assert(
      fc.property(text, text, (value, help) => {
        const parsed = parseExposition(exposition([metric([{ labels: { a: value, b: "" }, value: 1 }], help)]));
        expect(parsed.get("some_metric")).toEqual({
          help,
          type: "gauge",
          samples: [{ labels: { a: value, b: "" }, value: 1 }],
        });
      }),
    );
  });

  it("are the same text for the same samples in any order", () => {
    const samples = ["a", "b", "c", "d"].map((name) => ({ labels: { name }, value: 1 }));
    fc.assert(
      fc.property(fc.shuffledSubarray(samples, { minLength: 4 }), (shuffled) => {
        expect(exposition([metric(shuffled)])).toBe(exposition([metric(samples)]));
      }),
    );
  });
});
