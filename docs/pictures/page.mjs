// node page.mjs <page.html> <picture.png> <language> <light|dark> [<question>]: draws a page as Chromium shows it, from its top or
// from a question on. Takes playwright-core from tests/page.
import { pathToFileURL } from 'node:url';
import { chromium } from '../../tests/page/node_modules/playwright-core/index.mjs';

const [page, picture, language, theme, question] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] });
const tab = await (await browser.newContext({ viewport: { width: 1280, height: 1180 }, colorScheme: theme, offline: true, reducedMotion: 'reduce' })).newPage();
const drawn = () => tab.waitForFunction(() => document.body.dataset.drawn !== undefined);
await tab.goto(pathToFileURL(page).href);
await drawn();
await tab.locator(`.choice button[data-value="${language}"]`).click();
await drawn();
await tab.evaluate((name) => {
    document.activeElement.blur();
    document.getElementById(name)?.querySelector('h2').scrollIntoView();
}, question ?? '');
await tab.mouse.move(0, 0);
await tab.screenshot({ path: picture });
await browser.close();
