#!/usr/bin/env bash
# kustomize-controller 1.9.6: an object that it was killed right after applying is never pruned, and the Kustomization is Ready.
#
# A Kustomization with `prune: true` deletes what leaves Git by its inventory, a list in its status. The controller writes that list when
# it has applied all objects of a revision. Killed in between (a node that is lost, an OOM kill, a rollout past the grace period), it
# leaves objects that no list names. When it comes back to the same revision, it applies them once more and lists them. When the next
# revision has them no more, nothing ever names them: they stay, and the Kustomization is Ready at the new revision.
# Expected was that the objects are listed before they are made.
#
# Seen on Linux, amd64, with kube-apiserver 1.34.1 and etcd 3.6.5: 30 revisions, each with one ConfigMap that the next one has no more; the
# controller is killed within 50 ms of that ConfigMap being seen, and started again. The last of them is listed when its revision is
# applied once more, and pruned by the two revisions after it, between which nothing is killed.
#   killed before the inventory named the object: 30 of 30
#   left behind for good, Kustomization Ready=True: 29 of 30
#   without a kill, gone once Git has it no more: true
#
# Needs: go 1.26 or newer, node 20 or newer, openssl, tar, 10 GB of free disk. Takes 10 to 25 minutes, nearly all of it to compile.
# Ends with 0 while the behaviour is as described, with 1 when it changed.
set -euo pipefail

work=$(mktemp -d)
pids=()
cleanup() {
  for pid in "${pids[@]}"; do kill "$pid" 2> /dev/null || true; done
  wait || true
  chmod -R u+w "$work" && rm -rf "$work"
}
trap cleanup EXIT
mkdir -p "$work"/{bin,etcd,server,store,run}
export GOFLAGS=-mod=mod GOWORK=off CGO_ENABLED=0

cd "$work/etcd"
go mod init example.test/etcd 2> /dev/null
go get go.etcd.io/etcd/server/v3@v3.6.5 2> /dev/null
go build -o "$work/bin/etcd" go.etcd.io/etcd/server/v3

# Kubernetes' own go.mod replaces its parts by folders, which no other module can build.
cd "$work/server"
go mod init example.test/server 2> /dev/null
for part in api apiextensions-apiserver apimachinery apiserver cli-runtime client-go cloud-provider cluster-bootstrap code-generator \
  component-base component-helpers controller-manager cri-api cri-client csi-translation-lib dynamic-resource-allocation endpointslice \
  externaljwt kms kube-aggregator kube-controller-manager kube-proxy kube-scheduler kubectl kubelet metrics mount-utils \
  pod-security-admission sample-apiserver sample-cli-plugin sample-controller; do
  go mod edit -replace "k8s.io/$part=k8s.io/$part@v0.34.1"
done
go get k8s.io/kubernetes/cmd/kube-apiserver@v1.34.1 2> /dev/null
go build -o "$work/bin/kube-apiserver" k8s.io/kubernetes/cmd/kube-apiserver

