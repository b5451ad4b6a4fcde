// dt-sql-parser is written for bundlers: its imports have no file extension and its package does not say that they are
// ECMAScript modules. Told so, Node reads it as it is.
import { existsSync } from 'node:fs';
import { register } from 'node:module';
import { fileURLToPath } from 'node:url';

const folder = '/node_modules/dt-sql-parser/';

export async function resolve(specifier, context, next) {
    if (context.parentURL?.includes(folder) && specifier.startsWith('.') && !specifier.endsWith('.js')) {
        const file = new URL(`${specifier}.js`, context.parentURL);
        specifier = existsSync(fileURLToPath(file)) ? file.href : new URL(`${specifier}/index.js`, context.parentURL).href;
    }

    return next(specifier, context);
}

export async function load(url, context, next) {
    return next(url, url.includes(folder) ? { ...context, format: 'module' } : context);
}

if (!import.meta.url.includes('?hooks')) {
    register(`${import.meta.url}?hooks`);
}
