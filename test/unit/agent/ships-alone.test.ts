import { build, type Metafile } from "esbuild";
import { beforeAll, describe, expect, it } from "vitest";
import { projectRoot } from "../../../src/lib/index.ts";

/** Bytes of what every agent loads when it starts, minified: its memory and its start follow from them. It had 550 KiB when this was written; CEL takes 60. */
const largestStart = 720 * 1024;
/** Packages that are loaded as soon as an object asks for what they do, with what they need: to verify signatures, and to decrypt. */
const loadedLate = ["age-encryption", "openpgp", "re2js"];

describe("the agent's bundle", () => {
  let inputs: readonly string[];
  let metafile: Metafile;
  beforeAll(async () => {
    ({ metafile } = await build({
      absWorkingDir: projectRoot(),
      entryPoints: ["src/agent/main.ts"],
      bundle: true,
      splitting: true,
      minify: true,
      format: "esm",
      platform: "node",
      target: "node20",
      outdir: "not-written",
      write: false,
      metafile: true,
      logLevel: "error",
    }));
    inputs = shippedBy(metafile);
  });

  it("holds no package of Pulumi, no gRPC, no protobuf and no other client of Kubernetes", () => {
    const unwanted = /node_modules\/(?:@pulumi\/|@grpc\/|google-protobuf\/|protobufjs\/|@kubernetes\/|zod\/|esbuild\/)/;
    expect(inputs.filter((file) => unwanted.test(file))).toEqual([]);
  });

  it("holds of this project the agent, what is known of Kubernetes and of objects of Git, and lib", () => {
    const own = inputs.filter((file) => file.startsWith("src/"));
    expect(own).toContain("src/kubernetes/client/rest-api.ts");
    expect(own.filter((file) => !/^src\/(?:agent|kubernetes|git-objects|lib)\//.test(file))).toEqual([]);
    expect(own.filter((file) => /^src\/kubernetes\/(?:pulumi-provider|flux-status)\//.test(file))).toEqual([]);
  });

  it(`loads no more than ${largestStart / 1024} KiB when it starts`, () => {
    const start = loadedAtStart(metafile);
    const sizes = Object.values(metafile.outputs).flatMap((output) => Object.entries(output.inputs));
    const bytes = sizes.reduce((sum, [file, { bytesInOutput }]) => sum + (start.has(file) ? bytesInOutput : 0), 0);
    expect(bytes).toBeGreaterThan(largestStart / 2);
    expect(bytes).toBeLessThan(largestStart);
  });

  it("loads the libraries of cryptography late, and the code that verifies, decrypts or serves webhooks", () => {
    const start = loadedAtStart(metafile);
    const late = inputs.filter((file) => !start.has(file));
    const packages = new Set(
      inputs.flatMap((file) => loadedLate.filter((name) => file.startsWith(`node_modules/${name}/`))),
    );
    expect([...packages].toSorted()).toEqual(loadedLate);
    expect([...start].filter((file) => loadedLate.some((name) => file.startsWith(`node_modules/${name}/`)))).toEqual(
      [],
    );
    const isMeantLate = /^src\/agent\/(?:(?:receive|sops|verify)\/|fetch\/verify-source\.ts$)/;
    expect(late.filter((file) => file.startsWith("src/") && !isMeantLate.test(file))).toEqual([]);
    expect(late).toContain("src/agent/verify/trusted-keys.ts");
  });
});

/** The files that are reached from the entry without an `import()`. */
function loadedAtStart({ inputs }: Metafile): ReadonlySet<string> {
  const found = new Set<string>();
  const pending = ["src/agent/main.ts"];
  for (let file = pending.pop(); file !== undefined; file = pending.pop()) {
    if (found.has(file)) continue;
    found.add(file);
    const imports = inputs[file]?.imports ?? [];
    pending.push(
      ...imports
        .filter(({ kind, external }) => kind !== "dynamic-import" && external !== true)
        .map((each) => each.path),
    );
  }
  return found;
}

/** The files of which something is left in the bundle. */
function shippedBy({ outputs }: Metafile): readonly string[] {
  return Object.values(outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 ? [file] : [])),
  );
}
