import embed from 'vega-embed';
import { Warn, loader, logger } from 'vega';
import { viewIn } from './locale.js';
import { addTitles, fit, inert, paint, translate, translateRows } from './spec.js';
import { chartConfig, coloursOf } from './theme.js';

// Nothing is loaded: what a chart shows is in the page.
const nothing = { ...loader(), load: (uri) => Promise.reject(new Error(`The page loads nothing: ${uri}`)) };

// A chart whose height follows from its rows is as it should be, so is a layer that has none, and vega warns of both.
const log = logger(Warn);
const { warn } = log;
log.warn = (...texts) => (/^(Dropping "fit|Infinite extent)/.test(texts[0]) ? log : warn.apply(log, texts));

/** What the rows are, in the language of the page. */
export function rowsIn(question, language) {
    const translations = question.spec?.usermeta?.translations?.[language];
    return translations ? translateRows(question.rows, translations) : question.rows;
}

function specificationOf(question, { language, theme, width, assigned }) {
    const translations = question.spec.usermeta?.translations?.[language];
    let { usermeta: _, ...spec } = structuredClone(question.spec);
    spec = paint(spec, question, assigned, coloursOf(theme));
    spec = translations ? translate(spec, translations) : spec;
    spec = fit(addTitles(spec, question.columns, language), width);
    const rows = rowsIn(question, language).map((row) => Object.fromEntries(question.columns.map((column, index) => [column.name, inert(row[index])])));
    return { ...spec, datasets: { ...spec.datasets, rows } };
}

/** Draws a question's chart into an element; resolves to what releases it. */
export async function draw(element, question, look, words, tooltip) {
    const drawn = await embed(element, specificationOf(question, look), {
        mode: 'vega-lite',
        renderer: 'svg',
        ast: true,
        config: chartConfig(look.theme, look.width),
        viewClass: viewIn(look.language),
        loader: nothing,
        logger: log,
        tooltip,
        defaultStyle: false,
        forceActionsMenu: true,
        actions: { export: { svg: true, png: true }, source: false, compiled: false, editor: false },
        scaleFactor: { png: 2 },
        downloadFileName: question.name,
        i18n: { SVG_ACTION: words.saveSvg, PNG_ACTION: words.savePng, CLICK_TO_VIEW_ACTIONS: words.menu },
    });
    const picture = element.querySelector('.chart-wrapper');
    picture.setAttribute('role', 'img');
    picture.removeAttribute('aria-roledescription');
    picture.setAttribute('aria-label', `${question.title[look.language]} (${words.chart}). ${question.read[look.language]}`);
    // The label says all that a screen reader gets of it; the table has the values.
    picture.querySelector('svg').setAttribute('aria-hidden', 'true');
    const menu = element.querySelector('details');
    menu.querySelector('summary').setAttribute('aria-label', `${words.menu}: ${question.title[look.language]}`);

    // vega-embed makes the file when a mouse is pressed on its link. A keyboard has none: it is there once the menu is open.
    menu.addEventListener('toggle', () => {
        for (const [place, link] of [...menu.querySelectorAll('a')].entries()) {
            drawn.view.toImageURL(['svg', 'png'][place], [1, 2][place]).then((address) => { link.href = address; });
        }
    }, { once: true });

    return drawn.finalize;
}
