// Eight colours for paper and for night, light and dark in turn, so that people with any kind of colour blindness tell apart
// those that stand in one chart.
// The first is the accent: what a chart shows when it shows one thing.
const themes = {
    light: {
        ink: '#1d2023', muted: '#5b6167', line: '#e5e2da', paper: '#fdfcf9', quiet: '#b9bab5', band: '#efe9da',
        colours: ['#2a6fa8', '#d2703a', '#0f5a45', '#6e757d', '#9d2f66', '#5c6614', '#4b3591', '#b58d14'],
        ramp: ['#e9f0f6', '#c4d9ea', '#92b9da', '#5a95c6', '#2a6fa8', '#124a7c', '#0a2c4f'],
        diverging: ['#9d2f66', '#d293b0', '#efe9e4', '#92b9da', '#2a6fa8'],
    },
    dark: {
        ink: '#eceae5', muted: '#a7acb0', line: '#2f3439', paper: '#15181b', quiet: '#5d646a', band: '#262a27',
        colours: ['#5f9fe0', '#e97a48', '#8fe9c0', '#a9b0b8', '#c8508a', '#dbe285', '#cbb0ff', '#d09a10'],
        ramp: ['#1e2832', '#22405a', '#285c86', '#3a7bb3', '#5f9fe0', '#98c5f3', '#dcecfd'],
        diverging: ['#e07bab', '#8f4f70', '#2b3034', '#3f6a94', '#5f9fe0'],
    },
};

const font = 'ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", "DejaVu Sans", sans-serif';

/** Colours of a theme; the style sheet has the same for what is not a chart. */
export const coloursOf = (theme) => themes[theme].colours;

/**
 * The look of every chart. Marks of a specification ask for a meaning by name: `"style": "reference"` is a line to compare
 * with, `"note"` a text beside it, `"band"` a span of time behind the marks, `"quiet"` what is there for context, `"label"` the text
 * of a mark, `"inverse"` that on a strong colour, `"highlight"` a line over colours.
 * @param {'light' | 'dark'} theme
 * @param {number} width of the page's column, in pixels
 */
export function chartConfig(theme, width) {
    const { ink, muted, line, paper, quiet, band, colours, ramp, diverging } = themes[theme];
    const narrow = width < 480;
    return {
        background: paper,
        font,
        // The page says in words what a chart shows, and the table under it has every value.
        aria: false,
        padding: { left: 0, right: 4, top: 6, bottom: 4 },
        view: { stroke: null, continuousHeight: narrow ? 260 : 320, continuousWidth: 300 },
        mark: { color: colours[0] },
        arc: { stroke: paper, strokeWidth: 1 },
        area: { opacity: 0.85 },
        bar: { cornerRadiusEnd: 2, discreteBandSize: { band: 0.76 } },
        circle: { opacity: 0.72 },
        line: { strokeWidth: 2.25, strokeCap: 'round', strokeJoin: 'round' },
        point: { filled: true, size: 42 },
        rect: { stroke: paper, strokeWidth: 1 },
        rule: { color: muted },
        text: { color: ink, fontSize: 12.5 },
        tick: { thickness: 2 },
        // A mark whose colour has no value is drawn all the same: its place and its size are true.
        scale: { invalid: { color: { value: quiet } } },
        style: {
            reference: { color: muted, strokeWidth: 1.25, strokeDash: [5, 4], opacity: 1 },
            note: { color: muted, fontSize: 12 },
            band: { color: band, strokeWidth: 0, opacity: 1 },
            quiet: { color: quiet },
            inverse: { color: paper, fontSize: 12 },
            highlight: { color: colours[1], opacity: 1 },
            label: { color: ink, fontSize: 12.5 },
            'guide-label': { fill: muted, fontSize: 12 },
            'guide-title': { fill: muted, fontSize: 12, fontWeight: 'normal' },
        },
        axis: {
            domain: false, ticks: false, gridColor: line, gridWidth: 1, labelPadding: 7, titlePadding: 10, labelOverlap: 'parity',
            labelColor: muted, titleColor: muted, titleFontWeight: 'normal', labelSeparation: 6,
        },
        axisX: { labelAngle: 0, titleAnchor: 'end', titlePadding: 6, tickCount: narrow ? 4 : 7, labelFlush: false },
        axisXQuantitative: { labelFlush: true },
        axisXTemporal: { labelFlush: true },
        axisY: { tickCount: 6, titleAngle: 0, titleAlign: 'left', titleAnchor: 'start', titleY: -12, titleX: 0, labelLimit: Math.round(Math.max(90, width * 0.34)) },
        axisDiscrete: { grid: false },
        axisBand: { grid: false },
        axisPoint: { grid: false },
        header: { labelColor: ink, titleColor: muted, labelFontSize: 12, labelFontWeight: 600, titleFontWeight: 'normal', labelAnchor: 'start', labelOrient: 'top', labelPadding: 4 },
        legend: {
            orient: 'top', direction: 'horizontal', titleFontWeight: 'normal', titleColor: muted, labelColor: ink, symbolType: 'circle', symbolSize: 90,
            symbolStrokeWidth: 0, gradientLength: Math.min(200, width * 0.5), gradientThickness: 9, columns: narrow ? 2 : 0, labelLimit: 220, offset: 10, padding: 0,
        },
        range: { category: colours, heatmap: ramp, ramp, ordinal: ramp, diverging },
        title: { anchor: 'start', color: ink, fontWeight: 600, fontSize: 13 },
    };
}
