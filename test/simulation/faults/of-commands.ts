import type { TakenCommands } from "../../../src/command/index.ts";
import { commandsAreAnswered, commandsAreOfPeople, commandsAreTakenOnce } from "../invariants/commands.ts";
import type { Fault } from "./fault.ts";

/** Faults in whose commands are carried out, and in how they are answered. */
export const faultsOfCommands: readonly Fault[] = [
  {
    name: "a command is taken without a look at what other jobs took",
    noticedBy: [commandsAreTakenOnce.name],
    ledger: (ledger) => {
      let seen: TakenCommands | undefined;
      return {
        read: async (number) => (seen ??= await ledger.read(number)),
        write: async (number, answers, from) => {
          const { revision } = await ledger.read(number);
          return await ledger.write(number, answers, { ...from, revision });
        },
      };
    },
  },
  {
    name: "everybody who may comment may have commands carried out",
    noticedBy: [commandsAreOfPeople.name],
    forge: (forge) =>
      forge.identities ? { ...forge, identities: { ...forge.identities, permissionOf: async () => "admin" } } : forge,
  },
  {
    name: "what was written into a comment of another person is carried out",
    noticedBy: [commandsAreOfPeople.name],
    forge: (forge) => {
      const { comments } = forge;
      if (!comments) return forge;
      const of: typeof comments.of = async (number) =>
        (await comments.of(number)).map((each) => ({ ...each, isEdited: false }));
      return { ...forge, comments: { ...comments, of } };
    },
  },
  {
    name: "the answers to commands are not posted",
    noticedBy: [commandsAreAnswered.name],
    forge: (forge) => {
      const { board } = forge;
      if (!board) return forge;
      const ensureComment: typeof board.ensureComment = async (request, topic, body) =>
        topic === "commands"
          ? { url: "https://git.example.com", done: "created" }
          : await board.ensureComment(request, topic, body);
      return { ...forge, board: { ...board, ensureComment } };
    },
  },
];
