import type { DriverFlags } from "./driver-flags.ts";
import type { DriverWiring } from "./driver-options.ts";
import { NoTerminal } from "./errors.ts";

/** Asks a person. */
export interface Asker {
  yesOrNo(question: string): Promise<boolean>;
  /** True when exactly `text` is typed. */
  typed(question: string, text: string): Promise<boolean>;
}

/** @throws {NoTerminal} from its questions, where there is no terminal. */
export function asker(verb: string, flags: DriverFlags, { terminal }: DriverWiring): Asker {
  const ask = async (question: string) => {
    if (!terminal.interactive || flags.json || flags.jsonStream) throw new NoTerminal({ verb });
    return (await terminal.ask(question)).trim();
  };
  return {
    yesOrNo: async (question) => /^y(es)?$/i.test(await ask(question)),
    typed: async (question, text) => (await ask(question)) === text,
  };
}
