import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { deadFields } from "../../../build/dead-fields/index.ts";

let root = "";
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** `file:line Owner.field` of the dead fields of a project with these files. */
function deadIn(files: Readonly<Record<string, string>>): readonly string[] {
  root = mkdtempSync(path.join(tmpdir(), "groundwork-fields-"));
  const compilerOptions = { strict: true, module: "nodenext", target: "es2023", types: [], noEmit: true };
  const config = { compilerOptions: { ...compilerOptions, allowImportingTsExtensions: true } };
  for (const [file, text] of Object.entries({ "tsconfig.json": JSON.stringify(config), ...files })) {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
  }
  return deadFields({ root, folders: ["src"] }).map(({ file, line, name }) => `${file}:${line} ${name}`);
}

describe("a field that nothing reads", () => {
  it("is named with its file and line, in an interface, a type and a class", () => {
    const text = [
      "export interface Ship { readonly name: string;",
      "  readonly flag: string; }",
      "export type Crew = { size: number };",
      "export class Port { depth = 1; constructor(readonly at: string) {} }",
      "export const nameOf = (ship: Ship) => ship.name;",
    ];
    expect(deadIn({ "src/ship.ts": text.join("\n") })).toEqual([
      "src/ship.ts:2 Ship.flag",
      "src/ship.ts:3 Crew.size",
      "src/ship.ts:4 Port.depth",
      "src/ship.ts:4 Port.at",
    ]);
  });

  it("is found where it is written", () => {
    const text = "class Count { seen = 0; add() { this.seen += 1; this.seen = 2; this.seen++; } }\nnew Count().add();";
    expect(deadIn({ "src/count.ts": text })).toEqual(["src/count.ts:1 Count.seen"]);
  });
});

const ship = "export interface Ship { readonly name: string }\ndeclare const ship: Ship;\n";
const readers: Readonly<Record<string, string>> = {
  "in an expression": "export const found = ship.name;",
  "by destructuring": "export const { name } = ship;",
  "by destructuring a parameter": "export const of = ({ name: found }: Ship) => found;",
  "by destructuring into variables": 'let name = ""; ({ name } = ship); export const found = () => name;',
  "by its key": 'export const found = ship["name"];',
  "by a key that is not known": "export const of = (key: keyof Ship) => ship[key];",
  "by `in`": 'export const has = "name" in ship;',
  "as JSON": "export const text = JSON.stringify({ ships: [ship] });",
  "as JSON of a type that does not name it": "const of = (it: object) => JSON.stringify(it); of(ship);",
  "by what takes anything": "declare function log(...all: unknown[]): void; log(ship);",
  "through another type": "const of = (named: { name: string }) => named.name; of(ship);",
  "through a part of its type": "const of = ({ name }: Pick<Ship, 'name'>) => name; of(ship);",
  "through a copy": "const copy = { ...ship }; export const found = copy.name;",
  "through the elements of a list": "const of = (all: { name: string }[]) => all[0]?.name; of([ship]);",
  "through a callback": "const of = ({ name }: { name: string }) => name; [ship].map(of);",
  "through a type parameter": "const of = <T extends { name: string }>(named: T) => named.name; of(ship);",
  "through a promise":
    "const of = async (p: Promise<{ name: string }>) => (await p).name; void of(Promise.resolve(ship));",
  "through a return type": "const of = (): { name: string } => ship; export const found = of().name;",
  "through the interface that its class implements":
    "interface Named { name: string }\nclass Boat implements Named { name = 'a' }\nconst of = (it: Named) => it.name;\nof(new Boat()); of(ship);",
};

describe("a field counts as read", () => {
  const cases = Object.entries({ ...readers, "not by a mere mention": "export const found = () => ship;" });
  const fileOf = (index: number) => `src/case-${index}.ts`;
  let dead: readonly string[] = [];
  beforeAll(() => {
    dead = deadIn(Object.fromEntries(cases.map(([, text], index) => [fileOf(index), `export {};\n${ship}${text}`])));
  });

  it.each(cases.map(([name], index) => [name, fileOf(index)]))("%s", (name, file) => {
    expect(dead.filter((each) => each.startsWith(`${file}:`))).toEqual(
      name.startsWith("not") ? [`${file}:2 Ship.name`] : [],
    );
  });
});