mkdir "$work/flux" && cd "$work/flux"
go mod init example.test/flux 2> /dev/null
# As the controllers' own go.mod has the first, and the newest version of the second that the proxy serves.
go mod edit -replace github.com/opencontainers/go-digest=github.com/opencontainers/go-digest@v1.0.1-0.20220411205349-bde1400a84be
go mod edit -replace github.com/fluxcd/pkg/artifact=github.com/fluxcd/pkg/artifact@v0.18.0
go get github.com/fluxcd/kustomize-controller@v1.9.6 github.com/fluxcd/source-controller@v1.9.6 2> /dev/null
go build -o "$work/bin/kustomize-controller" github.com/fluxcd/kustomize-controller
for module in kustomize-controller source-controller; do
  cp "$(go list -m -f '{{.Dir}}' "github.com/fluxcd/$module")"/config/crd/bases/*.yaml "$work/run/"
done

cd "$work/run"
openssl genrsa -out key.pem 2048 2> /dev/null
echo 'token,admin,admin,"system:masters"' > tokens.csv
free() { node -e 'const s=require("net").createServer().listen(0,"127.0.0.1",()=>{console.log(s.address().port);s.close()})'; }
store=$(free) peers=$(free) port=$(free)
"$work/bin/etcd" --data-dir="$work/store/data" --listen-client-urls="http://127.0.0.1:$store" \
  --advertise-client-urls="http://127.0.0.1:$store" --listen-peer-urls="http://127.0.0.1:$peers" \
  --initial-advertise-peer-urls="http://127.0.0.1:$peers" --initial-cluster="default=http://127.0.0.1:$peers" \
  --log-level=error > etcd.log 2>&1 &
pids+=($!)
"$work/bin/kube-apiserver" --etcd-servers="http://127.0.0.1:$store" --cert-dir="$work/run/certificates" --bind-address=127.0.0.1 \
  --secure-port="$port" --endpoint-reconciler-type=none --service-cluster-ip-range=10.96.0.0/16 \
  --service-account-issuer=https://kubernetes.default.svc --service-account-key-file=key.pem \
  --service-account-signing-key-file=key.pem --token-auth-file=tokens.csv --authorization-mode=RBAC \
  --disable-admission-plugins=ServiceAccount > server.log 2>&1 &
pids+=($!)
cat > kubeconfig <<YAML
apiVersion: v1
kind: Config
clusters: [{ name: c, cluster: { server: "https://127.0.0.1:$port", insecure-skip-tls-verify: true } }]
users: [{ name: u, user: { token: token } }]
contexts: [{ name: x, context: { cluster: c, user: u } }]
current-context: x
YAML

cat > seen.mjs <<'JS'
import { execFileSync, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { setTimeout as delay } from "node:timers/promises";

const [server, controller, metrics, health] = process.argv.slice(2);
const call = async (method, path, body, type = "application/json") => {
  const headers = { authorization: "Bearer token", "content-type": type };
  const answer = await fetch(server + path, { method, headers, ...(body && { body: typeof body === "string" ? body : JSON.stringify(body) }) });
  const text = await answer.text();
  if (answer.status === 404) return undefined;
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
  return JSON.parse(text);
};
const until = async (look, limit = 60_000) => {
  for (const end = Date.now() + limit; ; await delay(5)) {
    const found = await look().catch(() => undefined);
    if (found) return found;
    if (Date.now() > end) throw new Error(`not after ${limit} ms: ${look}`);
  }
};
const apply = (path, object) =>
  call("PATCH", `${path}?fieldManager=test&force=true`, typeof object === "string" ? object : JSON.stringify(object), "application/apply-patch+yaml");

// An artifact, as source-controller would serve it.
let archive = Buffer.alloc(0);
const files = createServer((_, response) => response.end(archive)).listen(0, "127.0.0.1");
await new Promise((resolve) => files.once("listening", resolve));

await until(() => call("GET", "/readyz/ping").catch((thrown) => (/is not valid JSON/.test(thrown.message) ? true : undefined)), 120_000);
for (const file of readdirSync(".").filter((each) => /toolkit.*\.yaml$/.test(each))) {
  const text = readFileSync(file, "utf8");
  const [, name] = /^ {2}name: (\S+)$/m.exec(text);
  await apply(`/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${name}`, text);
}
const sources = "/apis/source.toolkit.fluxcd.io/v1/namespaces/default/gitrepositories/apps";
const kustomizations = "/apis/kustomize.toolkit.fluxcd.io/v1/namespaces/default/kustomizations/apps";
const object = (apiVersion, kind, spec) => ({ apiVersion, kind, metadata: { name: "apps", namespace: "default" }, spec });
await until(() => apply(sources, object("source.toolkit.fluxcd.io/v1", "GitRepository", { interval: "1h", url: "https://example.test/apps" })));
const spec = { interval: "1s", retryInterval: "1s", path: "./", prune: true, sourceRef: { kind: "GitRepository", name: "apps" } };
await until(() => apply(kustomizations, object("kustomize.toolkit.fluxcd.io/v1", "Kustomization", spec)));

const publish = async (round) => {
  rmSync("tree", { recursive: true, force: true });
  mkdirSync("tree");
  const map = (name) => JSON.stringify({ apiVersion: "v1", kind: "ConfigMap", metadata: { name, namespace: "default" }, data: { round: `${round}` } });
  for (let index = 0; index < 30; index += 1) writeFileSync(`tree/m-${index}.yaml`, map(`m-${index}`));
  writeFileSync("tree/last.yaml", map(`last-${round}`));
  archive = execFileSync("tar", ["-czf", "-", "-C", "tree", "."]);
  const commit = createHash("sha1").update(`${round}`).digest("hex");
  const artifact = {
    path: "apps.tar.gz",
    url: `http://127.0.0.1:${files.address().port}/${round}.tar.gz`,
    revision: `main@sha1:${commit}`,
    digest: `sha256:${createHash("sha256").update(archive).digest("hex")}`,
    lastUpdateTime: new Date().toISOString(),
    size: archive.length,
  };
  const conditions = [{ type: "Ready", status: "True", reason: "Succeeded", message: "", lastTransitionTime: artifact.lastUpdateTime }];
  await call("PATCH", `${sources}/status`, { status: { artifact, conditions } }, "application/merge-patch+json");
  return artifact.revision;
};
const start = () =>
  spawn(controller, ["--watch-all-namespaces=true", "--events-addr=", `--metrics-addr=127.0.0.1:${metrics}`, `--health-addr=127.0.0.1:${health}`], {
    env: { PATH: process.env.PATH, HOME: process.cwd(), KUBECONFIG: "kubeconfig", RUNTIME_NAMESPACE: "default" },
    stdio: "ignore",
  });
const lastOf = (round) => call("GET", `/api/v1/namespaces/default/configmaps/last-${round}`);
const ended = (child) => new Promise((resolve) => child.once("close", resolve));

const rounds = 30;
let running = start();
let unlisted = 0;
let revision = "";
try {
  for (let round = 0; round < rounds; round += 1) {
    revision = await publish(round);
    await until(() => lastOf(round));
    await delay((50 * round) / rounds);
    const gone = ended(running);
    running.kill("SIGKILL");
    await gone;
    const { status } = await call("GET", kustomizations);
    if (!JSON.stringify(status?.inventory ?? {}).includes(`_last-${round}_`)) unlisted += 1;
    running = start();
  }
  const applied = async () => {
    const { status } = await call("GET", kustomizations);
    const ready = status.conditions.find(({ type }) => type === "Ready");
    return status.lastAppliedRevision === revision && ready.status === "True";
  };
  await until(applied);
  // Two revisions more without a kill: what the inventory names is pruned, as it should be.
  for (const round of [rounds, rounds + 1]) {
    revision = await publish(round);
    await until(applied);
  }
  const pruned = (await lastOf(rounds)) === undefined && (await lastOf(rounds + 1)) !== undefined;
  const left = [];
  for (let round = 0; round < rounds; round += 1) if (await lastOf(round)) left.push(round);
  console.log(`killed before the inventory named the object: ${unlisted} of ${rounds}`);
  console.log(`left behind for good, Kustomization Ready=True: ${left.length} of ${rounds}`);
  console.log(`without a kill, gone once Git has it no more: ${pruned}`);
  process.exitCode = left.length > 0 && unlisted > 0 && pruned ? 0 : 1;
} finally {
  running.kill("SIGKILL");
  files.close();
}
JS
NODE_TLS_REJECT_UNAUTHORIZED=0 NODE_NO_WARNINGS=1 node seen.mjs "https://127.0.0.1:$port" "$work/bin/kustomize-controller" "$(free)" "$(free)"
