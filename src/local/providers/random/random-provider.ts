import type { ResourceProvider } from "../../../provider/index.ts";
import { LogicalProvider, type LogicalType, PackageFacts } from "../logical/index.ts";
import { randomBytesType, randomId } from "./bytes.ts";
import { randomInteger, randomShuffle } from "./drawn.ts";
import { randomPet } from "./pet.ts";
import { randomPassword, randomString } from "./text.ts";
import { randomUuid, randomUuid7 } from "./uuid.ts";

const types: Readonly<Record<string, LogicalType>> = {
  "random:index/randomBytes:RandomBytes": randomBytesType,
  "random:index/randomId:RandomId": randomId,
  "random:index/randomInteger:RandomInteger": randomInteger,
  "random:index/randomPassword:RandomPassword": randomPassword,
  "random:index/randomPet:RandomPet": randomPet,
  "random:index/randomShuffle:RandomShuffle": randomShuffle,
  "random:index/randomString:RandomString": randomString,
  "random:index/randomUuid:RandomUuid": randomUuid,
  "random:index/randomUuid4:RandomUuid4": randomUuid,
  "random:index/randomUuid7:RandomUuid7": randomUuid7,
};

/** The `random` package's provider. What it makes is drawn by Node's cryptographic generator, unless a seed is given. */
export function randomProvider(): ResourceProvider {
  return new LogicalProvider({ facts: new PackageFacts("random"), types });
}
