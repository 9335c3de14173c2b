import { type Diagnostic, type EnvironmentPreview, isPlanned } from "../../change/index.ts";
import { type Block, line, list, message, tone } from "../document/index.ts";

/** What an engine warned of that is about the whole run of an environment, and not about one resource. */
export function warningsSection(
  runs: readonly { readonly environment: string; readonly diagnostics: readonly Diagnostic[] }[],
): readonly Block[] {
  return runs.flatMap(({ environment, diagnostics }) =>
    diagnostics
      .filter(({ severity, urn = "" }) => severity === "warning" && urn === "")
      .flatMap((diagnostic) => {
        const [first = "", ...rest] = diagnostic.message.trim().split("\n");
        const details = rest.map((text) => [message(text.replace(/^\s*\*\s*/u, ""))]);
        return [
          line(tone("warned", `${environment}: `), message(first)),
          ...(details.length > 0 ? [list(details)] : []),
        ];
      }),
  );
}

/** What an engine warned of when it planned environments. */
export function planWarnings(environments: readonly EnvironmentPreview[]): readonly Block[] {
  return warningsSection(
    environments.flatMap(({ affected, layers }) =>
      layers.flatMap((layer) =>
        isPlanned(layer) && layer.plan ? [{ environment: affected.name, diagnostics: layer.plan.diagnostics }] : [],
      ),
    ),
  );
}
