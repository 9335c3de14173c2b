import { type FleetStatus, layerChanges } from "../change/index.ts";
import {
  colorPaint,
  layerChangeJson,
  layerChangeLine,
  type Paint,
  plainPaint,
  statusReport,
  terminalLines,
} from "../report/index.ts";
import { asInvoked, jsonAsInvoked } from "./as-invoked.ts";
import type { DriverFlags } from "./driver-flags.ts";
import type { DriverWiring } from "./driver-options.ts";
import { isLive, type Terminal } from "./terminal.ts";

/** Lines that are taken for a window that does not say how many it has. */
const usualRows = 24;

/** A status that is looked at again and again: redrawn in place on a terminal, one line for each change elsewhere. */
export class StatusWatch {
  /** Whether every change stands in the output, so that nothing is left to be printed at the end. */
  readonly printsChanges: boolean;
  readonly #terminal: Terminal;
  readonly #paint: Paint;
  readonly #json: boolean;
  #before: FleetStatus | undefined;

  constructor({ json }: Pick<DriverFlags, "json">, { terminal }: Pick<DriverWiring, "terminal">) {
    this.#terminal = terminal;
    this.#paint = terminal.color ? colorPaint : plainPaint;
    this.#json = json === true;
    this.printsChanges = this.#json || !isLive(terminal);
  }

  show(status: FleetStatus): void {
    if (this.printsChanges) this.#printChanges(status);
    else this.#redraw(status);
    this.#before = status;
  }

  /** Clears what was drawn. Repeatable. */
  stop(): void {
    if (!this.printsChanges) this.#terminal.redraw([]);
  }

  #printChanges(status: FleetStatus): void {
    const { invocation } = this.#terminal;
    for (const change of layerChanges(this.#before, status)) {
      if (this.#json) this.#terminal.out(jsonAsInvoked(layerChangeJson(change), invocation, 0));
      else
        for (const line of terminalLines([layerChangeLine(change)], this.#paint))
          this.#terminal.out(asInvoked(line, invocation));
    }
  }

  #redraw(status: FleetStatus): void {
    const lines = terminalLines(statusReport(status), this.#paint).map((line) =>
      asInvoked(line, this.#terminal.invocation),
    );
    // One line is kept free for the count of hidden lines, and one for the cursor.
    const most = Math.max((this.#terminal.rows ?? usualRows) - 2, 1);
    const hidden = lines.length - most;
    const quiet = this.#paint.quiet(`and ${hidden} more lines; see all with: groundwork status`);
    this.#terminal.redraw(hidden > 0 ? [...lines.slice(0, most), quiet] : lines);
  }
}
