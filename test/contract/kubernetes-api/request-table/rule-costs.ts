import { definition, integer, object, rules, text } from "./defined.ts";
import { type Exchange, type RequestTable, tryOut, verdict } from "./exchange.ts";

const costs = (title: string, spec: object): Exchange => verdict(`cost: ${title}`, tryOut(definition(spec)));
const list = (items: object, more: object = {}): object => ({ type: "array", items, ...more });
const map = (values: object, more: object = {}): object => ({ type: "object", additionalProperties: values, ...more });
const matching = rules("self.matches('^[a-z]([-a-z0-9]*[a-z0-9])?$')");

/** What rules may cost at most is decided when a definition is created. On either side of each limit. */
export const ruleCosts: RequestTable = {
  title: "costs of rules",
  exchanges: [
    costs("a pattern on a text without a limit", object({ a: { ...text, ...matching } })),
    costs("a pattern on a text with a limit", object({ a: { ...text, maxLength: 100, ...matching } })),
    costs("a pattern on texts of a list without a limit", object({ l: list({ ...text, ...matching }) })),
    costs(
      "a pattern on short texts of a list without a limit",
      object({ l: list({ ...text, maxLength: 10, ...matching }) }),
    ),
    costs(
      "a pattern on texts of a list with a limit",
      object({ l: list({ ...text, maxLength: 64, ...matching }, { maxItems: 64 }) }),
    ),
    costs("all of a list without a limit", object({ l: list(integer, rules("self.all(x, x > 0)")) })),
    costs("all of a list of texts without a limit", object({ l: list(text, rules("self.all(x, x != 'a')")) })),
    costs(
      "all of a list of texts with a pattern",
      object({ l: list(text, { maxItems: 10, ...rules("self.all(x, x.matches('a'))") }) }),
    ),
    costs(
      "two loops of lists without a limit",
      object({ l: list(integer, rules("self.all(x, self.exists_one(y, x == y))")) }),
    ),
    costs(
      "two loops of lists of 100",
      object({ l: list(integer, { maxItems: 100, ...rules("self.all(x, self.exists_one(y, x == y))") }) }),
    ),
    costs(
      "two loops of lists of 1,000",
      object({ l: list(integer, { maxItems: 1000, ...rules("self.all(x, self.exists_one(y, x == y))") }) }),
    ),
    costs(
      "two loops of lists of 2,000",
      object({ l: list(integer, { maxItems: 2000, ...rules("self.all(x, self.exists_one(y, x == y))") }) }),
    ),
    costs(
      "three loops of lists of 64",
      object({ l: list(integer, { maxItems: 64, ...rules("self.all(x, self.all(y, self.all(z, x + y + z > 0)))") }) }),
    ),
    costs(
      "three loops of lists of 128",
      object({ l: list(integer, { maxItems: 128, ...rules("self.all(x, self.all(y, self.all(z, x + y + z > 0)))") }) }),
    ),
    costs("all of a map without a limit", object({ m: map(integer, rules("self.all(k, self[k] > 0)")) })),
    costs("keys of a map with a pattern", object({ m: map(integer, rules("self.all(k, k.matches('^[a-z]+$'))")) })),
    costs(
      "rules of entries of a map in a list without limits",
      object({ l: list(map({ ...integer, ...rules("self > 0") })) }),
    ),
    costs(
      "texts compared in a list of lists",
      object({ l: list(list({ ...text, ...rules("self != 'abc'") }, { maxItems: 10 }), { maxItems: 10 }) }),
    ),
    costs("a text compared with another", object({ a: text, b: text }, rules("self.a == self.b"))),
    costs("a text that contains another", object({ a: text, b: text }, rules("self.a.contains(self.b)"))),
    costs(
      "short texts that contain others",
      object({ a: { ...text, maxLength: 1000 }, b: { ...text, maxLength: 1000 } }, rules("self.a.contains(self.b)")),
    ),
    costs("a text added to itself", object({ a: text }, rules("(self.a + self.a + self.a).size() > 3"))),
    costs(
      "a list made of a list, in a loop",
      object({ l: list(integer, { maxItems: 500, ...rules("self.all(x, self.map(y, y * x).sum() > 0)") }) }),
    ),
    costs(
      "a list filtered in a loop",
      object({
        l: list(object({ k: text }), {
          maxItems: 300,
          ...rules("self.all(x, self.filter(y, y.k == x.k).size() == 1)"),
        }),
      }),
    ),
    costs(
      "texts of enumerations",
      object({
        l: list(object({ k: { ...text, enum: ["a", "b"] } }), {
          maxItems: 300,
          ...rules("self.all(x, self.filter(y, y.k == x.k).size() == 1)"),
        }),
      }),
    ),
    costs(
      "a name split",
      object({ l: list(text, { maxItems: 20, ...rules("self.all(x, x.split('.').all(y, y.size() < 10))") }) }),
    ),
    costs(
      "quantities of a list",
      object({ l: list({ ...text, maxLength: 20 }, { maxItems: 1000, ...rules("self.all(x, isQuantity(x))") }) }),
    ),
    costs("addresses of a list without limits", object({ l: list(text, rules("self.all(x, isIP(x))")) })),
    costs(
      "formats of texts without a limit",
      object({
        l: list(text, { maxItems: 5, ...rules("self.all(x, !format.dns1123Label().validate(x).hasValue())") }),
      }),
    ),
    costs("literal texts sorted", object({ a: text }, rules("['a', 'b'].isSorted()"))),
    costs(
      "optional values compared",
      object({ a: { ...text, maxLength: 5 } }, rules("format.dns1123Label().validate(self.a) == optional.none()")),
    ),
    costs(
      "sets of lists",
      object(
        { a: list(text, { maxItems: 5000 }), b: list(text, { maxItems: 5000 }) },
        rules("sets.contains(self.a, self.b)"),
      ),
    ),
    costs("sorted texts", object({ l: list(text, rules("self.isSorted()")) })),
    costs(
      "joined texts",
      object({ l: list({ ...text, maxLength: 100 }, { maxItems: 1000, ...rules("self.join(',').size() < 1000") }) }),
    ),
    costs("items in a list", object({ l: list(text, { maxItems: 1000 }), a: text }, rules("self.a in self.l"))),
    costs(
      "items of a list in a list",
      object({ l: list(text, { maxItems: 4000 }) }, rules("self.l.all(x, x in self.l)")),
    ),
    costs(
      "times",
      object({
        l: list({ ...text, format: "date-time" }, rules("self.all(x, x > timestamp('2024-01-01T00:00:00Z'))")),
      }),
    ),
    costs(
      "numbers or texts",
      object({
        l: list(
          { "x-kubernetes-int-or-string": true },
          { maxItems: 100, ...rules("self.all(x, type(x) == int ? x > 0 : x.matches('^[0-9]+%$'))") },
        ),
      }),
    ),
    costs(
      "a list that was filtered",
      object({ l: list(text, { maxItems: 100 }) }, rules("self.l.filter(x, x != '').all(y, y.size() > 1)")),
    ),
    costs(
      "the presence of fields in a loop",
      object({ l: list(object({ a: object({ b: text }) })) }, rules("self.l.all(x, has(x.a) && has(x.a.b))")),
    ),
    costs(
      "optional fields in a loop",
      object({ l: list(object({ a: text })) }, rules("self.l.all(x, x.?a.orValue('') != 'b')")),
    ),
    costs(
      "fields that are required make items larger",
      object({
        l: list(
          object({ averylongname: text, another: integer }, { required: ["averylongname", "another"] }),
          rules("self.all(x, self.exists(y, y.another == x.another))"),
        ),
      }),
    ),
    costs(
      "many rules, each within the limit",
      object(
        Object.fromEntries(
          Array.from({ length: 16 }, (_, index) => [
            `l${index}`,
            list(text, {
              maxItems: 250,
              ...rules(
                "self.all(x, self.all(y, x.size() + y.size() > 0 && x.size() < 5 && y.size() < 5 && x.size() < 6 && y.size() < 6 && x.size() < 7 && y.size() < 7 && x.size() < 8))",
              ),
            }),
          ]),
        ),
      ),
    ),
    costs(
      "a message that is made and costs too much",
      object(
        { l: list(integer, { maxItems: 2000 }) },
        rules({
          rule: "self.l.size() < 5",
          messageExpression: "self.l.all(x, self.l.exists_one(y, x == y)) ? 'a' : 'b'",
        }),
      ),
    ),
  ],
};
