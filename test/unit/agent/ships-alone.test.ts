import { build, type Metafile } from "esbuild";
import { beforeAll, describe, expect, it } from "vitest";
import { projectRoot } from "../../../src/lib/index.ts";

/** Bytes of the bundle, minified: what an image of the agent carries beside Node. It had 550 KiB when this was written; CEL takes 60. */
const largestBundle = 720 * 1024;
/** Loaded where signatures are verified alone. It had 390 KiB when this was written. */
const loadedLate = /node_modules\/openpgp\//;

describe("the agent's bundle", () => {
  let inputs: readonly string[];
  let bytes: number;
  beforeAll(async () => {
    const { metafile } = await build({
      absWorkingDir: projectRoot(),
      entryPoints: ["src/agent/main.ts"],
      bundle: true,
      minify: true,
      format: "esm",
      platform: "node",
      target: "node20",
      outdir: "not-written",
      write: false,
      metafile: true,
      logLevel: "error",
    });
    inputs = shippedBy(metafile);
    const late = Object.values(metafile.outputs)
      .flatMap((output) => Object.entries(output.inputs))
      .filter(([file]) => loadedLate.test(file))
      .reduce((sum, [, { bytesInOutput }]) => sum + bytesInOutput, 0);
    bytes = Object.values(metafile.outputs).reduce((sum, output) => sum + output.bytes, -late);
  });

  it("holds no package of Pulumi, no gRPC, no protobuf and no other client of Kubernetes", () => {
    const unwanted = /node_modules\/(?:@pulumi\/|@grpc\/|google-protobuf\/|protobufjs\/|@kubernetes\/|zod\/|esbuild\/)/;
    expect(inputs.filter((file) => unwanted.test(file))).toEqual([]);
  });

  it("holds of this project the agent, what is known of Kubernetes, and lib", () => {
    const own = inputs.filter((file) => file.startsWith("src/"));
    expect(own).toContain("src/kubernetes/client/rest-api.ts");
    expect(own.filter((file) => !/^src\/(?:agent|kubernetes|lib)\//.test(file))).toEqual([]);
    expect(own.filter((file) => /^src\/kubernetes\/(?:pulumi-provider|flux-status)\//.test(file))).toEqual([]);
  });

  it(`is not larger than ${largestBundle / 1024} KiB`, () => {
    expect(bytes).toBeLessThan(largestBundle);
  });
});

/** The files of which something is left in the bundle. */
function shippedBy({ outputs }: Metafile): readonly string[] {
  return Object.values(outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 ? [file] : [])),
  );
}
