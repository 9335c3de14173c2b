#!/usr/bin/env node
/**
 * Stands in for `helm`: renders `templates/all.yaml` of a chart in a folder with the release's name, namespace and values put in, and keeps
 * releases in a file beside itself, and what it was called with in another.
 */
import { appendFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

const args = process.argv.slice(2);
const here = path.dirname(process.argv[1]);
const stateFile = path.join(here, "releases.json");
const input = args.includes("--password-stdin") ? readFileSync(0, "utf8") : "";
const kubeconfig = process.env["KUBECONFIG"] ? JSON.parse(readFileSync(process.env["KUBECONFIG"], "utf8")) : null;
const call = { args, folder: process.cwd(), input, server: kubeconfig?.clusters?.[0]?.cluster.server ?? null };
appendFileSync(path.join(here, "calls.jsonl"), `${JSON.stringify({ ...call, variables: Object.keys(process.env) })}\n`);

const after = (flag) => args[args.indexOf(flag) + 1];
const releases = existsSync(stateFile) ? JSON.parse(readFileSync(stateFile, "utf8")) : {};
const save = () => writeFileSync(stateFile, JSON.stringify(releases));
const fail = (words) => {
  process.stderr.write(`Error: ${words}\n`);
  process.exit(1);
};
const values = () =>
  args
    .flatMap((arg, at) => (arg === "--values" ? [JSON.parse(readFileSync(args[at + 1], "utf8"))] : []))
    .reduce((all, each) => ({ ...all, ...each }), {});
const key = (name) => `${after("--namespace")}/${name}`;
const rendered = (name, chart) => {
  const file = path.join(chart, "templates", "all.yaml");
  if (!existsSync(file)) fail(`chart "${chart}" not found`);
  const crds = path.join(chart, "crds", "all.yaml");
  const text =
    readFileSync(file, "utf8") +
    (args.includes("--include-crds") && existsSync(crds) ? `\n---\n${readFileSync(crds, "utf8")}` : "");
  return text
    .replaceAll(/\(name\)|\{\{ \.Release\.Name \}\}/gu, name)
    .replaceAll(/\{\{ \.Values\.(\w+) \| quote \}\}/gu, (_, key) => JSON.stringify(values()[key] ?? ""))
    .replaceAll("(values)", JSON.stringify(JSON.stringify(values())));
};
const recorded = (name, chart, revision) => {
  const given = values();
  const failed = given.fails === true;
  releases[key(name)] = {
    chart: path.basename(chart),
    values: given,
    revision,
    status: failed ? "failed" : "deployed",
    manifest: rendered(name, chart),
  };
  save();
  if (failed) fail("context deadline exceeded");
};

const [verb, second, third] = args;
if (verb === "version") process.stdout.write("v4.2");
else if (verb === "template") process.stdout.write(rendered(second, third));
else if (verb === "install") {
  if (releases[key(second)]) fail("cannot re-use a name that is still in use");
  recorded(second, third, 1);
} else if (verb === "upgrade") {
  const old = releases[key(second)] ?? fail(`"${second}" has no deployed releases`);
  recorded(second, third, old.revision + 1);
} else if (verb === "uninstall") {
  if (!releases[key(second)]) fail(`uninstall: Release not loaded: ${second}: release: not found`);
  delete releases[key(second)];
  save();
} else if (verb === "get") {
  const release = releases[key(third)] ?? fail("release: not found");
  const { chart, revision, status } = release;
  const namespace = after("--namespace");
  const metadata = { name: third, namespace, chart, version: "1.2.3", appVersion: "4.5", revision, status };
  process.stdout.write(
    second === "metadata"
      ? JSON.stringify(metadata)
      : second === "values"
        ? JSON.stringify(release.values)
        : release.manifest,
  );
}
