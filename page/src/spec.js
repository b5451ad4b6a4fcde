// What the page does to a specification before vega-lite compiles it. A specification is standard Vega-Lite and knows nothing
// of the page: language, colours and width come in here.

const parts = ['layer', 'concat', 'hconcat', 'vconcat'];
const written = new Set(['title', 'subtitle', 'text', 'description', 'domain', 'datum', 'equal', 'oneOf', 'sort', 'values', 'value', 'labels']);
const names = new Set(['field', 'fields', 'groupby']);
const expressions = new Set(['calculate', 'filter', 'test', 'labelExpr', 'expr']);

/** Every view of a specification, the outermost first. */
function* views(spec) {
    yield spec;
    for (const inner of [...parts.flatMap((part) => spec[part] ?? []), ...(spec.spec ? [spec.spec] : [])]) {
        yield* views(inner);
    }
}

/** Every definition of a channel in a view, with the channel's name. */
function* channels(view) {
    for (const [channel, definition] of Object.entries(view.encoding ?? {})) {
        for (const one of Array.isArray(definition) ? definition : [definition]) {
            if (one !== null && typeof one === 'object') {
                yield [channel, one];
                if (one.condition && typeof one.condition === 'object' && !Array.isArray(one.condition)) {
                    yield [channel, one.condition];
                }
            }
        }
    }
}

/**
 * The specification in another language: texts and values that people read, and the names of columns that have the same in
 * that language ("war" and "war_pt").
 */
export function translate(spec, translations) {
    const has = (text) => Object.hasOwn(translations, text);
    const say = (text) => (has(text) ? translations[text] : text);
    const literal = (text) => text.replace(/'([^'\\]*)'|"([^"\\]*)"/g, (all, one, two) => (has(one ?? two) ? JSON.stringify(translations[one ?? two]) : all));
    const walk = (value, key, isWritten) => {
        if (typeof value === 'string') {
            return expressions.has(key) ? literal(value) : isWritten || names.has(key) ? say(value) : value;
        }

        if (Array.isArray(value)) {
            return value.map((item) => walk(item, key, isWritten));
        }

        return value === null || typeof value !== 'object' ? value
            : Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, walk(inner, name, written.has(name) || key === 'values')]));
    };
    return walk(spec, '', false);
}

/**
 * The rows in another language. A column is in words that have a translation (wars, genres) or in names that have none
 * (titles): one of which at least half of the values are known is translated.
 */
export function translateRows(rows, translations) {
    const known = (column) => {
        const values = new Set(rows.map((row) => row[column]).filter((value) => typeof value === 'string'));
        return values.size > 0 && [...values].filter((value) => Object.hasOwn(translations, value)).length * 2 >= values.size;
    };
    const columns = new Set((rows[0] ?? []).map((_, column) => column).filter(known));
    return columns.size === 0 ? rows
        : rows.map((row) => row.map((value, column) => (columns.has(column) && typeof value === 'string' && Object.hasOwn(translations, value) ? translations[value] : value)));
}

// Lines of powers of ten are the ones to count by.
const powersOfTen = { condition: { test: 'abs(log(datum.value) / LN10 - round(log(datum.value) / LN10)) < 1e-6', value: 1 }, value: 0.45 };

const titleOf = (definition) => [definition.title, definition.axis?.title, definition.legend?.title, definition.header?.title].find((title) => title !== undefined);

/** Names and units of columns where a specification leaves them to the page. */
export function addTitles(spec, columns, language) {
    const known = new Map(columns.map((column) => [column.name, column]));
    for (const view of views(spec)) {
        // Layers share their axes, and vega-lite would write the titles of all of them, one after the other.
        const shared = (channel) => (view.layer ? [...views(view)].flatMap((inner) => [...channels(inner)]) : [...channels(view)])
            .filter(([name]) => name === channel).map(([, definition]) => titleOf(definition)).find((title) => title !== undefined);
        const titles = { x: shared('x'), y: shared('y') };
        for (const inner of view.layer ? views(view) : [view]) {
            for (const [channel, definition] of channels(inner)) {
                if (channel in titles && titleOf(definition) === undefined && titles[channel] !== undefined) {
                    definition.title = titles[channel];
                }
            }
        }

        for (const [channel, definition] of channels(view)) {
            if (definition.scale?.type === 'log' && definition.axis !== null && definition.axis?.values === undefined) {
                definition.axis = { gridOpacity: powersOfTen, ...definition.axis };
            }

            const column = definition.aggregate ? undefined : known.get(definition.field);
            if (column === undefined) {
                continue;
            }

            if (titleOf(definition) === undefined && !/2$/.test(channel)) {
                definition.title = column.title?.[language] ?? column.title?.en ?? column.name;
            }

            const isNumber = definition.type === 'quantitative' || (channel === 'tooltip' && column.type === 'number');
            if (channel === 'tooltip' && definition.format === undefined && isNumber && !definition.timeUnit) {
                definition.format = column.unit === 'usd' ? '$,.0f' : column.unit === 'year' ? 'd' : ',.2~f';
                definition.type ??= 'quantitative';
            } else if ((channel === 'x' || channel === 'y') && isNumber && definition.axis !== null && definition.axis?.format === undefined) {
                const format = column.unit === 'usd' ? '$~s' : column.unit === 'year' ? 'd' : undefined;
                if (format !== undefined) {
                    definition.axis = { ...definition.axis, format };
                }
            }
        }
    }

    return spec;
}

