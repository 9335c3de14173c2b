import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { describeWith, realExecutables } from "../executables.ts";

interface Fields {
  readonly omitted?: readonly string[];
  readonly null?: readonly string[];
  readonly zero?: readonly string[];
}

const data = JSON.parse(
  readFileSync(new URL("../../../data/kubernetes/1.34-json.generated.json", import.meta.url), "utf8"),
) as { readonly types: Readonly<Record<string, Fields>> };

describeWith("Kubernetes' types", "how empty fields are encoded", realExecutables("kubernetesJson"), (executables) => {
  it("is what the file says of every type in it", async () => {
    const { stdout } = await promisify(execFile)(executables().kubernetesJson, { maxBuffer: 2 ** 24 });
    const found = JSON.parse(stdout) as Readonly<Record<string, Fields>>;
    expect(Object.keys(data.types).length).toBeGreaterThan(300);
    const named = Object.keys(data.types).map((type) => [type, found[type]]);
    expect(Object.fromEntries(named)).toEqual(data.types);
  });
});
