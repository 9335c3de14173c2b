import type { Diagnostic } from "../../../change/index.ts";
import { type Clock, messageOf } from "../../../lib/index.ts";
import type { EngineEvent } from "../../engine.ts";

type EventBody = Omit<EngineEvent, "sequence" | "timestamp">;

/**
 * Engine events in the order in which they happened, numbered and timed.
 *
 * Texts of configured secrets never get through: every message is searched for them first.
 */
export class EventStream {
  #sequence = 0;
  readonly #secrets: readonly string[];
  readonly #told = new WeakSet<Error>();

  constructor(
    private readonly clock: Clock,
    private readonly listeners: readonly ((event: EngineEvent) => void)[],
    secrets: readonly string[] = [],
  ) {
    // Very short ones would garble ordinary text without hiding anything.
    this.#secrets = secrets.filter((secret) => secret.length > 2).toSorted((a, b) => b.length - a.length);
  }

  emit(body: EventBody): void {
    const event: EngineEvent = {
      sequence: this.#sequence++,
      timestamp: Math.floor(this.clock.now().getTime() / 1_000),
      ...body,
    };
    for (const listener of this.listeners) {
      try {
        listener(event);
      } catch {
        // Whoever looks on must not be able to stop a deployment half way.
      }
    }
  }

  diagnostic(severity: Diagnostic["severity"], message: string, urn = "", ephemeral = false): void {
    this.emit({
      diagnosticEvent: {
        ...(urn === "" ? {} : { urn }),
        prefix: `${severity}: `,
        message: this.redact(message),
        color: "raw",
        severity: severity as "info",
        ...(ephemeral ? { ephemeral } : {}),
      },
    });
  }

  /** An error as a diagnostic. One that many steps run into at once is told once. */
  problem(error: unknown, urn = ""): void {
    if (error instanceof Error && this.#told.has(error)) return;
    if (error instanceof Error) this.#told.add(error);
    this.diagnostic("error", messageOf(error), urn);
  }

  redact(text: string): string {
    let result = text;
    for (const secret of this.#secrets) result = result.replaceAll(secret, "[secret]");
    return result;
  }
}