/** A text that vega, which keeps groups in plain objects, does not take for "constructor" or "__proto__" that it finds there. */
export const inert = (value) => (typeof value === 'string' && value in Object.prototype ? `${value}\u200B` : value);

/** The values that a channel paints, each with a colour of its own; null where a specification paints by itself. */
function painted(question, channel, definition) {
    if (!['color', 'fill', 'stroke'].includes(channel) || definition.field === undefined || (definition.type ?? 'nominal') !== 'nominal'
        || definition.scale === null || definition.scale?.range !== undefined || definition.scale?.scheme !== undefined) {
        return null;
    }

    if (Array.isArray(definition.scale?.domain)) {
        return definition.scale.domain;
    }

    const column = question.columns.findIndex((one) => one.name === definition.field);
    const values = column < 0 ? [] : [...new Set(question.rows.map((row) => row[column]).filter((value) => value !== null))];
    return values.length === 0 ? null : values.sort();
}

/**
 * One colour for each thing, the same in every chart of the page: a number into the colours of the theme. No colour means
 * two things while there is one left, and in one chart none stands twice while there is one left.
 */
export function assignColours(questions, count) {
    const assigned = new Map();
    const meanings = Array(count).fill(0);
    for (const question of questions.filter((one) => one.spec)) {
        const values = new Set([...views(question.spec)].flatMap((view) => [...channels(view)].flatMap(([channel, definition]) => painted(question, channel, definition) ?? [])));
        const used = new Set([...values].map((value) => assigned.get(value)));
        for (const value of values) {
            if (!assigned.has(value)) {
                const free = meanings.map((_, index) => index).filter((index) => !used.has(index));
                const least = Math.min(...free.map((index) => meanings[index]));
                const index = free.find((one) => meanings[one] === least) ?? assigned.size % count;
                meanings[index]++;
                assigned.set(value, index);
                used.add(index);
            }
        }
    }

    return assigned;
}

/** The specification of a question with the page's colours in it. */
export function paint(spec, question, assigned, colours) {
    for (const view of views(spec)) {
        for (const [channel, definition] of channels(view)) {
            const values = painted(question, channel, definition);
            if (values !== null) {
                definition.scale = { ...definition.scale, domain: values.map(inert), range: values.map((value) => colours[assigned.get(value)]) };
            }
        }
    }

    return spec;
}

/** The specification as wide as the page's column; views side by side break into rows where there is no room. */
export function fit(spec, width) {
    const facet = spec.encoding?.facet ?? spec.facet;
    const count = spec.hconcat?.length ?? (spec.concat ? spec.columns ?? spec.concat.length : 0);
    const across = (wanted, least) => Math.max(1, Math.min(wanted, Math.floor(width / least)));
    // Axes and gaps stand beside the views of several.
    const share = (columns) => Math.floor((width - 46 - (columns - 1) * 24) / columns);
    if (facet?.field || facet?.row || facet?.column || spec.encoding?.row || spec.encoding?.column || spec.repeat) {
        const grid = facet?.field || Array.isArray(spec.repeat);
        const columns = grid ? across(spec.encoding?.facet?.columns ?? spec.columns ?? 3, 190) : 1;
        if (spec.encoding?.facet) {
            spec.encoding.facet.columns = columns;
        } else if (grid) {
            spec.columns = columns;
        }

        (spec.spec ?? spec).width = share(columns);
    } else if (count > 0) {
        const columns = across(count, 300);
        spec.concat ??= spec.hconcat;
        delete spec.hconcat;
        spec.columns = columns;
        for (const view of spec.concat) {
            view.width = share(columns);
        }
    } else if (spec.vconcat) {
        for (const view of spec.vconcat) {
            view.width = share(1);
        }
    } else {
        spec.width = width;
        spec.autosize = { type: 'fit-x', contains: 'padding' };
        // The title of the vertical axis stands over it, where the legend would stand.
        const hasTitle = [...views(spec)].some((view) => [...channels(view)].some(([channel, definition]) => channel === 'y' && definition.axis !== null && titleOf(definition)));
        spec.config = { legend: { offset: hasTitle ? 26 : 10 }, ...spec.config };
    }

    return spec;
}
