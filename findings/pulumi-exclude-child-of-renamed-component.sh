#!/usr/bin/env bash
# Pulumi CLI 3.256.0: `up --exclude <child>` after its component was renamed writes the component twice into the state.
#
# A component is renamed and names its old name as an alias. This is the documented way to rename without a replacement, and
# a plain `up`, or an `up --target <one child>`, does it without a change to any resource. `up --exclude <one child>` instead
# writes the component under its new name twice: once for the step of the component, and once beside the excluded child, whose
# parent's URN was changed to the new name. The CLI saves this state, and then refuses it: "snapshot integrity failure; it was
# already written, but is invalid: duplicate resource". Every later command on the stack ends with the same refusal.
# Expected was what `--target` does: the excluded child stays as it is, under the old name of its component.
#
# Seen on Linux, amd64, with Node 20 and Go 1.26:
#   up --target  **::first: exit 0, components in the state: 1
#   preview --exclude **::second: exit 0
#   up --exclude **::second: exit 1, components in the state: 2
#     snapshot integrity failure; it was already written, but is invalid
#   the next preview: exit 1
#
# Needs: go 1.25 or newer, node 20 or newer, npm, 4 GB of free disk. Takes 5 to 15 minutes, nearly all of it to compile the CLI.
# Ends with 0 while the behaviour is as described, with 1 when it changed.
set -euo pipefail

work=$(mktemp -d)
cleanup() { chmod -R u+w "$work" && rm -rf "$work"; }
trap cleanup EXIT
mkdir -p "$work"/{bin,cli,host,program,state,home}
export GOFLAGS=-mod=mod GOWORK=off CGO_ENABLED=0

# The CLI's own go.mod replaces this module, and a replacement does not count where the CLI is a dependency.
cd "$work/cli"
go mod init example.test/cli 2>/dev/null
go mod edit -replace github.com/atotto/clipboard=github.com/tgummerer/clipboard@v0.0.0-20241001131231-d02d263e614e
go get github.com/pulumi/pulumi/pkg/v3/cmd/pulumi@v3.256.0 2>/dev/null
go build -o "$work/bin/pulumi" github.com/pulumi/pulumi/pkg/v3/cmd/pulumi

cd "$work/host"
go mod init example.test/host 2>/dev/null
go get github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs@v3.60.0 2>/dev/null
go build -o "$work/bin/pulumi-language-nodejs" github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs

cd "$work/program"
cat > package.json <<'JSON'
{ "name": "renamed", "private": true, "main": "index.js" }
JSON
npm install --silent --no-audit --no-fund --ignore-scripts @pulumi/pulumi@3.256.0 2>/dev/null
cat > Pulumi.yaml <<'YAML'
name: renamed
runtime: nodejs
YAML
cat > index.js <<'JS'
const pulumi = require("@pulumi/pulumi");
const provider = { create: async (inputs) => ({ id: inputs.value, outs: inputs }) };
const renamed = process.env.RENAMED === "yes";
const options = renamed ? { aliases: [{ name: "group" }] } : {};
const parent = new pulumi.ComponentResource("example:index:Group", renamed ? "team" : "group", {}, options);
for (const name of ["first", "second"]) new pulumi.dynamic.Resource(provider, name, { value: name }, { parent });
JS
# The releases of Pulumi ship this launcher beside the language host.
cat > "$work/bin/pulumi-resource-pulumi-nodejs" <<'JS'
#!/usr/bin/env node
require("node:module").createRequire(process.cwd() + "/package.json")("@pulumi/pulumi/cmd/dynamic-provider");
JS
chmod +x "$work/bin/pulumi-resource-pulumi-nodejs"

export PATH="$work/bin:$PATH" PULUMI_HOME="$work/home" PULUMI_BACKEND_URL="file://$work/state" PULUMI_CONFIG_PASSPHRASE=example
export PULUMI_SKIP_UPDATE_CHECK=true PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION=true NO_COLOR=1

fresh_stack() {
  pulumi stack init "$1" --non-interactive >/dev/null 2>&1
  RENAMED=no pulumi up --stack "$1" --yes --skip-preview --non-interactive >/dev/null 2>&1
}
components() { grep -o '"type": *"example:index:Group"' "$work/state/.pulumi/stacks/renamed/$1.json" | wc -l; }

fail() { printf 'CHANGED: %s\n' "$1"; exit 1; }

fresh_stack target
RENAMED=yes pulumi up --stack target --yes --skip-preview --non-interactive --target '**::first' >/dev/null 2>&1 ||
  fail "up --target fails"
printf 'up --target  **::first: exit 0, components in the state: %s\n' "$(components target)"
[ "$(components target)" = 1 ] || fail "up --target wrote another number of components"

fresh_stack exclude
RENAMED=yes pulumi preview --stack exclude --non-interactive --exclude '**::second' >/dev/null 2>&1 ||
  fail "preview --exclude fails"
printf 'preview --exclude **::second: exit 0\n'
status=0
RENAMED=yes pulumi up --stack exclude --yes --skip-preview --non-interactive --exclude '**::second' >"$work/up.txt" 2>&1 || status=$?
message=$(grep -o 'snapshot integrity failure; it was already written, but is invalid' "$work/up.txt" | head -n 1 || true)
printf 'up --exclude **::second: exit %s, components in the state: %s\n  %s\n' "$status" "$(components exclude)" "$message"
[ "$status" != 0 ] && [ "$(components exclude)" = 2 ] && [ -n "$message" ] || fail "up --exclude no longer writes the component twice"

status=0
RENAMED=yes pulumi preview --stack exclude --non-interactive >"$work/preview.txt" 2>&1 || status=$?
printf 'the next preview: exit %s\n' "$status"
[ "$status" != 0 ] || fail "the next preview accepts the state"
printf 'AS DESCRIBED: Pulumi CLI 3.256.0\n'
