import { csv } from './csv.js';
import { copyButton } from './copy.js';
import { h } from './dom.js';
import { whole, writer } from './locale.js';

const first = 100;

// Where a row comes from, by the names that columns have. An id of a title says whose it is; one that is none stays a text.
const sources = {
    title_id: (id) => {
        const [, imdb, kind, tmdb] = /^(?:(tt\d{1,12})(?::series)?|tmdb(-tv)?:(\d{1,12}))$/.exec(id) ?? [];
        return imdb ? `https://www.imdb.com/title/${imdb}/` : tmdb ? `https://www.themoviedb.org/${kind ? 'tv' : 'movie'}/${tmdb}` : null;
    },
    collection_id: (id) => (/^\d{1,12}$/.test(id) ? `https://www.themoviedb.org/collection/${id}` : null),
};

/** The rows of a question, sortable by each column and copyable as CSV. */
export function table(question, rows, language, words) {
    // Where two columns say the same in two languages, each is for its readers.
    const places = [...question.columns.keys()].filter((place) => (question.columns[place].language ?? language) === language);
    const columns = places.map((place) => question.columns[place]);
    rows = rows.map((row) => places.map((place) => row[place]));
    const writers = columns.map((column) => writer(column, language, words));
    const collator = new Intl.Collator(language, { numeric: true });
    const compare = (a, b) => (typeof a === 'string' && typeof b === 'string' ? collator.compare(a, b) : a < b ? -1 : a > b ? 1 : 0);
    const title = (column) => column.title?.[language] ?? column.title?.en ?? column.name;
    let sorted = rows;
    let sortedBy = null;
    let direction = 1;
    let shown = first;

    const body = h('tbody');
    const note = h('p', { class: 'more' });
    const headers = columns.map((column, index) => h('th', { scope: 'col', class: column.type === 'number' ? 'number' : null },
        h('button', { type: 'button', title: words.sort(title(column)), click: () => sort(index) }, title(column))));

    function sort(index) {
        direction = sortedBy === index ? -direction : columns[index].type === 'number' && columns[index].unit !== 'year' ? -1 : 1;
        sortedBy = index;
        const missing = (value) => value === null || value === undefined;
        sorted = [...rows].sort((a, b) => (missing(a[index]) || missing(b[index]) ? missing(a[index]) - missing(b[index]) : direction * compare(a[index], b[index])));
        headers.forEach((header, at) => (at === index ? header.setAttribute('aria-sort', direction > 0 ? 'ascending' : 'descending') : header.removeAttribute('aria-sort')));
        fill();
    }

    function cell(column, index, value) {
        const text = writers[index](value);
        const address = value === null ? null : sources[column.name]?.(String(value));
        const content = address ? h('a', { href: address, rel: 'noreferrer noopener', target: '_blank' }, String(value)) : text;
        return h('td', { class: column.type === 'number' ? 'number' : null, dir: column.type === 'string' ? 'auto' : null }, content);
    }

    function fill() {
        body.replaceChildren(...sorted.slice(0, shown).map((row) => h('tr', {}, row.map((value, index) => cell(columns[index], index, value)))));
        note.replaceChildren(...(shown < rows.length ? [
            `${words.more(whole(shown, language), whole(rows.length, language))} `,
            h('button', { type: 'button', class: 'quiet', click: () => { shown = rows.length; fill(); } }, words.all(whole(rows.length, language))),
        ] : []));
    }

    fill();
    return [
        h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': `${words.table}: ${question.title[language]}` },
            h('table', {}, h('thead', {}, h('tr', {}, headers)), body)),
        note,
        copyButton(words.copyCsv, () => csv(columns.map((column) => column.name), sorted), words),
    ];
}
