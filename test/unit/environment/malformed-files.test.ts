import { describe, expect, it } from "vitest";
import { environmentIn, issuesIn, profile } from "./written.ts";

describe("a file that is no environment", () => {
  it("says where the YAML is malformed", async () => {
    const issues = await issuesIn({ dev: "spec:\n  cloud: { kind: local\n" });
    expect(issues).toHaveLength(1);
    expect(issues[0]).toMatch(/^dev\/environment\.yaml:[45]:\d+: is not YAML: /);
  });

  it("says where tabs stand for spaces", async () => {
    expect((await issuesIn({ dev: "spec:\n\tcloud: {}\n" }))[0]).toMatch(/^dev\/environment\.yaml:4:1: is not YAML: /);
  });

  it("says where a key stands twice", async () => {
    expect(await issuesIn({ dev: "spec:\n  sync: {}\n  values: {}\n  sync: {}\n" })).toEqual([
      "dev/environment.yaml:6:3: this key stands twice in one map; keep one of the two",
    ]);
  });

  it("says what an empty file has to hold", async () => {
    const issue =
      "dev/environment.yaml:1:1: is empty; it has at least apiVersion: groundwork.dev/v1, kind: Environment and spec";
    expect(await issuesIn({ "dev/environment.yaml": "" })).toEqual([issue]);
    expect(await issuesIn({ "dev/environment.yaml": "# nothing yet\n" })).toEqual([issue]);
  });

  it("refuses a list where a map belongs", async () => {
    expect((await issuesIn({ "dev/environment.yaml": "- a\n" }))[0]).toContain("dev/environment.yaml:1:1: is no map");
  });

  it("refuses a second document", async () => {
    expect((await issuesIn({ dev: "---\nkind: Environment\n" }))[0]).toMatch(
      /^dev\/environment\.yaml:\d+:1: a second document starts here; a file holds one$/,
    );
  });

  it("refuses a huge file unread", async () => {
    expect(await issuesIn({ dev: `spec:\n  values:\n    a: "${"x".repeat(300 * 1024)}"\n` })).toEqual([
      "dev/environment.yaml:1:1: has 301 KiB; at most 256 KiB are read",
    ]);
  });

  it("refuses nesting that no reader can follow", async () => {
    const issues = await issuesIn({ dev: `spec: ${"[".repeat(20_000)}${"]".repeat(20_000)}\n` });
    expect(issues).toEqual([expect.stringMatching(/^dev\/environment\.yaml:3:\d+: is nested too deeply to be read$/)]);
  });

  it("refuses a few anchors that stand for billions of values", async () => {
    const levels = Array.from({ length: 12 }, (_, level) => {
      const below = level === 0 ? "x" : `*a${level - 1}`;
      return `    a${level}: &a${level} [${Array.from({ length: 10 }, () => below).join(", ")}]`;
    });
    const issues = await issuesIn({ dev: `spec:\n  values:\n${levels.join("\n")}\n` });
    expect(issues).toEqual([expect.stringContaining("holds more than 100000 values once its aliases are followed")]);
  });

  it("refuses an alias inside of what it stands for", async () => {
    const issues = await issuesIn({ dev: "spec: &spec\n  values: *spec\n" });
    expect(issues[0]).toContain("this alias stands inside of what it stands for");
  });

  it("names a folder without the file", async () => {
    expect(await issuesIn({ "dev/apps.yaml": "" })).toEqual([
      "dev/environment.yaml:1:1: is missing; a folder of environments/ has one, unless its name starts with _".replace(
        "environments/",
        "",
      ),
    ]);
  });

  it.each([
    ["Dev", "is no valid name of a stack"],
    ["a_b", "is no valid name of a stack"],
    ["-dev", "is no valid name of a stack"],
    ["dev-", "is no valid name of a stack"],
    ["1dev", "is no valid name of a stack"],
    ["x".repeat(41), "has 41 characters"],
  ])("refuses the folder name %s, which can be no stack's", async (name, problem) => {
    const [issue, ...more] = await issuesIn({ [name]: "" });
    expect(more).toEqual([]);
    expect(issue).toContain(`${name}/environment.yaml:1:1: "${name}" ${problem}`);
  });

  it("refuses a profile where an environment belongs, and the other way round", async () => {
    expect(
      await issuesIn({
        "dev/environment.yaml": profile(""),
        "_profiles/small.yaml": "apiVersion: groundwork.dev/v1\nkind: Environment\n",
      }),
    ).toEqual([
      "_profiles/small.yaml:2:7 kind: is Environment; a profile says kind: Profile",
      "dev/environment.yaml:2:7 kind: is Profile; an environment's file says kind: Environment",
    ]);
  });
});

