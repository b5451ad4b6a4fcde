import { draw, rowsIn } from './chart.js';
import { copyButton } from './copy.js';
import { h } from './dom.js';
import { day, whole } from './locale.js';
import { assignColours } from './spec.js';
import { table } from './table.js';
import { coloursOf } from './theme.js';
import { tooltip } from './tooltip.js';
import { words as allWords } from './words.js';

const page = JSON.parse(document.getElementById('document').textContent);
const licences = document.getElementById('licences').textContent;
const languages = Object.keys(allWords);
const night = matchMedia('(prefers-color-scheme: dark)');
const assigned = assignColours(page.questions, coloursOf('light').length);
const showTooltip = tooltip();

let language = languages.includes(page.language) ? page.language : 'en';
let theme = night.matches ? 'dark' : 'light';
let isChosen = false;
let drawing = 0;
let release = [];
let charts = [];

const say = (text) => text?.[language] ?? text?.en ?? '';

function choice(label, options, chosen, choose) {
    return h('div', { class: 'choice', role: 'group', 'aria-label': label }, options.map(([value, text, lang]) =>
        h('button', { type: 'button', lang, 'data-value': value, 'aria-pressed': String(value === chosen), click: () => choose(value) }, text)));
}

/** Writes the whole page in the language that is chosen. */
function write() {
    const words = allWords[language];
    const scrolled = scrollY;
    const focused = document.activeElement?.dataset?.value;
    document.documentElement.lang = language;
    document.title = words.title;

    const links = () => h('ol', {}, page.questions.map((question) => h('li', { class: question.missing ? 'missing' : null }, h('a', { href: `#${question.name}` }, say(question.title)))));
    charts = [];
    root.replaceChildren(
        h('a', { class: 'skip', href: '#questions' }, words.skip),
        h('header', {},
            h('div', { class: 'choices' },
                choice(words.language, [['en', 'English', 'en'], ['pt-BR', 'Português', 'pt-BR']], language, (value) => { language = value; write(); }),
                choice(words.theme, [['light', words.light], ['dark', words.dark]], theme, (value) => { isChosen = true; setTheme(value); })),
            h('h1', {}, words.title),
            h('p', { class: 'subtitle' }, words.subtitle(whole(page.questions.length, language))),
            h('p', { class: 'facts' }, day(page.day, language), ' · ', h('bdi', {}, page.lake)),
            h('aside', { 'aria-labelledby': 'notice' }, h('h2', { id: 'notice' }, words.notice), h('ul', {}, words.notices.map((text) => h('li', {}, text))))),
        h('nav', { 'aria-label': words.questions }, h('details', { open: innerWidth >= 1100 }, h('summary', {}, words.questions), links())),
        h('main', { id: 'questions', tabindex: '-1' }, page.questions.map((question, index) => section(question, index, words))),
        foot(words));
    // The button that was pressed is a new one now.
    if (focused) {
        root.querySelector(`button[data-value="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
    }

    scrollTo({ top: scrolled, behavior: 'instant' });
    return drawAll();
}

function section(question, index, words) {
    const rows = rowsIn(question, language);
    const figure = question.spec && rows.length > 0 ? h('figure', { class: 'chart' }) : null;
    if (figure) {
        charts.push({ figure, question });
    }

    return h('section', { id: question.name, 'aria-labelledby': `${question.name}-title` },
        h('h2', { id: `${question.name}-title` }, h('span', { class: 'order', 'aria-hidden': 'true' }, String(index + 1)), say(question.title)),
        h('p', { class: 'read' }, say(question.read)),
        question.missing ? missing(question, words)
            : rows.length === 0 ? h('p', { class: 'absent' }, words.empty)
            : figure,
        h('p', { class: 'cannot' }, h('span', { class: 'label' }, words.cannot), ' ', say(question.cannot)),
        rows.length > 0 ? fold(`${words.table} · ${words.rows(whole(rows.length, language), rows.length)}`, 'rows', !question.spec, () => table(question, rows, language, words)) : null,
        fold(words.query, 'query', false, () => [
            h('pre', { tabindex: '0', 'aria-label': words.query }, h('code', {}, question.sql)), copyButton(words.copyQuery, () => question.sql, words)]));
}

/** What is only made when somebody opens it. */
function fold(title, name, open, content) {
    const details = h('details', { class: name, open, toggle: () => fill() }, h('summary', {}, title));
    const fill = () => {
        if (details.open && details.childElementCount === 1) {
            details.append(...content());
        }
    };
    fill();
    return details;
}

function missing(question, words) {
    return h('div', { class: 'absent' },
        h('p', {}, h('strong', {}, words.missing)),
        h('p', {}, words.needs, ' ', question.missing.columns.flatMap((column, index) => [index > 0 ? ', ' : null, h('code', {}, column)])),
        question.missing.command ? [h('p', {}, words.fetch), h('pre', { tabindex: '0', 'aria-label': words.fetch }, h('code', {}, question.missing.command)),
            copyButton(words.copyCommand, () => question.missing.command, words)] : null);
}

function foot(words) {
    const { sources, tables, tests } = page;
    const number = (value) => h('td', { class: 'number' }, value === null || value === undefined ? '' : whole(value, language));
    const list = (name, titles, rows) => h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': name },
        h('table', {}, h('thead', {}, h('tr', {}, titles.map((title, index) => h('th', { scope: 'col', class: index > 0 && title !== words.checksum && title !== words.test ? 'number' : null }, title)))), h('tbody', {}, rows)));
    return h('footer', {},
        h('h2', {}, words.trace),
        h('p', {}, words.traceText),
        h('dl', {}, h('dt', {}, words.day), h('dd', {}, day(page.day, language)), h('dt', {}, words.lake), h('dd', {}, h('bdi', {}, page.lake)),
            h('dt', {}, words.version), h('dd', {}, `DataLakeTools ${page.version}`)),
        h('h3', {}, words.sources),
        list(words.sources, [words.file, words.checksum, words.bytes, words.rowCount], sources.map((source) => h('tr', {},
            h('td', {}, h('bdi', {}, source.key)), h('td', { class: 'checksum' }, source.checksum ?? ''), number(source.bytes), number(source.rows)))),
        h('h3', {}, words.tables),
        list(words.tables, [words.table, words.rowCount], tables.map((one) => h('tr', {}, h('td', {}, one.table), number(one.rows)))),
        h('h3', {}, words.tests),
        h('p', {}, words.testsText(whole(tests.passed, language), whole(tests.failed, language))),
        tests.findings.length === 0 ? null : list(words.tests, [words.table, words.test, words.findings], tests.findings.map((one) => h('tr', {},
            h('td', {}, one.table), h('td', {}, one.test), number(one.findings)))),
        h('p', { class: 'small' }, words.tmdb),
        fold(words.licences, 'licences', false, () => [h('pre', { tabindex: '0', 'aria-label': words.licences }, licences)]));
}

/**
 * Draws every chart, one after the other; a later call stops this one. The page answers in between, but where a printer waits:
 * that takes what is there once nothing more is to be done.
 */
async function drawAll(isAtOnce = false) {
    const mine = ++drawing;
    const words = allWords[language];
    let drawn = 0;
    let failed = 0;
    release.forEach((one) => one());
    release = [];
    delete document.body.dataset.drawn;
    for (const { figure, question } of charts) {
        const look = { language, theme, width: Math.floor(figure.clientWidth), assigned };
        try {
            const finalize = await draw(figure, question, look, words, showTooltip);
            drawn++;
            if (mine !== drawing) {
                finalize();
                return;
            }

            release.push(finalize);
        } catch (error) {
            failed++;
            figure.replaceChildren(h('p', { class: 'absent' }, `${words.broken} ${error.message}`));
        }

        if (!isAtOnce) {
            await new Promise((next) => { setTimeout(next); });
        }

        if (mine !== drawing) {
            return;
        }
    }

    document.body.dataset.failed = failed;
    document.body.dataset.drawn = drawn;
}

function setTheme(value, isAtOnce) {
    theme = value;
    document.documentElement.dataset.theme = value;
    root.querySelectorAll('.choice [data-value=light], .choice [data-value=dark]').forEach((button) => button.setAttribute('aria-pressed', String(button.dataset.value === value)));
    return drawAll(isAtOnce);
}

const root = h('div', { id: 'page' });
document.body.prepend(root);
document.documentElement.dataset.theme = theme;
write();

// The system's theme holds until the reader chooses one.
night.addEventListener('change', () => {
    if (!isChosen) {
        setTheme(night.matches ? 'dark' : 'light');
    }
});

// Paper is light, and shows a table only as far as a page goes.
let before = null;
addEventListener('beforeprint', () => {
    before = theme;
    if (theme !== 'light') {
        setTheme('light', true);
    }
});
addEventListener('afterprint', () => {
    if (before !== null && before !== theme) {
        setTheme(before);
    }

    before = null;
});

let width = root.clientWidth;
let waiting = 0;
new ResizeObserver(() => {
    if (root.clientWidth !== width && before === null) {
        width = root.clientWidth;
        clearTimeout(waiting);
        waiting = setTimeout(() => drawAll(), 120);
    }
}).observe(root);
