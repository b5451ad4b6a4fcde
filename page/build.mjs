// node build.mjs <file>: makes the page that Export-LakeDashboard fills, in one file with everything in it, and beside it the
// same compressed (<file>.br) and what packages are in it (<file>.packages.json). The document goes where @@DOCUMENT@@ stands.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';
import { build } from 'esbuild';

const folder = dirname(fileURLToPath(import.meta.url));
const source = (name) => join(folder, 'src', name);
// What builds of packages hold of others, without their names.
const within = { 'vega-embed': ['fast-json-patch', 'semver', 'tslib'] };
const unused = ['vega-themes', 'vega-tooltip', 'd3-geo', 'topojson-client'];

const bundle = await build({
    absWorkingDir: folder,
    entryPoints: [source('main.js')],
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2022',
    charset: 'utf8',
    legalComments: 'none',
    metafile: true,
    write: false,
    alias: { vega: source('vega.js'), ...Object.fromEntries(unused.map((name) => [name, source('unused.js')])) },
});
const style = await build({ entryPoints: [source('page.css')], minify: true, write: false, target: 'es2022', charset: 'utf8' });

// In HTML only these could end or confuse a script element.
const script = bundle.outputFiles[0].text.trim().replaceAll('</script', '<\\/script').replaceAll('<!--', '<\\!--');
const css = style.outputFiles[0].text.trim();
const hash = (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

const packages = bundled(bundle.metafile);
const parts = {
    // Nothing from elsewhere, no eval, no other script or style than the two of this file.
    POLICY: `default-src 'none'; script-src ${hash(script)}; style-src ${hash(css)}; base-uri 'none'; form-action 'none'`,
    STYLE: css,
    LICENCES: licences(packages).replaceAll('<', '‹'),
    SCRIPT: script,
};
const page = readFileSync(source('page.html'), 'utf8').replace(/@@([A-Z]+)@@/g, (all, name) => parts[name] ?? all);
if (page.split('@@DOCUMENT@@').length !== 2) {
    throw new Error('The page has to have one place for the document.');
}

const file = process.argv[2] ?? join(folder, 'dashboard.html');
const bytes = Buffer.from(page);
mkdirSync(dirname(file), { recursive: true });
writeFileSync(file, bytes);
writeFileSync(`${file}.br`, brotliCompressSync(bytes, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
}));

const lock = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8')).packages;
writeFileSync(`${file}.packages.json`, JSON.stringify(packages.map(({ path, name, version, license }) => ({ name, version, license, integrity: lock[path].integrity })), null, 2));

/** Every package of which something is in the bundle, as its package.json describes it. */
function bundled({ outputs }) {
    const kept = Object.entries(Object.values(outputs)[0].inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([path]) => path);
    const imported = [...new Set(kept.map((path) => /.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0]).filter(Boolean))];
    return [...imported, ...imported.flatMap((path) => within[path.split('node_modules/').at(-1)] ?? []).map((name) => `node_modules/${name}`)].sort()
        .map((path) => ({ path, ...JSON.parse(readFileSync(join(folder, path, 'package.json'), 'utf8')) }));
}

/** The licence of every package, each text once. */
function licences(all) {
    const texts = new Map();
    for (const { path, name, version } of all) {
        const licence = readdirSync(join(folder, path)).find((entry) => /^licen[cs]e/i.test(entry));
        if (licence === undefined) {
            throw new Error(`${name} has no licence file.`);
        }

        const text = readFileSync(join(folder, path, licence), 'utf8').trim();
        texts.set(text, [...(texts.get(text) ?? []), `${name} ${version}`]);
    }

    return [...texts].map(([text, names]) => `${names.join(', ')}\n\n${text}\n`).join('\n\n');
}
