// Reads YAML templates with the JavaScript readers: one JSON string a line in, one JSON object a line out.
import { createInterface } from "node:readline";
import { CORE_SCHEMA, YAML11_SCHEMA, defineMappingTag, defineScalarTag, defineSequenceTag, load } from "js-yaml";
import { isMap, isScalar, isSeq, parseDocument } from "yaml";

const NAMES = "Ref Condition Sub GetAtt Join If Equals FindInMap Select Split ImportValue Base64 Cidr GetAZs And Or Not Transform";
const TAGS = NAMES.split(" ").map((name) => `!${name}`);

function intrinsic(tag, argument) {
  const name = tag.slice(1);
  if (name === "GetAtt" && typeof argument === "string") {
    const dot = argument.indexOf(".");
    argument = [argument.slice(0, dot), argument.slice(dot + 1)];
  }
  return { [name === "Ref" || name === "Condition" ? name : `Fn::${name}`]: argument };
}

function put(target, key, value) {
  Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
}

const jsTags = TAGS.flatMap((tag) => [
  defineScalarTag(tag, { resolve: (text) => intrinsic(tag, text), identify: () => false }),
  defineSequenceTag(tag, {
    create: () => [],
    addItem: (list, item) => void list.push(item),
    finalize: (list) => intrinsic(tag, list),
    identify: () => false,
  }),
  defineMappingTag(tag, {
    create: () => ({}),
    addPair: (mapping, key, value) => (put(mapping, key, value), ""),
    has: (mapping, key) => Object.hasOwn(mapping, key),
    keys: (mapping) => Object.keys(mapping),
    get: (mapping, key) => mapping[key],
    finalize: (mapping) => intrinsic(tag, mapping),
    identify: () => false,
  }),
]);
const schemas = { core: CORE_SCHEMA.withTags(jsTags), yaml11: YAML11_SCHEMA.withTags(jsTags) };
const yamlTags = TAGS.map((tag) => ({ tag, resolve: (text) => text }));

function plain(node) {
  let value = node;
  if (isScalar(node)) {
    value = node.value;
  } else if (isSeq(node)) {
    value = node.items.map(plain);
  } else if (isMap(node)) {
    value = {};
    for (const { key, value: item } of node.items) {
      if (typeof key.value !== "string") throw new Error(`a key is ${typeof key.value}`);
      put(value, key.value, plain(item));
    }
  }
  return TAGS.includes(node?.tag) ? intrinsic(node.tag, value) : value;
}

function yaml(text, version) {
  const document = parseDocument(text, { version, customTags: yamlTags, logLevel: "error" });
  if (document.errors.length > 0) throw document.errors[0];
  return plain(document.contents);
}

const READERS = {
  "js-yaml, YAML 1.2": (text) => load(text, { schema: schemas.core }),
  "js-yaml, YAML 1.1": (text) => load(text, { schema: schemas.yaml11 }),
  "yaml, YAML 1.2": (text) => yaml(text, "1.2"),
  "yaml, YAML 1.1": (text) => yaml(text, "1.1"),
};

function attempt(read, text) {
  try {
    return { document: read(text) };
  } catch (error) {
    return { error: String(error) };
  }
}

for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  const text = JSON.parse(line);
  const answers = Object.entries(READERS).map(([name, read]) => [name, attempt(read, text)]);
  process.stdout.write(`${JSON.stringify(Object.fromEntries(answers))}\n`);
}
