import type { Road } from "../road.ts";

const connecting = `
  const { connect } = require("node:net");
  const { text } = require("node:stream/consumers");
  return await text(connect(JSON.parse(argv[0])));`;

/** Servers of this machine and of others. */
export const roadsToServers: readonly Road[] = [
  {
    name: "a port of loopback",
    program: connecting,
    given: ({ ports }) => [JSON.stringify({ host: "127.0.0.1", port: ports.tcp })],
  },
  {
    name: "a port of loopback by IPv6",
    program: connecting,
    given: ({ ports }) => [JSON.stringify({ host: "::1", port: ports.tcp6 })],
  },
  {
    name: "a port of this machine by its name",
    program: connecting,
    given: ({ ports }) => [JSON.stringify({ host: "localhost", port: ports.tcp, family: 4 })],
  },
  {
    name: "the address of any interface",
    program: connecting,
    given: ({ ports }) => [JSON.stringify({ host: "0.0.0.0", port: ports.tcp })],
  },
  {
    name: "the metadata address",
    program: `return await (await fetch(argv[0])).text();`,
    given: ({ metadataAddress, ports }) => [`http://${metadataAddress}:${ports.metadata}/computeMetadata/v1/`],
  },
  {
    name: "a datagram",
    program: `
      const socket = require("node:dgram").createSocket("udp4");
      return await new Promise((resolve, reject) => {
        socket.on("error", reject).on("message", (text) => resolve(String(text)));
        socket.send("?", Number(argv[0]), "127.0.0.1", (error) => { if (error) reject(error); });
      });`,
    given: ({ ports }) => [String(ports.udp)],
  },
  {
    name: "a question for a name",
    program: `
      const resolver = new (require("node:dns").promises.Resolver)({ timeout: 1000, tries: 1 });
      resolver.setServers([argv[0]]);
      return (await resolver.resolveTxt("canary.example")).flat().join("");`,
    given: ({ ports }) => [`127.0.0.1:${ports.dns}`],
  },
  {
    name: "the socket of an agent",
    program: connecting,
    given: ({ socket }) => [JSON.stringify({ path: socket })],
  },
  {
    name: "a socket without a file",
    program: connecting,
    given: ({ abstractSocket }) => [JSON.stringify({ path: abstractSocket })],
  },
];