describe("a mistake in the YAML", () => {
  const indentation =
    "this line is indented otherwise than those it belongs to; the keys of one map, and the items of one list, start at the same column";

  it.each([
    ["a key too far left", "spec:\n  network:\n    cidr: /20\n   mtu: 1500\n  sync: {}\n", "6:4", indentation],
    ["a key too far right", "spec:\n  network:\n    cidr: /20\n      mtu: 1500\n", "6:7", indentation],
    ["an item's key too far left", "spec:\n  machines:\n    - name: a\n     count: 3\n", "6:6", indentation],
    ["an item's key too far right", "spec:\n  machines:\n  - name: a\n      count: 3\n", "6:7", indentation],
    ["a list that goes on as a map", "spec:\n  - a\n  b: 1\n", "5:3", indentation],
    ["tabs", "spec:\n\tcloud: {}\n\tsync: {}\n", "4:1", "this line is indented with a tab; write spaces"],
    [
      "a second colon",
      "spec:\n  note: a: b\n",
      "4:9",
      "a second colon follows on this line; put the value in quotes, or on a line of its own",
    ],
    [
      "a missing colon",
      "spec:\n  network\n    cidr: /20\n",
      "4:3",
      "this line has no colon, and the next is indented as if it belonged to it",
    ],
    ["an open brace", "spec:\n  cloud: { kind: local\n  x: 1\n", "5:3", "a { above is not closed before this"],
    ["an open bracket", "spec:\n  t: [a, b\n  x: 1\n", "5:3", "a [ above is not closed before this"],
    ["a reserved character", "spec:\n  a: @b\n", "4:6", "a value that starts with @ has to be in quotes"],
  ])("is said once, where it is, of %s", async (_, text, place, words) => {
    expect(await issuesIn({ dev: text })).toEqual([`dev/environment.yaml:${place}: is not YAML: ${words}`]);
  });

  it("is said together with the keys that stand twice above it, not with what follows from it", async () => {
    expect(await issuesIn({ dev: "kind: Environment\nspec:\n  a: 1\n b: 2\n c: 3\n" })).toEqual([
      "dev/environment.yaml:3:1: this key stands twice in one map; keep one of the two",
      `dev/environment.yaml:6:2: is not YAML: ${indentation}`,
    ]);
  });

  it("is no mistake of its own where Git left a conflict", async () => {
    const text = "spec:\n<<<<<<< HEAD\n  a: 1\n=======\n  a: 2\n>>>>>>> branch\n";
    expect(await issuesIn({ dev: text })).toEqual([
      "dev/environment.yaml:4:1: a conflict of a merge stands here; choose what is meant and take Git's markers out",
    ]);
  });
});

describe("text that is meant to change what a terminal shows", () => {
  const texts = [
    "\u001b[2J\u001b[1;1Hall valid",
    "x\n::set-output name=token::y",
    "x\r1 environment: valid",
    "##[add-path]/tmp",
    "\u202edilav",
    "\u009b31m",
  ];
  const quoted = (text: string) => JSON.stringify(text);
  const places: readonly (readonly [string, (text: string) => Readonly<Record<string, string>>])[] = [
    ["a key", (text) => ({ dev: `spec:\n  ? ${quoted(text)}\n  : 1\n` })],
    ["a key of a map of names", (text) => ({ dev: `spec: { values: { ? ${quoted(text)} : 1 } }\n` })],
    ["a value", (text) => ({ dev: `spec: { cloud: { kind: ${quoted(text)} } }\n` })],
    ["the name of an entry", (text) => ({ dev: `spec: { machines: [{ name: ${quoted(text)}, count: x }] }\n` })],
    ["a reference", (text) => ({ dev: `spec: { dependsOn: [${quoted(text)}] }\n` })],
    ["a profile's path", (text) => ({ dev: `extends: ${quoted(text)}\n` })],
    ["a folder's name", (text) => ({ [text.replaceAll(".", "")]: "" })],
  ];

  it.each(places.flatMap(([where, make]) => texts.map((text) => ({ where, text, make }))))(
    "is shown as what it is in $where: $text",
    async ({ text, make }) => {
      const issues = await issuesIn(make(text));
      expect(issues.length).toBeGreaterThan(0);
      for (const issue of issues) {
        expect(issue).not.toMatch(/[\p{Cc}\u202a-\u202e]|##\[/u);
      }
    },
  );
});

describe("anchors and merge keys", () => {
  it("mean what YAML says, with the map's own keys on top", async () => {
    const { machines } = await environmentIn(
      {
        dev: [
          "spec:",
          "  machines:",
          "    - &web { name: web, count: 3, machineType: n2-standard-4 }",
          "    - { <<: *web, name: api, count: 2 }",
          "    - { count: 1, <<: [*web], name: worker }",
          "",
        ].join("\n"),
      },
      "dev",
    );
    expect(machines.map(({ name, count, machineType }) => [name, count, machineType])).toEqual([
      ["web", 3, "n2-standard-4"],
      ["api", 2, "n2-standard-4"],
      ["worker", 1, "n2-standard-4"],
    ]);
  });

  it("are refused where nothing carries the anchor", async () => {
    expect((await issuesIn({ dev: "spec: *nobody\n" }))[0]).toMatch(/^dev\/environment\.yaml:3:7: /);
  });
});
