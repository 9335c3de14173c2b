import { Argument, Command } from "commander";
import type { Shell } from "./completion-script.ts";
import type { CommandDefinition } from "./program.ts";

const shells: readonly Shell[] = ["bash", "zsh", "fish"];

/** `groundwork completion <shell>`: a script for the shell's configuration, made from the commands' own definitions. */
export function completionCommand(define: () => readonly Command[]): CommandDefinition {
  return (wiring, finish) =>
    new Command("completion")
      .description("Print a script for a shell: it completes commands, flags and environments.")
      .addArgument(new Argument("<shell>").choices(shells))
      .option("-j, --json", "print errors as JSON")
      .addHelpText(
        "after",
        '\nInstall it in ~/.bashrc or ~/.zshrc:  eval "$(groundwork completion bash)"\nIn fish:  groundwork completion fish | source',
      )
      .action(async (shell: Shell) => {
        const { completionScript } = await import("./completion-script.ts");
        const script = completionScript(shell, define(), wiring.terminal.invocation ?? "groundwork");
        wiring.terminal.out(script);
        finish(0);
      });
}
