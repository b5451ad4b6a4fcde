// node build.mjs <file>: makes the page that Export-LakeDashboard fills, in one file with everything in it, and beside it the
// same compressed (<file>.br). The document goes where @@DOCUMENT@@ stands.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';
import { build } from 'esbuild';

const folder = dirname(fileURLToPath(import.meta.url));
const source = (name) => join(folder, 'src', name);
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

const parts = {
    // Nothing from elsewhere, no eval, no other script or style than the two of this file.
    POLICY: `default-src 'none'; script-src ${hash(script)}; style-src ${hash(css)}; base-uri 'none'; form-action 'none'`,
    STYLE: css,
    LICENCES: licences(bundle.metafile).replaceAll('<', '‹'),
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

/** The licence of every package of which something is in the bundle, each text once. */
function licences({ inputs, outputs }) {
    const kept = Object.entries(Object.values(outputs)[0].inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([path]) => path);
    const packages = [...new Set(kept.map((path) => /.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0]).filter(Boolean))].sort();
    const texts = new Map();
    for (const one of packages) {
        const about = JSON.parse(readFileSync(join(folder, one, 'package.json'), 'utf8'));
        const name = readdirSync(join(folder, one)).find((entry) => /^licen[cs]e/i.test(entry));
        if (name === undefined) {
            throw new Error(`${about.name} has no licence file.`);
        }

        const text = readFileSync(join(folder, one, name), 'utf8').trim();
        texts.set(text, [...(texts.get(text) ?? []), `${about.name} ${about.version}`]);
    }

    return [...texts].map(([text, names]) => `${names.join(', ')}\n\n${text}\n`).join('\n\n');
}
