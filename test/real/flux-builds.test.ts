import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { beforeAll, expect, it } from "vitest";
import { fluxScalars, refusedScalars, scalarsRefusedByUs } from "../fixtures/flux-scalars.ts";
import { refusedSubstitutions, substitutions, substitutionValues } from "../fixtures/flux-substitutions.ts";
import { describeWith, realExecutables } from "./executables.ts";

interface Source {
  readonly files: Readonly<Record<string, string>>;
  readonly spec: object;
}

/** What Flux's own code makes of a source. */
interface Built {
  readonly objects: readonly { readonly metadata: object; readonly spec: Readonly<Record<string, unknown>> }[];
  readonly error?: string;
}

async function built(program: string, sources: readonly Source[]): Promise<readonly Built[]> {
  const child = spawn(program, { stdio: ["pipe", "pipe", "inherit"] });
  child.stdin.end(`${sources.map((source) => JSON.stringify(source)).join("\n")}\n`);
  const lines = (await text(child.stdout)).trimEnd().split("\n");
  return lines.map((line) => JSON.parse(line) as Built);
}

const manifest = (name: string, lines: string) =>
  `apiVersion: x.io/v1\nkind: W\nmetadata:\n  name: ${name}\nspec:\n${lines}`;

/** Every case in an object of its own, all of them in one build. */
const together = (lines: readonly string[]) => lines.map((each, index) => manifest(`w${index}`, each)).join("---\n");

const scalar = (written: string) => `  v: ${written}\n`;
const block = (written: string) => `  v: |\n    ${written}\n    .\n`;
const source = (manifests: string, postBuild?: object): Source => ({
  files: { "apps/a.yaml": manifests },
  spec: { path: "apps", ...(postBuild && { postBuild }) },
});

describeWith("Flux", "what it makes of manifests", realExecutables("fluxBuilds"), (parts) => {
  const known = [...fluxScalars, ...scalarsRefusedByUs];
  const variables = { substitute: substitutionValues };
  const refused = [
    ...refusedScalars.map((written) => source(manifest("w", scalar(written)))),
    ...refusedSubstitutions.map((written) => source(manifest("w", block(written)), variables)),
  ];
  let answers: readonly Built[];
  beforeAll(async () => {
    const scalars = source(together(known.map(([written]) => scalar(written))));
    const texts = source(together(substitutions.map(([written]) => block(written))), variables);
    answers = await built(parts().fluxBuilds, [scalars, texts, ...refused]);
  });

  /** The values in the order of the cases: kustomize sorts objects that have no order of their own by name. */
  const valuesOf = ({ objects, error }: Built = { objects: [] }) => {
    expect(error).toBeUndefined();
    const numbered = objects.map(({ metadata, spec }) => [
      Number(/\d+/.exec(JSON.stringify(metadata))?.[0]),
      spec["v"],
    ]);
    return numbered.toSorted(([a], [b]) => Number(a) - Number(b)).map(([, value]) => value);
  };

  it("is the table of scalars that the sync agent's reader is held to", () => {
    expect(valuesOf(answers[0])).toEqual(known.map(([, json]) => JSON.parse(json) as unknown));
  });

  it("is the table of expressions that the sync agent's variables are held to", () => {
    expect(valuesOf(answers[1])).toEqual(substitutions.map(([, result]) => `${result}\n.\n`));
  });

  it("is nothing for what both tables call refused", () => {
    const errors = answers.slice(2).map(({ error }) => error !== undefined);
    expect(errors).toEqual(refused.map(() => true));
  });
});
