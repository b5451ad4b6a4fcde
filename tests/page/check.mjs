// node check.mjs <page>: opens a page in Chromium, offline, and writes what is wrong with it: { "<check>": [sentences] }. A page
// without a document (the template) gets that of sample.mjs.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import { chromium } from 'playwright-core';
import { document as sample, fill, hostile } from './sample.mjs';

const folder = mkdtempSync(join(tmpdir(), 'page-'));
const findings = {};
let found;
const check = async (name, run) => {
    found = findings[name] = [];
    try {
        await run();
    } catch (error) {
        found.push(`It broke: ${error.stack}`);
    }
};
const that = (isSo, sentence) => { if (!isSo) { found.push(sentence); } };

const given = readFileSync(process.argv[2], 'utf8');
const isSample = given.includes('@@DOCUMENT@@');
const file = isSample ? join(folder, 'sample.html') : resolve(process.argv[2]);
if (isSample) {
    writeFileSync(file, fill(given, sample));
}

const data = JSON.parse(/<script type="application\/json" id="document">(.*?)<\/script>/s.exec(readFileSync(file, 'utf8'))[1]);
const charts = data.questions.filter((question) => question.spec && question.rows.length > 0);
const program = ['chromium', 'chromium-browser', 'google-chrome'].map((name) => {
    try {
        return execFileSync('which', [name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
    } catch {
        return null;
    }
}).find(Boolean);
const browser = await chromium.launch({ executablePath: program, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] });

// Whatever any page of this run says or asks for.
const said = [];
const requests = [];
async function open({ width = 1280, colorScheme = 'light' } = {}) {
    const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme, offline: true, acceptDownloads: true, permissions: ['clipboard-read', 'clipboard-write'] });
    const page = await context.newPage();
    page.on('console', (message) => said.push(`${message.type()}: ${message.text()}`));
    page.on('pageerror', (error) => said.push(`error: ${error.stack}`));
    page.on('dialog', (dialog) => { said.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
    page.on('request', (request) => requests.push(request.url()));
    await page.addInitScript(() => {
        window.pictures = 0;
        new MutationObserver((changes) => {
            for (const change of changes) {
                window.pictures += [...change.addedNodes].filter((node) => node.nodeName === 'svg' && node.classList.contains('marks')).length;
            }
        }).observe(document, { subtree: true, childList: true });
        document.addEventListener('securitypolicyviolation', (event) => console.error(`The policy stopped ${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
    });
    await page.goto(pathToFileURL(file).href);
    await drawn(page);
    return page;
}

const drawn = (page) => page.waitForFunction(() => document.body.dataset.drawn !== undefined, null, { timeout: 60000 });
const press = async (page, value) => {
    await page.locator(`.choice button[data-value="${value}"]`).click();
    await drawn(page);
};

const page = await open();

await check('draws every chart, once, with marks in it', async () => {
    const state = await page.evaluate(() => ({ ...document.body.dataset, pictures: window.pictures }));
    that(state.drawn === String(charts.length) && state.failed === '0', `${state.drawn} of ${charts.length} charts drawn, ${state.failed} failed`);
    that(state.pictures === charts.length, `${state.pictures} drawings for ${charts.length} charts`);
    for (const question of charts) {
        const marks = await page.locator(`[id="${question.name}"] svg.marks g[class*="role-mark"] > :is(path, text, line)`).count();
        that(marks > 0, `${question.name} has no marks`);
    }

    const nodes = await page.evaluate(() => document.querySelectorAll('*').length);
    that(nodes < 40000, `The page has ${nodes} elements.`);
});

await check('has a section for every question, in order, and a way to it', async () => {
    that(JSON.stringify(await page.locator('main section').evaluateAll((all) => all.map((one) => one.id))) === JSON.stringify(data.questions.map((one) => one.name)), 'The sections are not the questions.');
    that(JSON.stringify(await page.locator('nav a').evaluateAll((all) => all.map((one) => one.hash))) === JSON.stringify(data.questions.map((one) => `#${one.name}`)), 'The navigation is not the questions.');
    for (const question of data.questions) {
        const text = await page.locator(`[id="${question.name}"]`).innerText();
        for (const sentence of [question.title.en, question.read.en, question.cannot.en, ...(question.missing ? [...question.missing.columns, question.missing.command] : [])]) {
            that(text.includes(sentence), `${question.name} does not say ${sentence}`);
        }
    }
});

await check('has what every figure can be traced to at its foot', async () => {
    const text = await page.locator('footer').innerText();
    for (const one of [data.version, ...data.sources.flatMap((source) => [source.key, source.checksum ?? '']), ...data.tables.map((table) => table.table),
        ...data.tables.map((table) => table.rows.toLocaleString('en')), `${data.tests.passed} passed, ${data.tests.failed} failed`, ...data.tests.findings.map((one) => one.test)]) {
        that(text.includes(one), `The foot does not say ${one}`);
    }
});

await check('has a table under every chart that equals the data', async () => {
    for (const question of data.questions.filter((one) => one.rows.length > 0)) {
        const columns = question.columns.filter((column) => (column.language ?? 'en') === 'en');
        const places = columns.map((column) => question.columns.indexOf(column));
        const section = page.locator(`[id="${question.name}"]`);
        await section.locator('details.rows > summary').click();
        await section.locator('tbody tr').first().waitFor();
        if (await section.locator('.more button').count() > 0) {
            await section.locator('.more button').click();
        }

        const shown = await section.locator('tbody tr').evaluateAll((rows) => rows.map((row) => [...row.cells].map((cell) => cell.textContent)));
        that(shown.length === question.rows.length, `${question.name} shows ${shown.length} of ${question.rows.length} rows`);
        const wrong = shown.flatMap((row, at) => row.map((text, place) => {
            const value = question.rows[at][places[place]];
            const column = columns[place];
            const number = Number(text.replaceAll('−', '-').replace(/[^0-9.\-]/g, ''));
            const isSame = value === null ? text === ''
                : column.type === 'number' ? Math.abs(number - value) <= (column.unit === 'usd' ? 0.5 : column.unit === 'percent' ? 0.05 : 0.005) + 1e-9
                : column.type === 'string' ? text === value
                : text !== '';
            return isSame ? null : `${question.name}, row ${at + 1}: "${text}" for ${JSON.stringify(value)}`;
        })).filter(Boolean);
        found.push(...wrong.slice(0, 3));
    }
});

await check('sorts a table by each of its columns, both ways, and says so', async () => {
    const question = charts[0];
    const section = page.locator(`[id="${question.name}"]`);
    for (const [place, column] of question.columns.filter((one) => (one.language ?? 'en') === 'en').entries()) {
        const orders = [];
        for (let time = 0; time < 2; time++) {
            await section.locator('th button').nth(place).click();
            orders.push(await section.locator('th').nth(place).getAttribute('aria-sort'));
            if (column.type === 'number') {
                const values = await section.locator(`tbody tr td:nth-child(${place + 1})`).evaluateAll((cells) => cells.map((cell) => cell.textContent).filter((text) => text !== '').map((text) => Number(text.replaceAll('−', '-').replace(/[^0-9.\-]/g, ''))));
                const sign = orders.at(-1) === 'ascending' ? 1 : -1;
                that(values.every((value, at) => at === 0 || sign * (value - values[at - 1]) >= 0), `${column.name} is not ${orders.at(-1)}`);
            }
        }

        that(orders.sort().join() === 'ascending,descending', `${column.name} was sorted ${orders}`);
        that(await section.locator('th[aria-sort]').count() === 1, 'Two columns say that they are sorted.');
    }
});

/** RFC 4180, read by somebody else than who wrote it. */
function parse(text) {
    const rows = [[]];
    for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/g)) {
        rows.at(-1).push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
        if (end === '\r\n') {
            rows.push([]);
        } else if (end === '') {
            break;
        }
    }

    return rows.slice(0, -1);
}

await check('copies a table as CSV that no spreadsheet runs', async () => {
    for (const question of data.questions.filter((one) => one.rows.length > 0).reverse().slice(0, 3)) {
        const columns = question.columns.filter((column) => (column.language ?? 'en') === 'en');
        const section = page.locator(`[id="${question.name}"]`);
        await section.locator('details.rows .copy button').click();
        await section.locator('details.rows .said:not(:empty)').waitFor();
        const rows = parse(await page.evaluate(() => navigator.clipboard.readText()));
        const values = rows.slice(1).map((row) => row.join('\u0001')).sort();
        const safe = (value) => (typeof value === 'string' && /^\s*[=+\-@＝＋－＠]/.test(value) && !/^-\d+$/.test(value) ? `'${value}` : String(value ?? ''));
        const expected = question.rows.map((row) => columns.map((column) => safe(row[question.columns.indexOf(column)])).join('\u0001')).sort();
        that(rows[0].join() === columns.map((column) => column.name).join(), `${question.name} has the header ${rows[0]}`);
        that(values.length === expected.length, `${question.name} was copied with ${values.length} rows`);
        found.push(...expected.filter((value, at) => value.replace(/\r\n?/g, '\n') !== values[at]?.replace(/\r\n?/g, '\n')).slice(0, 3).map((value) => `${question.name} has ${JSON.stringify(value)}`));
        for (const cell of rows.flat().filter((text) => Number.isNaN(Number(text)))) {
            that(!/^\s*[=+\-@＝＋－＠]/.test(cell), `A spreadsheet would run ${cell}`);
        }
    }
});

await check('shows names that mean harm, and does nothing of what they say', async () => {
    that(await page.title() === 'Films and series', `The title is ${await page.title()}`);
    that(await page.locator('#page :is(script, img, iframe, object, embed, base, form:not(.vega-bindings), meta, style, link)').count() === 0, 'Data became an element.');
    const addresses = await page.locator('a').evaluateAll((all) => all.map((one) => one.getAttribute('href') ?? one.getAttribute('xlink:href')));
    for (const address of addresses.filter((one) => one && !/^(#|https:\/\/(www\.imdb\.com|www\.themoviedb\.org)\/)/.test(one))) {
        found.push(`A link goes to ${address}`);
    }

    if (isSample) {
        const names = new Set(await page.locator('#names tbody td:first-child').allTextContents());
        found.push(...hostile.filter((name) => !names.has(name)).map((name) => `${JSON.stringify(name)} is not shown`));
        const sources = await page.locator('#names tbody td:nth-child(2)').evaluateAll((cells) => cells.slice(0, 8).map((cell) => cell.querySelector('a')?.href ?? null));
        const expected = [null, null, 'https://www.themoviedb.org/movie/603', 'https://www.themoviedb.org/tv/1396', 'https://www.imdb.com/title/tt0944947/', null, null, 'https://www.imdb.com/title/tt1000007/'];
        that(sources.join() === expected.join(), `Rows lead to ${sources}`);
        await page.locator('#names svg.marks .mark-rect path').nth(4).hover();
        that((await page.locator('.tooltip').innerText()).length > 0, 'There is no tooltip.');
        const polluted = await page.evaluate(() => Object.keys(Object.prototype));
        that(polluted.length === 0, `Every object has ${polluted}`);
    }
});

await check('speaks Portuguese in place, with its numbers, and English again', async () => {
    const drawnBefore = await page.evaluate(() => window.pictures);
    await press(page, 'pt-BR');
    that(await page.locator('html').getAttribute('lang') === 'pt-BR', 'The document does not say its language.');
    that(await page.evaluate(() => window.pictures) - drawnBefore === charts.length, 'Charts were not drawn once each.');
    that(await page.evaluate(() => document.activeElement.dataset.value) === 'pt-BR', 'The focus went away.');
    for (const question of data.questions) {
        that((await page.locator(`[id="${question.name}"] h2`).innerText()).includes(question.title['pt-BR']), `${question.name} has another title`);
    }

    for (const question of charts) {
        const texts = await page.locator(`[id="${question.name}"] svg.marks text`).allTextContents();
        for (const [english, portuguese] of Object.entries(question.spec.usermeta?.translations?.['pt-BR'] ?? {})) {
            that(english === portuguese || !texts.includes(english), `${question.name} still says ${english}`);
        }

        that(!texts.some((text) => /^\$\d|\d[KMB]$/.test(text)), `${question.name} writes money as in English: ${texts.find((text) => /^\$\d|\d[KMB]$/.test(text))}`);
    }

    if (isSample) {
        const text = await page.locator('#did-they-pay svg.marks').innerHTML();
        that(text.includes('US$\u00A01\u00A0mi') || text.includes('US$&nbsp;1&nbsp;mi'), 'A million dollars is written in another way.');
        await page.locator('#did-they-pay details.rows > summary').click();
        that(/US\$\s\d{1,3}(\.\d{3})+/.test(await page.locator('#did-they-pay tbody').innerText()), 'Tables write numbers in another way.');
    }

    await press(page, 'en');
    that(await page.title() === 'Films and series', 'It does not come back.');
});

await check('has two themes: that of the system, and the one that is chosen', async () => {
    const look = () => page.evaluate(() => [getComputedStyle(document.body).backgroundColor, document.querySelector('svg.marks text')?.getAttribute('fill'), document.querySelector('svg.marks rect.background, svg.marks > rect')?.getAttribute('fill')].join());
    const light = await look();
    await press(page, 'dark');
    const dark = await look();
    that(light !== dark && dark.split(',').some((part, at) => part !== light.split(',')[at]), `Dark looks as light does: ${dark}`);
    await press(page, 'light');
    that(await look() === light, 'Light does not come back.');
    // What was asked for in between is told by the time this is.
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.evaluate(() => new Promise((next) => { requestAnimationFrame(() => requestAnimationFrame(next)); }));
    that(await page.locator('html').getAttribute('data-theme') === 'light', 'The system overrides what was chosen.');
    await page.emulateMedia({ colorScheme: 'light' });

    const other = await open();
    await other.emulateMedia({ colorScheme: 'dark' });
    await other.waitForFunction(() => document.documentElement.dataset.theme === 'dark');
    await drawn(other);
    await other.context().close();
});

await check('prints light, without its buttons, and with what is in the charts', async () => {
    await press(page, 'dark');
    const print = await page.evaluate(async () => {
        dispatchEvent(new Event('beforeprint'));
        // As a printer: it waits for no timer.
        for (let turn = 0; turn < 2000; turn++) {
            await Promise.resolve();
        }

        return { ...document.body.dataset, theme: document.documentElement.dataset.theme };
    });
    that(print.theme === 'light' && print.drawn === String(charts.length), `It would print ${JSON.stringify(print)}`);
    await page.emulateMedia({ media: 'print' });
    for (const one of ['nav', '.choices', '.copy', '.chart > details']) {
        that(await page.locator(one).first().isHidden(), `${one} is printed`);
    }

    await page.emulateMedia({ media: 'screen' });
    await page.evaluate(() => dispatchEvent(new Event('afterprint')));
    await drawn(page);
    that(await page.locator('html').getAttribute('data-theme') === 'dark', 'It stays light.');
    await press(page, 'light');
    const pdf = await page.pdf({ format: 'A4' });
    that(pdf.length > 20000, `The print has ${pdf.length} bytes.`);
});

await check('is used by keyboard: skips to the questions, opens folds, saves charts', async () => {
    await page.reload();
    await drawn(page);
    await page.keyboard.press('Tab');
    that(await page.evaluate(() => document.activeElement.className) === 'skip', 'The first stop is not the way past the head.');
    await page.keyboard.press('Enter');
    that(await page.evaluate(() => document.activeElement.id) === 'questions', 'It does not skip.');
    const section = page.locator(`[id="${charts[0].name}"]`);
    await section.locator('details.query > summary').focus();
    await page.keyboard.press('Enter');
    that((await section.locator('details.query code').innerText()).trim() === charts[0].sql.trim(), 'The query is another.');
    await section.locator('.chart summary').focus();
    await page.keyboard.press('Enter');
    await section.locator('.vega-actions a[href="#"]').first().waitFor({ state: 'detached' });
    await section.locator('.vega-actions a[href="#"]').last().waitFor({ state: 'detached' });
    for (const [place, kind, start] of [[0, 'svg', '<svg'], [1, 'png', '\u0089PNG']]) {
        const coming = page.waitForEvent('download', { timeout: 20000 });
        await section.locator('.vega-actions a').nth(place).focus();
        await page.keyboard.press('Enter');
        const download = await coming;
        const saved = join(folder, `saved.${kind}`);
        await download.saveAs(saved);
        that(download.suggestedFilename() === `${charts[0].name}.${kind}`, `It is saved as ${download.suggestedFilename()}`);
        that(readFileSync(saved, 'latin1').startsWith(start), `It is no ${kind}.`);
    }

    const links = await section.locator('.vega-actions a').allTextContents();
    that(links.join() === 'Save as SVG,Save as PNG', `The menu has ${links}`);
});

await check('has a width for phones, tablets and desks, in both languages', async () => {
    for (const width of [360, 768, 1280]) {
        for (const language of ['en', 'pt-BR']) {
            const narrow = await open({ width });
            if (language !== 'en') {
                await press(narrow, language);
            }

            await narrow.locator('details:not(.chart details)').evaluateAll((all) => all.forEach((one) => { one.open = true; }));
            const wide = await narrow.evaluate(() => document.documentElement.scrollWidth);
            that(wide <= width, `${wide} pixels for a screen of ${width}, in ${language}`);
            for (const name of await narrow.locator('.chart').evaluateAll((all) => all.filter((one) => Number(one.querySelector('svg.marks')?.getAttribute('width')) > one.clientWidth + 1).map((one) => one.parentElement.id))) {
                found.push(`${name} is wider than ${width} allows, in ${language}`);
            }

            await narrow.context().close();
        }
    }
});

for (const colorScheme of ['light', 'dark']) {
    await check(`has nothing serious that axe finds, ${colorScheme}`, async () => {
        const one = await open({ colorScheme });
        await one.locator('details:not(.chart details)').evaluateAll((all) => all.forEach((each) => { each.open = true; }));
        await one.evaluate(axe.source);
        const { violations } = await one.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
        found.push(...violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
            .map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.slice(0, 3).map((node) => node.html.slice(0, 200)).join(' | ')}`));
        await one.context().close();
    });
}

await check('is one small file that asks for nothing and complains of nothing', () => {
    that(statSync(file).size <= 1_200_000, `The page has ${statSync(file).size} bytes.`);
    found.push(...[...new Set(requests)].filter((address) => address !== pathToFileURL(file).href && !/^(blob:|data:)/.test(address)).map((address) => `It asked for ${address}`));
    found.push(...[...new Set(said)]);
});

await browser.close();
rmSync(folder, { recursive: true, force: true });
process.stdout.write(JSON.stringify(findings, null, 2));
