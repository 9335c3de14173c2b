import type { Command } from "commander";

export type Shell = "bash" | "zsh" | "fish";

/** What can follow one command: the words below it and its flags. */
interface Node {
  /** The words that lead to it, such as `stack up`; empty for the program itself. */
  readonly path: string;
  readonly words: readonly string[];
  /** Flags after which the name of an environment stands. */
  readonly environmentFlags: readonly string[];
  readonly takesEnvironments: boolean;
}

/**
 * A script that completes `groundwork` in a shell. It asks no process: commands and flags stand in it, and environments are
 * the folders of the checkout that the shell is in. A folder whose name no environment can have is never offered: shells
 * expand what is offered (`compgen -W`), so a name such as `$(…)` would be run.
 *
 * Where the command is not on `PATH`, the script defines it by `invocation`.
 */
export function completionScript(shell: Shell, commands: readonly Command[], invocation: string): string {
  const nodes = [
    {
      path: "",
      words: [...commands.map((each) => each.name()), "--help", "--version"],
      environmentFlags: [],
      takesEnvironments: false,
    },
    ...commands.flatMap((command) => nodesOf(command, [])),
  ];
  const define = invocation === "groundwork" ? [] : definition(shell, invocation);
  return [...define, ...(shell === "fish" ? fishScript(nodes) : bashScript(shell, nodes))].join("\n");
}

function nodesOf(command: Command, parents: readonly string[]): readonly Node[] {
  const path = [...parents, command.name()];
  const flags = command.options.flatMap(({ long, short }) => [long, short]).filter((flag) => flag != null);
  const isEnvironment = ({ long }: { readonly long?: string | undefined }) => long === "--env";
  const own: Node = {
    path: path.join(" "),
    words: [...command.commands.map((each) => each.name()), ...flags, "--help"],
    environmentFlags: command.options
      .filter(isEnvironment)
      .flatMap(({ long, short }) => [long, short].filter((flag) => flag != null)),
    takesEnvironments:
      path.join(" ") === "env validate" || command.registeredArguments.some((each) => each.name() === "environment"),
  };
  return [own, ...command.commands.flatMap((each) => nodesOf(each, path))];
}

/** Messages of a command that is started this way name it as the shell knows it. */
function definition(shell: Shell, invocation: string): readonly string[] {
  return shell === "fish"
    ? [
        "if not type -q groundwork",
        `    function groundwork; GROUNDWORK_INVOKED_AS=groundwork ${invocation} $argv; end`,
        "end",
      ]
    : [
        "if ! type groundwork >/dev/null 2>&1; then",
        `  groundwork() { GROUNDWORK_INVOKED_AS=groundwork ${invocation} "$@"; }`,
        "fi",
      ];
}

function bashScript(shell: Shell, nodes: readonly Node[]): readonly string[] {
  const cases = nodes.map(({ path, words }) => `    "${path}") words="${words.join(" ")}" ;;`);
  const environmentFlags = [...new Set(nodes.flatMap((node) => node.environmentFlags))].join("|");
  const argumentPaths = nodes.filter(({ takesEnvironments }) => takesEnvironments).map(({ path }) => `"${path}"`);
  return [
    ...(shell === "zsh"
      ? ["autoload -U +X compinit && compinit -u", "autoload -U +X bashcompinit && bashcompinit"]
      : []),
    "_groundwork_environments() {",
    // In other locales the range a-z has capital letters and accents, too.
    '  local LC_ALL=C folder="$PWD" file name',
    '  while [ "$folder" != "/" ] && [ ! -d "$folder/environments" ]; do folder="$(dirname "$folder")"; done',
    '  for file in "$folder"/environments/*/environment.yaml; do',
    '    [ -f "$file" ] || continue',
    '    name="${file%/environment.yaml}"',
    '    name="${name##*/}"',
    '    case "$name" in *[!a-z0-9-]* | [!a-z]* | *-) continue ;; esac',
    '    printf "%s\\n" "$name"',
    "  done",
    "}",
    "_groundwork() {",
    '  local current="${COMP_WORDS[COMP_CWORD]}" previous="${COMP_WORDS[COMP_CWORD-1]}" path="" words="" word index',
    "  for ((index = 1; index < COMP_CWORD; index++)); do",
    '    word="${COMP_WORDS[index]}"',
    '    case "$path${path:+ }$word" in',
    `      ${nodes
      .filter(({ path }) => path !== "")
      .map(({ path }) => `"${path}"`)
      .join("|")}) path="$path\${path:+ }$word" ;;`,
    "    esac",
    "  done",
    '  case "$path" in',
    ...cases,
    "  esac",
    '  case "$previous" in',
    `    ${environmentFlags}) words="$(_groundwork_environments)" ;;`,
    "  esac",
    ...argumentPaths.map((path) => `  [ "$path" = ${path} ] && words="$words $(_groundwork_environments)"`),
    '  COMPREPLY=($(compgen -W "$words" -- "$current"))',
    "}",
    "complete -F _groundwork groundwork",
  ];
}

function fishScript(nodes: readonly Node[]): readonly string[] {
  return [
    "function __groundwork_environments",
    "    set -l folder $PWD",
    '    while test "$folder" != "/"; and not test -d "$folder/environments"; set folder (dirname $folder); end',
    "    for file in $folder/environments/*/environment.yaml",
    String.raw`        string replace -rf -- '^.*/([a-z](?:[-a-z0-9]*[a-z0-9])?)/environment\.yaml\z' '$1' $file`,
    "    end",
    "end",
    "function __groundwork_at",
    "    set -l words (commandline -opc)",
    "    set -l path",
    "    for word in $words[2..-1]; string match -q -- '-*' $word; or set path $path $word; end",
    '    test (string join " " -- $path) = "$argv"',
    "end",
    "complete -c groundwork -f",
    ...nodes.map(({ path, words }) => `complete -c groundwork -n '__groundwork_at ${path}' -a '${words.join(" ")}'`),
    ...nodes
      .filter(({ environmentFlags }) => environmentFlags.length > 0)
      .map(() => "complete -c groundwork -s e -l env -x -a '(__groundwork_environments)'")
      .slice(0, 1),
    "complete -c groundwork -n '__groundwork_at env validate' -a '(__groundwork_environments)'",
  ];
}
