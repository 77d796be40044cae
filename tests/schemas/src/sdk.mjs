// Reads the TypeScript declarations of an installed `stripe` package and finds the API objects in them.
import fs from 'node:fs';
import path from 'node:path';
import {createRequire} from 'node:module';
import ts from 'typescript';

/** Where the npm package `name` is installed, as seen from this folder. */
export function packageRoot(name = 'stripe') {
  let dir = path.dirname(createRequire(import.meta.url).resolve(name));
  while (!fs.existsSync(path.join(dir, 'package.json')) || readJson(path.join(dir, 'package.json')).name !== name) {
    dir = path.dirname(dir);
  }
  return dir;
}

export function readJson(file) {
  return JSON.parse(fs.readFileSync(file, 'utf8'));
}

/**
 * Opens the declarations: `{checker, root, version, apiVersion, objects, events, rawError}`.
 *
 * `objects` maps a document name (`refund`, `customer.deleted`) to the interface that declares it; `events` lists
 * `{type, object}` types of each event; `rawError` is the type of the `error` hash.
 */
export function openSdk(root = packageRoot()) {
  const esm = path.join(root, 'esm');
  const program = ts.createProgram([path.join(esm, 'stripe.core.d.ts')], {
    strict: true,
    skipLibCheck: true,
    types: [],
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
  });
  const checker = program.getTypeChecker();
  const resources = path.join(esm, 'resources') + path.sep;
  const v2 = path.join(resources, 'V2') + path.sep;
  const files = program.getSourceFiles().filter((f) => path.normalize(f.fileName).startsWith(resources) && !path.normalize(f.fileName).startsWith(v2));
  const interfaces = files.flatMap((f) => f.statements.filter(ts.isInterfaceDeclaration));
  return {
    checker,
    root,
    version: readJson(path.join(root, 'package.json')).version,
    apiVersion: /ApiVersion = '([^']+)'/.exec(fs.readFileSync(path.join(esm, 'apiVersion.js'), 'utf8'))[1],
    objects: findObjects(checker, interfaces),
    events: findEvents(checker, interfaces),
    rawError: findAlias(checker, program.getSourceFile(path.join(esm, 'Types.d.ts')), 'StripeRawError'),
  };
}

/** The API object an interface declares (`refund`, `customer.deleted`), or null. */
export function documentName(checker, type) {
  const object = literalProperty(checker, type, 'object');
  if (typeof object !== 'string' || object === 'list' || object === 'search_result') return null;
  return object + (literalProperty(checker, type, 'deleted') === true ? '.deleted' : '');
}

function findObjects(checker, interfaces) {
  const objects = new Map();
  for (const declaration of interfaces) {
    const type = checker.getTypeAtLocation(declaration.name);
    const name = declaration.name.text === 'EventBase' ? 'event' : documentName(checker, type);
    if (name === null || objects.has(name) || (name === 'event' && declaration.name.text !== 'EventBase')) continue;
    objects.set(name, type);
  }
  return objects;
}

function findEvents(checker, interfaces) {
  const events = [];
  for (const declaration of interfaces) {
    const extendsBase = declaration.heritageClauses?.some((c) => c.types.some((t) => t.expression.getText() === 'EventBase'));
    if (!extendsBase) continue;
    const event = checker.getTypeAtLocation(declaration.name);
    const data = propertyType(checker, event, 'data');
    events.push({type: literalProperty(checker, event, 'type'), object: propertyType(checker, data, 'object')});
  }
  return events;
}

function findAlias(checker, file, name) {
  const declaration = file.statements.find((s) => ts.isTypeAliasDeclaration(s) && s.name.text === name);
  return checker.getTypeAtLocation(declaration.name);
}

function propertyType(checker, type, name) {
  const symbol = checker.getPropertyOfType(type, name);
  return symbol && checker.getTypeOfSymbol(symbol);
}

function literalProperty(checker, type, name) {
  const found = propertyType(checker, type, name);
  if (!found) return undefined;
  if (found.isStringLiteral()) return found.value;
  return found.flags & ts.TypeFlags.BooleanLiteral ? checker.typeToString(found) === 'true' : undefined;
}
