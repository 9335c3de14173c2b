import type { Diagnostic } from "../../../../change/index.ts";
import { type Clock, messageOf } from "../../../../lib/index.ts";
import type { EngineEvent } from "../../../engine.ts";
import type { Properties } from "../../stack/index.ts";
import { SecretTexts } from "./secret-texts.ts";

type EventBody = Omit<EngineEvent, "sequence" | "timestamp">;

/**
 * Engine events in the order in which they happened, numbered and timed.
 *
 * Texts of secrets never get through, once the stream has learned them: every message is searched for them first.
 */
export class EventStream {
  #sequence = 0;
  readonly #secrets = new SecretTexts();
  readonly #told = new WeakSet<Error>();
  #toldError = false;

  constructor(
    private readonly clock: Clock,
    private readonly listeners: readonly ((event: EngineEvent) => void)[],
    configuredSecrets: readonly string[] = [],
  ) {
    for (const secret of configuredSecrets) this.#secrets.addConfigured(secret);
  }

  /** Takes in the secrets of properties, before anything may be said about them. */
  learn(properties: Properties): void {
    this.#secrets.learn(properties);
  }

  /** Takes in the secrets of a resource, before anything may be said about it. */
  learnResource({ inputs, outputs }: { readonly inputs: Properties; readonly outputs: Properties }): void {
    this.#secrets.learn(inputs);
    this.#secrets.learn(outputs, inputs);
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
        // A listener that throws must not stop a deployment half way.
      }
    }
  }

  /** Whether any error was told. */
  get toldError(): boolean {
    return this.#toldError;
  }

  diagnostic(severity: Diagnostic["severity"], message: string, urn = "", ephemeral = false): void {
    if (severity === "error") this.#toldError = true;
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
    return this.#secrets.redact(text);
  }
}
