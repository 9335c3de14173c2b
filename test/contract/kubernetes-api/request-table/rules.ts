import { integer, object, post, put, refused, rules, served, text } from "./defined.ts";
import type { RequestTable } from "./exchange.ts";

/** Rules in CEL: what they refuse, and when they are asked. */
export const ruleTable: RequestTable = {
  title: "rules in CEL",
  exchanges: [
    refused(
      "rule: of an object",
      object({ a: integer, b: integer }, rules("self.a <= self.b")),
      post({ a: 1, b: 2 }),
      put({ a: 3 }),
    ),
    served(
      "rule: its own message",
      object({ a: integer }, rules({ rule: "self.a > 1", message: "a is too small" })),
      post({ a: 1 }),
    ),
    served(
      "rule: a message that is made",
      object(
        { a: integer },
        rules({ rule: "self.a > 1", messageExpression: "self.a < 0 ? 'a is negative' : 'a is small'" }),
      ),
      post({ a: 1 }),
    ),
    served("rule: no message", object({ a: integer }, rules("self.a > 1")), post({ a: 1 })),
    served(
      "rule: a reason and a place",
      object(
        { a: integer },
        rules({ rule: "self.a > 1", reason: "FieldValueForbidden", fieldPath: ".a", message: "no" }),
      ),
      post({ a: 1 }),
    ),
    refused(
      "rule: of a text",
      object({ a: { ...text, ...rules("self.startsWith('x')") } }),
      post({ a: "y" }),
      post({ a: "xy" }),
    ),
    refused(
      "rule: of a list",
      object({ l: { type: "array", items: text, maxItems: 5, ...rules("self.all(x, x.size() < 3)") } }),
      post({ l: ["abc"] }),
      post({ l: ["ab"] }),
    ),
    refused(
      "rule: of an item",
      object({ l: { type: "array", maxItems: 5, items: object({ a: integer }, rules("self.a > 0")) } }),
      post({ l: [{ a: 1 }, { a: 0 }] }),
    ),
    refused(
      "rule: of a map",
      object({
        m: {
          type: "object",
          additionalProperties: { type: "integer" },
          maxProperties: 5,
          ...rules("self.all(k, self[k] > 0)"),
        },
      }),
      post({ m: { a: 0 } }),
      post({ m: { a: 1 } }),
    ),
    refused(
      "rule: what may not change",
      object({ a: { ...text, ...rules({ rule: "self == oldSelf", message: "a is immutable" }) } }),
      post({ a: "x" }),
      put({ a: "y" }),
      put({ a: "x" }),
    ),
    refused(
      "rule: only upwards",
      object({ a: integer }, rules("self.a >= oldSelf.a")),
      post({ a: 5 }),
      put({ a: 4 }),
      put({ a: 6 }),
    ),
    refused(
      "rule: a field that may be absent",
      object({ a: text, b: text }, rules("has(self.a) || has(self.b)")),
      post({}),
      post({ b: "x" }),
    ),
    refused(
      "rule: exactly one of",
      object({ a: text, b: text }, rules("[has(self.a), has(self.b)].exists_one(x, x)")),
      post({}),
      post({ a: "x", b: "y" }),
      post({ a: "x" }),
    ),
    refused(
      "rule: a name with a hyphen",
      object({ "a-b": integer }, rules("self.a__dash__b > 0")),
      post({ "a-b": 0 }),
      post({ "a-b": 1 }),
    ),
    refused("rule: a word of the language", object({ if: integer }, rules("self.__if__ > 0")), post({ if: 0 })),
    refused(
      "rule: a pattern",
      object({ a: { ...text, maxLength: 10, ...rules("self.matches('^[a-z]+$')") } }),
      post({ a: "A" }),
      post({ a: "a" }),
    ),
    refused(
      "rule: an item of a list by key",
      object({
        l: {
          type: "array",
          maxItems: 5,
          "x-kubernetes-list-type": "map",
          "x-kubernetes-list-map-keys": ["k"],
          items: object({ k: text, v: { ...text, ...rules("self == oldSelf") } }, { required: ["k"] }),
        },
      }),
      post({ l: [{ k: "a", v: "1" }] }),
      put({
        l: [
          { k: "b", v: "2" },
          { k: "a", v: "1" },
        ],
      }),
      put({ l: [{ k: "a", v: "2" }] }),
    ),
    refused("rule: division by zero", object({ a: integer }, rules("1 / self.a == 1")), post({ a: 0 })),
    refused("rule: an absent field", object({ a: text }, rules("self.a == 'x'")), post({})),
    refused(
      "rule: of functions",
      object({
        a: {
          ...text,
          maxLength: 20,
          ...rules(
            "self.split(',').size() == 2 && self.lowerAscii() == self && self.indexOf(',') > 0 && isURL('http://a') && self.replace(',', '') != ''",
          ),
        },
      }),
      post({ a: "x" }),
      post({ a: "x,y" }),
    ),
    refused("rule: with a wrong type no rule is asked", object({ a: integer }, rules("self.a > 1")), post({ a: "x" })),
    refused(
      "rule: what is kept as it was is not refused",
      object({ a: { ...text, maxLength: 5 }, b: text }),
      post({ a: "x" }),
      put({ b: "y" }),
    ),
  ],
};
