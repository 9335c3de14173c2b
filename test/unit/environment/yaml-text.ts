import * as fc from "fast-check";

/** A value as it may be written in YAML: on one line, or below its key. */
type Written = { readonly inline: string } | { readonly block: readonly string[] };

const word = fc.stringMatching(/^[a-z][a-zA-Z0-9_-]{0,6}$/);
const comment = fc.constantFrom("", "", "", " # a comment", "   # key: [not, a, value");

const scalar = fc.oneof(
  { weight: 40, arbitrary: word },
  fc.constantFrom(
    ..."true false null ~ True NULL yes on 0 7 010 1.30 1e3 0x1f .5 .inf -1 +2 1.2.3 2026-01-01 10.4.0.0/16 /16 tcp:443 ../_profiles/small.yaml".split(
      " ",
    ),
  ),
  fc.constantFrom(
    "https://example.com/#x",
    "two words",
    "it's, well",
    "größer – viel",
    "${environments.dev.outputs.network.selfLink}",
    "a: b",
    "ends:",
    "- a",
    "&anchor x",
    "*anchor",
    "!tag x",
    "<<",
    "@at",
    "%x",
    "a #b",
    "a # b",
    '"double"',
    '"with \\" escape"',
    '"\\u0061"',
    "'single'",
    "'it''s'",
    "'# no comment'",
    '"unclosed',
    "[",
    "}",
    "|x",
    ">",
    "?",
  ),
);

const { flow } = fc.letrec<{ flow: string }>((tie) => ({
  flow: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    scalar,
    fc
      .tuple(fc.array(tie("flow"), { maxLength: 3 }), fc.constantFrom("", " "))
      .map(([items, gap]) => `[${gap}${items.join(`,${gap}`)}${gap}]`),
    fc
      .tuple(fc.array(fc.tuple(word, tie("flow")), { maxLength: 3 }), fc.constantFrom("", " "))
      .map(([entries, gap]) => `{${gap}${entries.map(([key, value]) => `${key}: ${value}`).join(", ")}${gap}}`),
  ),
}));

const literal = fc
  .tuple(
    fc.constantFrom("|", "|", "|", "|-", "|-", "|+", ">", "|2", "| # c"),
    fc.array(fc.constantFrom("echo a", "  deeper: x", "# no comment", "", " ", "- b", "\"'{"), { maxLength: 4 }),
  )
  .map(([header, lines]): readonly string[] => [header, ...lines]);

const { value, map } = fc.letrec<{ value: Written; map: Written }>((tie) => {
  const key = fc.oneof(
    { weight: 12, arbitrary: word },
    fc.constantFrom("true", "Null", "1", '"quoted"', "<<", "? x", "a b"),
  );
  const written = tie("value");
  const entry = fc
    .tuple(key, written, comment, fc.constantFrom(2, 2, 2, 2, 2, 4, 1, 0))
    .map(([name, below, note, indent]) => {
      if ("inline" in below) return [`${name}: ${below.inline}${note}`];
      const [first = "", ...rest] = below.block;
      const isLiteral = /^[|>]/.test(first);
      return [
        isLiteral ? `${name}: ${first}` : `${name}:${note}`,
        ...(isLiteral ? rest : below.block).map((line) => (line === "" ? "" : `${" ".repeat(indent)}${line}`)),
      ];
    });
  const item = fc.tuple(written, comment).map(([below, note]) => {
    if ("inline" in below) return [`- ${below.inline}${note}`];
    return below.block.map((line, index) => (line === "" ? "" : `${index === 0 ? "- " : "  "}${line}`));
  });
  const gap = fc.constantFrom<readonly string[]>([], [], [], [""], ["# a comment"], ["   # deeper"]);
  const lines = (part: fc.Arbitrary<readonly string[]>) =>
    fc
      .array(fc.tuple(gap, part), { minLength: 1, maxLength: 4 })
      .map((parts): Written => ({ block: parts.flatMap(([before, each]) => [...before, ...each]) }));
  return {
    value: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      flow.map((inline): Written => ({ inline })),
      tie("map"),
      lines(item),
      literal.map((block): Written => ({ block })),
    ),
    map: lines(entry),
  };
});

/** Characters that mean something in YAML, and some that do not. */
export const indicator = fc.constantFrom(...Array.from("\n\t :#-[]{},'\"\\|>&*!?%@`~.0ax"));

/** Texts that are YAML, or nearly: every style, with comments, quotes, anchors and mistakes of indentation. */
export const yamlTexts = fc
  .tuple(
    fc.oneof({ weight: 8, arbitrary: map }, value),
    fc.constantFrom("\n", "\n", "\n", "", "\n\n"),
    fc.constantFrom("", "", "---\n", "# head\n\n", "\n"),
  )
  .map(
    ([written, last, first]) => `${first}${("inline" in written ? [written.inline] : written.block).join("\n")}${last}`,
  );
